/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.admin;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What an operator asks of a broker's interceptors. Published as a service while a broker runs.
 * Thread-safe; never blocks.
 *
 * <pre>{@code
 * long unseen = admin.interceptors().stream().mapToLong(one -> one.passed()).sum();
 * }</pre>
 */
@ProviderType
public interface InterceptorAdmin {

  /**
   * {@return those of sends, then those of deliveries; each in the order in which they are asked}
   */
  List<Interceptor> interceptors();

  /**
   * An interceptor and what became of the messages, at delivery of the batches, that it was to see.
   * Counted since the broker started.
   *
   * @param side {@code send} or {@code deliver}
   * @param name of the interceptor
   * @param version of its bundle
   * @param required whether nothing may pass without it
   * @param state {@code working}; {@code put aside} after failures; {@code stopped} for a required
   *     one of which only the bundle is there
   * @param seen by it
   * @param refused by it: not stored, or held back
   * @param passed without it, since it did not work
   * @param blocked since it is required and did not work
   * @param untold stored or refused messages of which it was not told
   * @param reason why the last one was refused, passed or was blocked; empty for none
   */
  record Interceptor(
      String side,
      String name,
      String version,
      boolean required,
      String state,
      long seen,
      long refused,
      long passed,
      long blocked,
      long untold,
      String reason) {}
}
