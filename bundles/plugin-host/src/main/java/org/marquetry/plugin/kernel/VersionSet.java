/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.marquetry.admin.PluginAdmin.Plugin;
import org.marquetry.plugin.Gap;
import org.marquetry.plugin.kernel.PluginEvent.What;
import org.marquetry.plugin.kernel.PluginState.Cause;
import org.marquetry.plugin.kernel.PluginState.Mark;
import org.marquetry.plugin.kernel.PluginState.Trial;
import org.marquetry.plugin.kernel.PluginThreads.PluginThread;

/**
 * The providers of one plugin and which of them calls go to. When that changes, calls that wait
 * move to where new ones go, before these; and a call of a key that is still under way elsewhere is
 * waited for: calls of one key stay in order through every swap. Thread-safe.
 */
final class VersionSet<T> {

  private final PluginId id;
  private final PluginName name;
  private final PluginPlatform platform;
  private final Listener listener;

  /** The best first. */
  private volatile List<Slot<T>> slots = List.of();

  /** Changed under the locks of all lanes: who holds one lane's lock may rely on it. */
  private volatile Route<T> route = Route.toNone();

  /** Rarely any; changed like the route, or when their calls have ended. */
  private volatile List<Fence<T>> fences = List.of();

  /** When there was a provider to call for the last time; meaningless while there is one. */
  private volatile long unusableSince;

  private boolean everUsable;

  VersionSet(PluginId id, PluginPlatform platform, Listener listener) {
    this.id = id;
    this.name = PluginName.inUse(id.name());
    this.platform = platform;
    this.listener = listener;
  }

  /** Whom to tell of changes that do not come from outside; called without any lock. */
  @FunctionalInterface
  interface Listener {
    void changed(String name);
  }

  PluginId id() {
    return id;
  }

  String kind() {
    return id.kind();
  }

  /** What callers call it who want no certain version. */
  PluginName name() {
    return name;
  }

  Route<T> route() {
    return route;
  }

  List<Slot<T>> slots() {
    return slots;
  }

  /** The only provider that will do where a lease is asked for, or {@code null}. */
  Slot<T> inUse() {
    return route.inUse();
  }

  /** How long there was nobody to call, in nanoseconds; negative where there never was. */
  private long pause() {
    return everUsable ? platform.clock().nanos() - unusableSince : -1;
  }

  /** Brings a call to the lane where it belongs. */
  @SuppressWarnings("ReferenceEquality") // another route, be it an equal one, has moved the calls
  void dispatch(Task<T, ?> given) {
    Task<T, ?> task = given;
    while (true) {
      Route<T> now = route;
      Slot<T> slot = now.of(task);
      if (slot == null) {
        task.refuse(gap(now, task.name()));
        return;
      }
      if (now.trial() != null) {
        task = now.trial().compared(task, slot, this);
      }
      Lane<T> lane = slot.lane(task.key());
      PluginThread idle = null;
      boolean full;
      lane.lock();
      try {
        if (route != now) {
          continue;
        }
        full = slot.waiting() >= slot.settings().waitingCalls();
        if (!full) {
          idle = lane.add(task);
        }
      } finally {
        lane.unlock();
      }
      if (full) {
        slot.figures().refused();
        task.refuse(Gaps.busy(task.name(), slot.waiting(), slot.settings().waitingCalls()));
      } else if (idle != null) {
        idle.wake();
      }
      return;
    }
  }

  private Gap gap(Route<T> now, PluginName name) {
    for (Slot<T> slot : slots) {
      String why = now.aside().get(slot.version());
      if (why != null && (name.version() == null || name.version().equals(slot.version()))) {
        return Gaps.putAside(id.kind(), name, why);
      }
    }
    return Gaps.absent(id.kind(), name);
  }

  /**
   * Adds a provider.
   *
   * @return what that changed
   */
  Shift<T> add(Slot<T> slot) {
    return shift(
        () -> {
          List<Slot<T>> all = new ArrayList<>(slots);
          all.add(slot);
          all.sort(Comparator.comparing(Slot::origin));
          return all;
        });
  }

  /** Lets calls go where the best provider is after their origins have changed. */
  Shift<T> sort() {
    return shift(
        () -> {
          List<Slot<T>> all = new ArrayList<>(slots);
          all.sort(Comparator.comparing(Slot::origin));
          return all;
        });
  }

