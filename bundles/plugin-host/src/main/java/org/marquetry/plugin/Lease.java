/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin;

/** The right to call a provider until closed. Not thread-safe; may be closed on another thread. */
public interface Lease<T> extends AutoCloseable {

  T provider();

  @Override
  void close();
}
