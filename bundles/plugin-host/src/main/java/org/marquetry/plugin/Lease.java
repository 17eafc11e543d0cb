/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The right to call a provider until closed. To be held for one call (one pull, one append group):
 * the provider's bundle cannot stop meanwhile. Not thread-safe; may be closed on another thread.
 */
@ProviderType
public interface Lease<T> extends AutoCloseable {

  T provider();

  /** Whether calls that begin now go to another provider, or to none: this one is going. */
  boolean superseded();

  /**
   * Whether the provider is being taken away, so that the lease has to be given back soon; where it
   * is only {@link #superseded} it may be held on to.
   */
  default boolean leaving() {
    return superseded();
  }

  /** Version of the provider's bundle; empty where it is not known. */
  default String version() {
    return "";
  }

  /** Gives the lease back; further calls do nothing. */
  @Override
  void close();
}
