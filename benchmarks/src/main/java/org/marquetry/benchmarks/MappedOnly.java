/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.benchmarks;

import java.util.function.Consumer;
import org.marquetry.plugin.Lease;
import org.marquetry.plugin.Providers;
import org.marquetry.store.StorageBackend;
import org.marquetry.store.mapped.MappedBackend;

/** The storage backend of the files; never goes away. Thread-safe. */
public final class MappedOnly implements Providers<StorageBackend> {

  private final StorageBackend backend = new MappedBackend();

  @Override
  public Lease<StorageBackend> lease(String name) {
    return new Lease<>() {
      @Override
      public StorageBackend provider() {
        return backend;
      }

      @Override
      public boolean superseded() {
        return false;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void onArrival(Consumer<String> name) {
    name.accept("mapped");
  }

  @Override
  public void onLeave(Consumer<String> name) {}
}
