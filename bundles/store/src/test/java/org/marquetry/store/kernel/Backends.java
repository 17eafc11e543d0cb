/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.marquetry.plugin.Lease;
import org.marquetry.plugin.Providers;
import org.marquetry.plugin.kernel.Origin;
import org.marquetry.plugin.kernel.ProviderTable;
import org.marquetry.store.StorageBackend;
import org.marquetry.store.mapped.MappedBackend;
import org.marquetry.store.memory.MemoryBackend;
import org.osgi.framework.Version;

/** Storage backends that come and go, and how many leases of them are held. */
public final class Backends implements Providers<StorageBackend> {

  private final ProviderTable<StorageBackend> table = new ProviderTable<>("storage");
  private final AtomicLong ids = new AtomicLong();
  private final AtomicInteger held = new AtomicInteger();
  private final Map<String, Map<String, String>> aside = new ConcurrentHashMap<>();

  /** Both backends that are shipped, in version 1.0.0. */
  public static Backends shipped() {
    Backends backends = new Backends();
    backends.add("mapped", "1.0.0", new MappedBackend());
    backends.add("memory", "1.0.0", new MemoryBackend());
    return backends;
  }

  public <T extends StorageBackend> T add(String name, String version, T backend) {
    long id = ids.incrementAndGet();
    table.add(new Origin(name, new Version(version), 0, id, "test"), backend);
    return backend;
  }

  /** Whether it was given back in time. */
  public boolean remove(StorageBackend backend) {
    return table.remove(backend);
  }

  public int leases() {
    return held.get();
  }

  @Override
  public Lease<StorageBackend> lease(String name) {
    Lease<StorageBackend> lease = table.lease(name);
    return lease == null ? null : counted(lease);
  }

  @Override
  public List<Lease<StorageBackend>> leases(String name) {
    return table.leases(name).stream().map(this::counted).toList();
  }

  private Lease<StorageBackend> counted(Lease<StorageBackend> lease) {
    held.incrementAndGet();
    return new Lease<>() {
      private boolean closed;

      @Override
      public StorageBackend provider() {
        return lease.provider();
      }

      @Override
      public boolean superseded() {
        return lease.superseded();
      }

      @Override
      public boolean leaving() {
        return lease.leaving();
      }

      @Override
      public String version() {
        return lease.version();
      }

      @Override
      public void close() {
        if (!closed) {
          closed = true;
          held.decrementAndGet();
          lease.close();
        }
      }
    };
  }

  @Override
  public void putAside(String name, String version, String reason) {
    aside.computeIfAbsent(name, key -> new ConcurrentHashMap<>()).put(version, reason);
  }

  /** The versions of a backend that were put aside, and why. */
  Map<String, String> aside(String name) {
    return Map.copyOf(aside.getOrDefault(name, Map.of()));
  }

  @Override
  public void onArrival(Consumer<String> name) {
    table.onArrival(name);
  }

  @Override
  public void onLeave(Consumer<String> name) {
    table.onLeave(name);
  }
}
