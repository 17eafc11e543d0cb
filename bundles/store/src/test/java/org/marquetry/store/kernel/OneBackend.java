/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.marquetry.plugin.Lease;
import org.marquetry.plugin.Providers;
import org.marquetry.store.StorageBackend;

/** Providers with one backend, which counts its leases. */
public final class OneBackend implements Providers<StorageBackend> {

  private final String name;
  private final StorageBackend backend;
  private final AtomicInteger leases = new AtomicInteger();

  public OneBackend(String name, StorageBackend backend) {
    this.name = name;
    this.backend = backend;
  }

  public int leases() {
    return leases.get();
  }

  @Override
  public Lease<StorageBackend> lease(String wanted) {
    if (!wanted.equals(name)) {
      return null;
    }
    leases.incrementAndGet();
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
      public void close() {
        leases.decrementAndGet();
      }
    };
  }

  @Override
  public void onArrival(Consumer<String> listener) {
    listener.accept(name);
  }

  @Override
  public void onLeave(Consumer<String> listener) {}
}
