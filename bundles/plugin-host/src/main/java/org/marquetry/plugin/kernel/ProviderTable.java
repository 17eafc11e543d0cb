/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.marquetry.admin.PluginAdmin.Plugin;
import org.marquetry.plugin.Lease;
import org.marquetry.plugin.PluginCall;
import org.marquetry.plugin.PluginCalls;
import org.marquetry.plugin.PluginOutcome;
import org.marquetry.plugin.Providers;
import org.marquetry.plugin.kernel.PluginEvent.What;
import org.marquetry.plugin.kernel.VersionSet.Shift;
import org.marquetry.system.Clock;

/**
 * The plugins of one interface, added and removed by hand. A lease takes no lock. Thread-safe.
 *
 * @param <T> the plugin interface
 */
public final class ProviderTable<T> implements Providers<T>, PluginCalls<T>, AutoCloseable {

  private final String kind;
  private final PluginPlatform platform;
  private final List<Consumer<String>> onArrival = new CopyOnWriteArrayList<>();
  private final List<Consumer<String>> onLeave = new CopyOnWriteArrayList<>();
  private final List<Consumer<String>> onChange = new CopyOnWriteArrayList<>();

  /** One for every name that was ever there. */
  private final Map<String, VersionSet<T>> byName = new ConcurrentHashMap<>();

  private final Set<Slot<T>> draining = ConcurrentHashMap.newKeySet();

  /**
   * For tests: calls run on threads of the machine, time stands still and nothing overruns.
   *
   * @param kind what operators call such a plugin
   */
  public ProviderTable(String kind) {
    this(kind, new MachineThreads());
  }

  /**
   * For tests: time stands still and nothing overruns.
   *
   * @param kind what operators call such a plugin
   * @param threads on which calls run, as {@link PluginThreads#calling()}
   */
  public ProviderTable(String kind, PluginThreads threads) {
    this(kind, PluginPlatform.of(new NoClock(), threads));
  }

  /**
   * @param kind what operators call such a plugin
   */
  public ProviderTable(String kind, PluginPlatform platform) {
    this.kind = kind;
    this.platform = platform;
    platform.opened(this);
  }

  String kind() {
    return kind;
  }

  /** Adds a provider whose classes come from its own class's loader. */
  public void add(Origin origin, T provider) {
    add(origin, provider, provider.getClass().getClassLoader(), -1);
  }

  /**
   * Adds a provider; calls that begin now use it if it is the best of its name.
   *
   * @param loader context class loader of its threads
   * @param droppedMillis when its bundle was dropped, as time of day; negative where not known
   * @throws IllegalArgumentException if this very provider is there already
   */
  public void add(Origin origin, T provider, ClassLoader loader, long droppedMillis) {
    String name = origin.name();
    VersionSet<T> set = byName.computeIfAbsent(name, this::newSet);
    Shift<T> shift;
    Slot<T> slot = new Slot<>(set, origin, provider, loader, platform);
    synchronized (this) {
      if (find(provider) != null) {
        throw new IllegalArgumentException(origin + " is there already");
      }
      decide(set, slot);
      shift = set.add(slot);
    }
    remember(set);
    PluginEvent event =
        PluginEvent.of(What.CAME, kind, name, slot.version(), "of bundle " + origin.bundle());
    if (shift.after().inUse() == slot) {
      Slot<T> before = shift.before().inUse();
      long active = droppedMillis < 0 ? -1 : platform.clock().millis() - droppedMillis;
      event = before == null ? event : swapped(before, slot);
      event = event.pause(shift.nanos()).active(active);
    } else {
      event = event.detailed(standing(shift, slot) + ", " + event.detail());
    }
    platform.tell(event);
    onArrival.forEach(listener -> PluginPlatform.tell(listener, name));
    changed(name);
  }

  /**
   * Ends a trial that a newer version makes pointless, and puts that version itself on trial where
   * it is configured so.
   */
  private void decide(VersionSet<T> set, Slot<T> slot) {
    PluginId id = set.id();
    PluginState state = platform.journal().state();
    Slot<T> inUse = set.inUse();
    if (inUse == null
        || !slot.isNewerThan(inUse.version())
        || state.mark(id, slot.version()) != null) {
      return;
    }
    PluginState.Trial trial = state.trial(id);
    if (trial != null) {
      if (!slot.isNewerThan(trial.version()) || !slot.isNewerThan(trial.stable())) {
        return;
      }
      platform.journal().changeNow(before -> before.withoutTrial(id));
      platform.tell(
          PluginEvent.of(
              What.CANARY_ENDED,
              kind,
              id.name(),
              trial.version(),
              "the newer version " + slot.version() + " came"));
    }
    int percent = slot.settings().canary().defaultPercent();
    if (percent > 0 && !slot.version().equals(state.accepted(id))) {
      long now = platform.clock().millis();
      PluginState.Trial next =
          new PluginState.Trial(id, slot.version(), inUse.version(), percent, now);
      platform.journal().changeNow(before -> before.with(next));
      platform.tell(
          PluginEvent.of(
                  What.CANARY_STARTED,
                  kind,
                  id.name(),
                  slot.version(),
                  "gets " + percent + "% of the keys, as canary.default.percent says")
              .other(inUse.version()));
    }
  }

