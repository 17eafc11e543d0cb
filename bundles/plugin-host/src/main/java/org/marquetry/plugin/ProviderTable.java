/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.marquetry.admin.PluginAdmin.Plugin;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link Providers} that are added and removed by hand. A lease takes no lock. Thread-safe.
 *
 * @param <T> the plugin interface
 */
public final class ProviderTable<T> implements Providers<T> {

  /** How long a removal waits for calls under way, in milliseconds. */
  public static final long DRAIN_MILLIS = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(ProviderTable.class);

  private final String kind;
  private final long drainMillis;
  private final List<Consumer<String>> onArrival = new CopyOnWriteArrayList<>();
  private final List<Consumer<String>> onLeave = new CopyOnWriteArrayList<>();
  private volatile Map<String, List<Slot<T>>> byName = Map.of();

  /**
   * @param kind what operators call such a plugin
   */
  public ProviderTable(String kind) {
    this(kind, DRAIN_MILLIS);
  }

  ProviderTable(String kind, long drainMillis) {
    this.kind = kind;
    this.drainMillis = drainMillis;
  }

  /**
   * Adds a provider; calls that begin now use it if it is the best of its name.
   *
   * @throws IllegalArgumentException if this very provider is there already
   */
  public void add(Origin origin, T provider) {
    Slot<T> slot = new Slot<>(origin, provider);
    boolean best;
    synchronized (this) {
      if (find(provider) != null) {
        throw new IllegalArgumentException(origin + " is there already");
      }
      List<Slot<T>> slots = new ArrayList<>(byName.getOrDefault(origin.name(), List.of()));
      slots.add(slot);
      slots.sort(Comparator.comparing(Slot::origin));
      publish(origin.name(), slots);
      best = slots.get(0) == slot;
    }
    LOG.info("{} plugin {} came and is {}", kind, origin, best ? "in use" : "on standby");
    onArrival.forEach(listener -> listener.accept(origin.name()));
  }

  /**
   * Takes a provider out, so that no call begins on it any more, and waits for those under way, at
   * most {@link #DRAIN_MILLIS}.
   *
   * @return whether none was under way any more; also where the provider was not there
   */
  public boolean remove(T provider) {
    Slot<T> slot;
    synchronized (this) {
      slot = find(provider);
      if (slot == null) {
        return true;
      }
      String name = slot.origin().name();
      List<Slot<T>> slots = new ArrayList<>(byName.get(name));
      slots.remove(slot);
      publish(name, slots);
    }
    onLeave.forEach(listener -> listener.accept(slot.origin().name()));
    boolean drained = slot.close(drainMillis);
    if (drained) {
      LOG.info("{} plugin {} is gone", kind, slot.origin());
    } else {
      LOG.warn(
          "{} plugin {} is taken away while {} calls into it are under way for over {} ms",
          kind,
          slot.origin(),
          slot.leases(),
          drainMillis);
    }
    return drained;
  }

  private Slot<T> find(T provider) {
    for (List<Slot<T>> slots : byName.values()) {
      for (Slot<T> slot : slots) {
        if (slot.provider() == provider) {
          return slot;
        }
      }
    }
    return null;
  }

  private void publish(String name, List<Slot<T>> slots) {
    Map<String, List<Slot<T>>> changed = new HashMap<>(byName);
    if (slots.isEmpty()) {
      changed.remove(name);
    } else {
      changed.put(name, List.copyOf(slots));
    }
    byName = changed;
  }

  @Override
  public Lease<T> lease(String name) {
    while (true) {
      List<Slot<T>> slots = byName.get(name);
      if (slots == null) {
        return null;
      }
      Slot<T> best = slots.get(0);
      if (best.enter()) {
        return new SlotLease<>(this, best);
      }
      // It was taken out between the two steps above: the table shows that already.
    }
  }

