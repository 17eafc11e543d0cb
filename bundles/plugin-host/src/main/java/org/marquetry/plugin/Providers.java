/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin;

/**
 * The providers of one plugin interface by name; of several with one name the highest version wins,
 * then the service ranking. Thread-safe.
 */
public interface Providers<T> {

  /** {@code null} where no provider of this name is there. */
  Lease<T> lease(String name);

  /** Tells of providers that come; at once of those that are there. */
  void onArrival(java.util.function.Consumer<String> name);
}