  /** Takes a provider out: no call begins on it any more. */
  Shift<T> remove(Slot<T> slot) {
    return shift(
        () -> {
          List<Slot<T>> all = new ArrayList<>(slots);
          all.remove(slot);
          return all;
        });
  }

  /** Lets calls go where what was decided sends them now. */
  Shift<T> reroute() {
    return shift(() -> slots);
  }

  /** Gives a provider no more calls. Does nothing where that was done before. */
  void putAside(Slot<T> slot, String why) {
    Mark mark = new Mark(id, slot.version(), Cause.PUT_ASIDE, why, platform.clock().millis());
    boolean news =
        platform
            .journal()
            .changeNow(state -> state.isAside(id, slot.version()) ? state : state.with(mark));
    if (!news) {
      return;
    }
    Shift<T> shift = reroute();
    Slot<T> instead = shift.after().inUse();
    if (shift.before().inUse() == slot && instead != null) {
      platform.tell(
          PluginEvent.of(What.FELL_BACK, id.kind(), id.name(), instead.version(), why)
              .other(slot.version())
              .pause(shift.nanos()));
    } else {
      platform.tell(PluginEvent.of(What.PUT_ASIDE, id.kind(), id.name(), slot.version(), why));
    }
    tellChange();
  }

  /** Tells who listens, soon. */
  void tellChange() {
    platform.later(() -> listener.changed(id.name()));
  }

  /** The best provider of a version, put aside or not, or {@code null}. */
  Slot<T> slot(String version) {
    for (Slot<T> slot : slots) {
      if (slot.version().equals(version)) {
        return slot;
      }
    }
    return null;
  }

  /**
   * @param version only of this one, or {@code null}
   */
  void resetCircuits(String version) {
    for (Slot<T> slot : slots) {
      if (version == null || slot.version().equals(version)) {
        slot.circuit().reset();
      }
    }
  }

  private Shift<T> shift(Supplier<List<Slot<T>>> change) {
    List<Task<T, ?>> refused = new ArrayList<>();
    Set<PluginThread> idle = new LinkedHashSet<>();
    Shift<T> shift;
    synchronized (this) {
      long begin = platform.clock().nanos();
      Route<T> before = route;
      List<Slot<T>> old = slots;
      List<Slot<T>> now = List.copyOf(change.get());
      List<Lane<T>> lanes = lanes(old, now);
      lanes.forEach(Lane::lock);
      try {
        List<Task<T, ?>> moved = new ArrayList<>();
        lanes.forEach(lane -> lane.takeAll(moved));
        Route<T> after = choose(now);
        lanes.forEach(lane -> fenceOff(lane, after));
        slots = now;
        route = after;
        for (Task<T, ?> task : moved) {
          Slot<T> target = after.of(task);
          if (target == null) {
            refused.add(task);
          } else {
            addTo(idle, target.lane(task.key()).add(task));
          }
        }
        shift = new Shift<>(before, after, took(before, after, begin));
      } finally {
        lanes.forEach(Lane::unlock);
      }
    }
    idle.forEach(PluginThread::wake);
    refused.forEach(task -> task.refuse(gap(route, task.name())));
    return shift;
  }

  private long took(Route<T> before, Route<T> after, long begin) {
    long pause = before.inUse() == null ? pause() : platform.clock().nanos() - begin;
    if (after.inUse() != null) {
      everUsable = true;
    } else if (before.inUse() != null) {
      unusableSince = begin;
    }
    return pause;
  }

  private List<Lane<T>> lanes(List<Slot<T>> old, List<Slot<T>> now) {
    Set<Lane<T>> lanes = new LinkedHashSet<>();
    old.forEach(slot -> lanes.addAll(slot.lanes()));
    now.forEach(slot -> lanes.addAll(slot.lanes()));
    return List.copyOf(lanes);
  }

  private static void addTo(Set<PluginThread> idle, PluginThread thread) {
    if (thread != null) {
      idle.add(thread);
    }
  }

  /** Has calls of the same key wait for one that is under way where they do not go any more. */
  private void fenceOff(Lane<T> lane, Route<T> after) {
    LaneRunner<T> runner = lane.runner();
    Task<T, ?> task = runner == null ? null : runner.task();
    if (task != null && task.fence() == null && after.of(task) != lane.slot()) {
      Fence<T> fence = new Fence<>(task, lane);
      task.fence(fence);
      List<Fence<T>> all = new ArrayList<>(fences);
      all.add(fence);
      fences = List.copyOf(all);
    }
  }