  /** The version in use is no news when it comes again. */
  private void remember(VersionSet<T> set) {
    Slot<T> inUse = set.inUse();
    if (inUse != null) {
      PluginState.Accepted one = new PluginState.Accepted(set.id(), inUse.version());
      platform.journal().changeNow(before -> before.with(one));
    }
  }

  /**
   * Says anew where a provider comes from, as its ranking or its properties; calls and leases go on
   * meanwhile.
   *
   * @return whether that is all there is to it: not where it has another name or version, or is not
   *     there
   */
  public boolean change(Origin origin, T provider) {
    Shift<T> shift;
    synchronized (this) {
      Slot<T> slot = find(provider);
      if (slot == null
          || !slot.origin().name().equals(origin.name())
          || !slot.origin().version().equals(origin.version())) {
        return false;
      }
      slot.origin(origin);
      shift = byName.get(origin.name()).sort();
    }
    Slot<T> before = shift.before().inUse();
    Slot<T> after = shift.after().inUse();
    if (before != null && after != null && before != after) {
      platform.tell(swapped(before, after).pause(shift.nanos()));
      onArrival.forEach(listener -> PluginPlatform.tell(listener, origin.name()));
    }
    changed(origin.name());
    return true;
  }

  private static <T> String standing(Shift<T> shift, Slot<T> slot) {
    String aside = shift.after().aside().get(slot.version());
    return aside != null
        ? "put aside: " + aside
        : shift.after().isOnTrial(slot) ? "on trial" : "on standby";
  }

  private VersionSet<T> newSet(String name) {
    return new VersionSet<>(new PluginId(kind, name), platform, this::changed);
  }

  private void changed(String name) {
    onChange.forEach(listener -> PluginPlatform.tell(listener, name));
  }

  private PluginEvent swapped(Slot<T> from, Slot<T> to) {
    return PluginEvent.of(
            What.SWAPPED,
            kind,
            to.origin().name(),
            to.version(),
            "of bundle " + to.origin().bundle())
        .other(from.version());
  }

  /**
   * Takes a provider out, so that no call begins on it any more, and waits for those under way, as
   * long as it is configured; then they are given up on. Calls that still wait for it go to the
   * next best of its name.
   *
   * @return whether none was under way any more; also where the provider was not there
   */
  public boolean remove(T provider) {
    Slot<T> slot;
    String name;
    Shift<T> shift;
    synchronized (this) {
      slot = find(provider);
      if (slot == null) {
        return true;
      }
      name = slot.origin().name();
      draining.add(slot);
      shift = byName.get(name).remove(slot);
    }
    Slot<T> successor = shift.after().inUse();
    platform.tell(
        shift.before().inUse() == slot && successor != null
            ? swapped(slot, successor).pause(shift.nanos())
            : PluginEvent.of(
                What.WENT, kind, name, slot.version(), "of bundle " + slot.origin().bundle()));
    onLeave.forEach(listener -> PluginPlatform.tell(listener, name));
    changed(name);
    boolean whole = slot.drain();
    draining.remove(slot);
    if (!whole) {
      platform.tell(
          PluginEvent.of(
              What.CUT_OFF,
              kind,
              name,
              slot.version(),
              "taken away while calls into it or leases of it were under way for over "
                  + slot.settings().drainMillis()
                  + " ms"));
    }
    return whole;
  }

  private Slot<T> find(T provider) {
    return slots().filter(slot -> slot.provider() == provider).findFirst().orElse(null);
  }

  private Stream<Slot<T>> slots() {
    return byName.values().stream().flatMap(set -> set.slots().stream());
  }

  /** Every plugin that was ever there. */
  Collection<VersionSet<T>> sets() {
    return byName.values();
  }

  @Override
  public <R> void call(
      String name, Object key, PluginCall<? super T, R> call, PluginOutcome<? super R> outcome) {
    VersionSet<T> set = byName.get(name);
    if (set != null) {
      set.dispatch(new Task<>(set.name(), key, call, outcome));
      return;
    }
    PluginName versioned = PluginName.withVersion(name);
    PluginName wanted = versioned == null ? PluginName.inUse(name) : versioned;
    set = byName.get(wanted.name());
    Task<T, R> task = new Task<>(wanted, key, call, outcome);
    if (set == null) {
      task.refuse(Gaps.absent(kind, wanted));
    } else {
      set.dispatch(task);
    }
  }

