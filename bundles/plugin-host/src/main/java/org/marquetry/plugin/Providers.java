/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin;

import java.util.List;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The providers of one plugin interface by name; of several with one name the highest version wins,
 * then the service ranking. Thread-safe.
 */
@ProviderType
public interface Providers<T> {

  /**
   * A lease of the provider in use. Never blocks.
   *
   * @return {@code null} where no provider of this name is there
   */
  Lease<T> lease(String name);

  /**
   * Leases of all providers of a name, the best one first, for callers that go on to the next one
   * where one fails. Never blocks. Every lease has to be given back.
   */
  default List<Lease<T>> leases(String name) {
    Lease<T> best = lease(name);
    return best == null ? List.of() : List.of(best);
  }

  /**
   * Says that a version is not able to do what it was leased for, while another one of its name is:
   * it is put aside until an operator resets it.
   *
   * @param reason for people
   */
  default void putAside(String name, String version, String reason) {}

  /**
   * Notes in the history that what is held by long leases went over from one version of a plugin to
   * another.
   *
   * @param before version that held it before
   * @param detail for people
   * @param pauseNanos in which those who use it had to wait
   */
  default void handedOver(
      String name, String version, String before, String detail, long pauseNanos) {}

  /**
   * Notes in the history that a plugin of another name is used from now on, since an operator
   * wanted it.
   *
   * @param before name of the one before
   * @param detail for people
   * @param pauseNanos in which those who use it had to wait
   */
  default void switched(
      String name, String version, String before, String detail, long pauseNanos) {}

  /**
   * Tells of providers that come, on the thread that brings them; at once of those that are there.
   * What {@code name} does must be short.
   */
  void onArrival(Consumer<String> name);

  /**
   * Tells of providers that are about to go, on the thread that stops them, so that whoever holds a
   * lease for long gives it back; the provider stops when it has, or after a time-out.
   */
  void onLeave(Consumer<String> name);
}