  /** Whether calls wait for others that are under way elsewhere. */
  boolean fenced() {
    return !fences.isEmpty();
  }

  /** The call of a fence has ended: those behind it are the next of their lanes. */
  void lift(Fence<T> fence) {
    List<Task<T, ?>> refused = new ArrayList<>();
    Set<PluginThread> idle = new LinkedHashSet<>();
    synchronized (this) {
      List<Task<T, ?>> followers = fence.followers();
      for (int i = followers.size() - 1; i >= 0; i--) {
        Task<T, ?> task = followers.get(i);
        Slot<T> target = route.of(task);
        if (target == null) {
          refused.add(task);
        } else {
          Lane<T> lane = target.lane(task.key());
          lane.lock();
          try {
            addTo(idle, lane.addFirst(task));
          } finally {
            lane.unlock();
          }
        }
      }
      List<Fence<T>> rest = new ArrayList<>(fences);
      rest.remove(fence);
      fences = List.copyOf(rest);
    }
    idle.forEach(PluginThread::wake);
    refused.forEach(task -> task.refuse(gap(route, task.name())));
  }

  /** Gives a runner the next call that does not have to wait for another, or {@code null}. */
  synchronized Task<T, ?> takeBehindFences(Lane<T> lane, LaneRunner<T> runner) {
    lane.lock();
    try {
      if (lane.runner() != runner) {
        return null;
      }
      Task<T, ?> task = lane.take();
      while (task != null && stopped(task, lane)) {
        task = lane.take();
      }
      if (task != null) {
        lane.begin(runner, task);
      }
      return task;
    } finally {
      lane.unlock();
    }
  }

  private boolean stopped(Task<T, ?> task, Lane<T> lane) {
    for (Fence<T> fence : fences) {
      if (fence.stops(task, lane)) {
        fence.follow(task);
        return true;
      }
    }
    return false;
  }

  /** Where calls are to go, given what is there and what was decided. */
  private Route<T> choose(List<Slot<T>> bestFirst) {
    PluginState state = platform.journal().state();
    Map<String, Slot<T>> callable = new HashMap<>();
    Map<String, String> aside = new HashMap<>();
    Slot<T> best = null;
    Slot<T> held = null;
    for (Slot<T> slot : bestFirst) {
      Mark mark = state.mark(id, slot.version());
      if (mark != null && mark.cause() == Cause.PUT_ASIDE) {
        aside.put(slot.version(), mark.reason());
        continue;
      }
      callable.putIfAbsent(slot.version(), slot);
      if (mark == null && best == null) {
        best = slot;
      } else if (mark != null && held == null) {
        held = slot;
      }
    }
    Trial trial = state.trial(id);
    Slot<T> tried = trial == null ? null : callable.get(trial.version());
    Slot<T> inUse = best == null ? held : best;
    if (tried != null) {
      inUse = callable.getOrDefault(trial.stable(), inUse);
    }
    return new Route<>(
        inUse,
        tried == null || tried == inUse ? null : trial(tried, inUse, trial),
        Map.copyOf(callable),
        Map.copyOf(aside));
  }

  /** A trial goes on counting where nothing about it has changed. */
  private CanaryTrial<T> trial(Slot<T> tried, Slot<T> stable, Trial trial) {
    CanaryTrial<T> before = route.trial();
    return before != null && before.is(tried, stable, trial.percent())
        ? before
        : new CanaryTrial<>(tried, stable, trial);
  }

  /** Every version, for people. */
  List<Plugin> inventory() {
    Route<T> now = route;
    List<Plugin> all = new ArrayList<>();
    for (Slot<T> slot : slots) {
      String aside = now.aside().get(slot.version());
      if (aside != null) {
        all.add(slot.shown("put aside", aside));
      } else if (now.isOnTrial(slot)) {
        all.add(slot.shown("canary", "gets " + now.trial().percent() + "% of the keys"));
      } else {
        Mark mark = platform.journal().state().mark(id, slot.version());
        all.add(
            slot.shown(
                slot == now.inUse() ? "in use" : "standby",
                mark == null || slot == now.inUse() ? "" : mark.reason()));
      }
    }
    return all;
  }

  /**
   * A change of the route.
   *
   * @param nanos how long calls could not go on because of it, or before it; negative where there
   *     was nobody to call before
   */
  record Shift<T>(Route<T> before, Route<T> after, long nanos) {}
}