  @Override
  public List<Lease<T>> leases(String name) {
    List<Lease<T>> leases = new ArrayList<>();
    for (Slot<T> slot : byName.getOrDefault(name, List.of())) {
      if (slot.enter()) {
        leases.add(new SlotLease<>(this, slot));
      }
    }
    return leases;
  }

  @Override
  public void onArrival(Consumer<String> name) {
    onArrival.add(name);
    byName.keySet().forEach(name);
  }

  @Override
  public void onLeave(Consumer<String> name) {
    onLeave.add(name);
  }

  private boolean inUse(Slot<T> slot) {
    List<Slot<T>> slots = byName.get(slot.origin().name());
    return slots != null && slots.get(0) == slot;
  }

  private boolean holds(Slot<T> slot) {
    return byName.getOrDefault(slot.origin().name(), List.of()).contains(slot);
  }

  /** Every provider, for people. */
  public List<Plugin> inventory() {
    List<Plugin> all = new ArrayList<>();
    for (List<Slot<T>> slots : byName.values()) {
      for (Slot<T> slot : slots) {
        Origin origin = slot.origin();
        all.add(
            new Plugin(
                kind,
                origin.name(),
                origin.version().toString(),
                origin.bundle(),
                slot == slots.get(0) ? "in use" : "standby",
                ""));
      }
    }
    return all;
  }

  /**
   * Where a provider comes from; the better one comes first.
   *
   * @param name by which it is chosen
   * @param version of its bundle
   * @param ranking of its service
   * @param id of its service: of two that are equal otherwise the older one is better
   * @param bundle symbolic name
   */
  public record Origin(String name, Version version, int ranking, long id, String bundle)
      implements Comparable<Origin> {

    private static final Comparator<Origin> BEST_FIRST =
        Comparator.comparing(Origin::version)
            .thenComparingInt(Origin::ranking)
            .reversed()
            .thenComparingLong(Origin::id);

    @Override
    public int compareTo(Origin other) {
      return BEST_FIRST.compare(this, other);
    }

    @Override
    public String toString() {
      return name + " " + version + " of bundle " + bundle;
    }
  }

  /** One provider and the calls under way on it. */
  private static final class Slot<T> {

    private static final int CLOSED = Integer.MIN_VALUE;

    private final Origin origin;
    private final T provider;
    private final CountDownLatch drained = new CountDownLatch(1);

    /** Number of leases, with the sign bit once no more are given. */
    private final AtomicInteger leases = new AtomicInteger();

    Slot(Origin origin, T provider) {
      this.origin = origin;
      this.provider = provider;
    }

    Origin origin() {
      return origin;
    }

    T provider() {
      return provider;
    }

    int leases() {
      return leases.get() & ~CLOSED;
    }

    boolean enter() {
      return leases.getAndUpdate(n -> n < 0 ? n : n + 1) >= 0;
    }

    void leave() {
      if (leases.decrementAndGet() == CLOSED) {
        drained.countDown();
      }
    }

    /** Whether all leases came back in time. */
    boolean close(long millis) {
      if (leases.getAndUpdate(n -> n | CLOSED) == 0) {
        return true;
      }
      try {
        return drained.await(millis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }

  private static final class SlotLease<T> implements Lease<T> {

    private final ProviderTable<T> table;
    private Slot<T> slot;

    SlotLease(ProviderTable<T> table, Slot<T> slot) {
      this.table = table;
      this.slot = slot;
    }

    @Override
    public boolean superseded() {
      return slot == null || !table.inUse(slot);
    }

    @Override
    public boolean leaving() {
      return slot == null || !table.holds(slot);
    }

    @Override
    public String version() {
      return slot == null ? "" : slot.origin().version().toString();
    }

    @Override
    public T provider() {
      if (slot == null) {
        throw new IllegalStateException("the lease is given back");
      }
      return slot.provider();
    }

    @Override
    public void close() {
      if (slot != null) {
        slot.leave();
        slot = null;
      }
    }
  }
}
