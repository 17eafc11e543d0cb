/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.marquetry.admin.PluginAdmin.Plugin;
import org.marquetry.plugin.Lease;
import org.marquetry.plugin.PluginCall;
import org.marquetry.plugin.PluginCalls;
import org.marquetry.plugin.PluginOutcome;
import org.marquetry.plugin.Providers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugins of one interface, added and removed by hand. A lease takes no lock. Thread-safe.
 *
 * @param <T> the plugin interface
 */
public final class ProviderTable<T> implements Providers<T>, PluginCalls<T> {

  /** How long a removal waits for calls under way, in milliseconds. */
  public static final long DRAIN_MILLIS = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(ProviderTable.class);

  private final String kind;
  private final PluginThreads threads;
  private final long drainMillis;
  private final List<Consumer<String>> onArrival = new CopyOnWriteArrayList<>();
  private final List<Consumer<String>> onLeave = new CopyOnWriteArrayList<>();
  private final List<Consumer<String>> onChange = new CopyOnWriteArrayList<>();
  private volatile Map<String, List<Slot<T>>> byName = Map.of();

  /**
   * Calls run on threads of the machine.
   *
   * @param kind what operators call such a plugin
   */
  public ProviderTable(String kind) {
    this(kind, new MachineThreads());
  }

  /**
   * @param kind what operators call such a plugin
   * @param threads on which calls run, see {@link PluginThreads#calling()} for tests
   */
  public ProviderTable(String kind, PluginThreads threads) {
    this(kind, threads, DRAIN_MILLIS);
  }

  ProviderTable(String kind, PluginThreads threads, long drainMillis) {
    this.kind = kind;
    this.threads = threads;
    this.drainMillis = drainMillis;
  }

  /** Adds a provider whose classes come from its own class's loader. */
  public void add(Origin origin, T provider) {
    add(origin, provider, provider.getClass().getClassLoader());
  }

  /**
   * Adds a provider; calls that begin now use it if it is the best of its name.
   *
   * @param loader context class loader of its threads
   * @throws IllegalArgumentException if this very provider is there already
   */
  public void add(Origin origin, T provider, ClassLoader loader) {
    Slot<T> slot = new Slot<>(kind, origin, provider, loader, threads);
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
    onChange.forEach(listener -> listener.accept(origin.name()));
  }

  /**
   * Takes a provider out, so that no call begins on it any more, and waits for those under way, at
   * most {@link #DRAIN_MILLIS}. Calls that still wait for it go to the next best of its name.
   *
   * @return whether none was under way any more; also where the provider was not there
   */
  public boolean remove(T provider) {
    Slot<T> slot;
    String name;
    List<Task<T, ?>> left;
    synchronized (this) {
      slot = find(provider);
      if (slot == null) {
        return true;
      }
      name = slot.origin().name();
      List<Slot<T>> slots = new ArrayList<>(byName.get(name));
      slots.remove(slot);
      publish(name, slots);
      left = slot.closeLanes();
    }
    left.forEach(this::dispatch);
    onLeave.forEach(listener -> listener.accept(name));
    onChange.forEach(listener -> listener.accept(name));
    boolean drained = slot.drain(drainMillis);
    if (drained) {
      LOG.info("{} plugin {} is gone", kind, slot.origin());
    } else {
      LOG.warn(
          "{} plugin {} is taken away while {} calls into it are under way for over {} ms",
          kind,
          slot.origin(),
          slot.uses(),
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
  public <R> void call(
      String name, Object key, PluginCall<? super T, R> call, PluginOutcome<? super R> outcome) {
    dispatch(new Task<>(name, key, call, outcome));
  }

  private void dispatch(Task<T, ?> task) {
    while (true) {
      Slot<T> slot = slot(task.name());
      if (slot == null) {
        task.refuse(Gaps.absent(kind, task.name()));
        return;
      }
      switch (slot.lane(task.key()).offer(task)) {
        case TAKEN -> {
          return;
        }
        case FULL -> {
          task.refuse(Gaps.busy(task.name(), slot.waiting()));
          return;
        }
        case CLOSED -> {
          // It was taken out between the two steps above: the table shows that already.
        }
      }
    }
  }

  /** The slot that a name, alone or with a version, stands for now, or {@code null}. */
  private Slot<T> slot(String name) {
    Map<String, List<Slot<T>>> now = byName;
    List<Slot<T>> slots = now.get(name);
    if (slots != null) {
      return slots.get(0);
    }
    int at = name.lastIndexOf('@');
    if (at > 0) {
      String version = name.substring(at + 1);
      for (Slot<T> slot : now.getOrDefault(name.substring(0, at), List.of())) {
        if (slot.origin().version().toString().equals(version)) {
          return slot;
        }
      }
    }
    return null;
  }

  @Override
  public boolean usable(String name) {
    return slot(name) != null;
  }

  @Override
  public List<Offer> offers() {
    return byName.values().stream()
        .map(slots -> slots.get(0).origin())
        .sorted(Comparator.comparingInt(Origin::ranking).reversed().thenComparing(Origin::name))
        .map(
            origin ->
                new Offer(origin.name(), origin.version().toString(), true, origin.properties()))
        .toList();
  }

  @Override
  public void onChange(Consumer<String> name) {
    onChange.add(name);
    byName.keySet().forEach(name);
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