  @Override
  public boolean usable(String name) {
    VersionSet<T> set = byName.get(name);
    if (set != null) {
      return set.inUse() != null;
    }
    PluginName versioned = PluginName.withVersion(name);
    set = versioned == null ? null : byName.get(versioned.name());
    return set != null && set.route().callable().containsKey(versioned.version());
  }

  @Override
  public List<Offer> offers() {
    List<Slot<T>> shown = new ArrayList<>();
    for (VersionSet<T> set : byName.values()) {
      Slot<T> inUse = set.inUse();
      List<Slot<T>> all = set.slots();
      if (inUse != null || !all.isEmpty()) {
        shown.add(inUse == null ? all.get(0) : inUse);
      }
    }
    return shown.stream()
        .sorted(
            Comparator.comparingInt((Slot<T> slot) -> slot.origin().ranking())
                .reversed()
                .thenComparing(slot -> slot.origin().name()))
        .map(
            slot ->
                new Offer(
                    slot.origin().name(),
                    slot.version(),
                    usable(slot.origin().name()),
                    slot.origin().properties()))
        .toList();
  }

  @Override
  public void onChange(Consumer<String> name) {
    onChange.add(name);
    names().forEach(name);
  }

  private List<String> names() {
    return slots().map(slot -> slot.origin().name()).distinct().toList();
  }

  @Override
  public Lease<T> lease(String name) {
    VersionSet<T> set = byName.get(name);
    while (set != null) {
      Slot<T> inUse = set.inUse();
      if (inUse == null) {
        return null;
      }
      if (inUse.enter()) {
        return new SlotLease<>(set, inUse);
      }
      // It was taken out between the two steps above: the set shows that already.
    }
    return null;
  }

  @Override
  public List<Lease<T>> leases(String name) {
    VersionSet<T> set = byName.get(name);
    if (set == null) {
      return List.of();
    }
    List<Slot<T>> all = new ArrayList<>(set.slots());
    Slot<T> inUse = set.inUse();
    if (inUse != null && all.remove(inUse)) {
      all.add(0, inUse);
    }
    List<Lease<T>> leases = new ArrayList<>();
    for (Slot<T> slot : all) {
      if (slot.enter()) {
        leases.add(new SlotLease<>(set, slot));
      }
    }
    return leases;
  }

  @Override
  public void putAside(String name, String version, String reason) {
    VersionSet<T> set = byName.get(name);
    Slot<T> slot = set == null ? null : set.slot(version);
    if (slot != null) {
      set.putAside(slot, reason);
    }
  }

  @Override
  public void handedOver(
      String name, String version, String before, String detail, long pauseNanos) {
    platform.tell(
        PluginEvent.of(What.HANDED_OVER, kind, name, version, detail)
            .other(before)
            .pause(pauseNanos));
  }

  @Override
  public void switched(String name, String version, String before, String detail, long pauseNanos) {
    platform.tell(
        PluginEvent.of(What.SWITCHED, kind, name, version, detail).other(before).pause(pauseNanos));
  }

  @Override
  public void onArrival(Consumer<String> name) {
    onArrival.add(name);
    names().forEach(name);
  }

  @Override
  public void onLeave(Consumer<String> name) {
    onLeave.add(name);
  }

  /** Gives up on calls under way that take too much. */
  void watch(Stopwatch stopwatch) {
    for (VersionSet<T> set : byName.values()) {
      for (Slot<T> slot : set.slots()) {
        slot.watch(stopwatch);
      }
    }
    for (Slot<T> slot : draining) {
      slot.watch(stopwatch);
    }
  }

  /** Has every plugin take over what is configured now. */
  void configure() {
    slots().forEach(Slot::configure);
  }

  /** Every provider, for people. */
  public List<Plugin> inventory() {
    return Stream.concat(
            byName.values().stream().flatMap(set -> set.inventory().stream()),
            draining.stream().map(slot -> slot.shown("draining", "")))
        .toList();
  }

  /** Takes all providers out. */
  @Override
  public void close() {
    slots().map(Slot::provider).toList().forEach(this::remove);
    platform.closed(this);
  }

  private static final class SlotLease<T> implements Lease<T> {

    private final VersionSet<T> set;
    private Slot<T> slot;

    SlotLease(VersionSet<T> set, Slot<T> slot) {
      this.set = set;
      this.slot = slot;
    }

    @Override
    public boolean superseded() {
      return slot == null || set.inUse() != slot;
    }

    @Override
    public boolean leaving() {
      return slot == null || !set.slots().contains(slot);
    }

    @Override
    public String version() {
      return slot == null ? "" : slot.version();
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

  /** Stands still. */
  private static final class NoClock implements Clock {

    @Override
    public long millis() {
      return 0;
    }

    @Override
    public long nanos() {
      return 0;
    }
  }
}
