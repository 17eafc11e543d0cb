/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.fake;

import java.util.function.Consumer;
import org.marquetry.plugin.Lease;
import org.marquetry.plugin.Providers;
import org.marquetry.store.StorageBackend;
import org.marquetry.store.mapped.MappedBackend;

/** Has one storage backend, by default the real one, and nothing else. */
public final class MappedOnly implements Providers<StorageBackend> {

  private final StorageBackend backend;

  public MappedOnly() {
    this(new MappedBackend());
  }

  /**
   * @param backend given out as if it were the real one
   */
  public MappedOnly(StorageBackend backend) {
    this.backend = backend;
  }

  @Override
  public Lease<StorageBackend> lease(String name) {
    if (!name.equals("mapped")) {
      return null;
    }
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
  public void onLeave(Consumer<String> listener) {}
}
