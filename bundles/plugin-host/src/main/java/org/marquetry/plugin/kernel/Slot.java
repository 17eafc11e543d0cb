/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.marquetry.admin.PluginAdmin.Figures;
import org.marquetry.admin.PluginAdmin.Plugin;
import org.osgi.framework.Version;

/** One provider, the calls and leases under way on it, and its threads. Thread-safe. */
final class Slot<T> {

  private static final int CLOSED = Integer.MIN_VALUE;

  /** Written off and still running: a plugin with more is put aside, whatever is configured. */
  private static final int MOST_HUNG_THREADS = 16;

  private final VersionSet<T> set;
  private final T provider;
  private final ClassLoader loader;
  private final PluginPlatform platform;
  private final List<Lane<T>> lanes;
  private final SlotFigures figures = new SlotFigures();
  private final Circuit circuit = new Circuit();
  private final CountDownLatch drained = new CountDownLatch(1);

  /** Number of leases and running calls, with the sign bit once no more begin. */
  private final AtomicInteger uses = new AtomicInteger();

  private volatile Origin origin;
  private volatile PluginSettings settings;

  Slot(VersionSet<T> set, Origin origin, T provider, ClassLoader loader, PluginPlatform platform) {
    this.set = set;
    this.origin = origin;
    this.provider = provider;
    this.loader = loader;
    this.platform = platform;
    this.settings = platform.settings(set.kind(), origin.name());
    List<Lane<T>> all = new ArrayList<>();
    for (int i = 1; i <= settings.lanes(); i++) {
      all.add(
          new Lane<>(
              set,
              this,
              set.kind() + "-" + origin.name() + "-" + origin.version() + "-plugin-" + i));
    }
    this.lanes = List.copyOf(all);
  }

  Origin origin() {
    return origin;
  }

  /** The same name and version with other properties. */
  void origin(Origin changed) {
    origin = changed;
  }

  String version() {
    return origin.version().toString();
  }

  boolean isNewerThan(String version) {
    return origin.version().compareTo(Version.valueOf(version)) > 0;
  }

  T provider() {
    return provider;
  }

  ClassLoader loader() {
    return loader;
  }

  PluginThreads threads() {
    return platform.threads();
  }

  long nanos() {
    return platform.clock().nanos();
  }

  List<Lane<T>> lanes() {
    return lanes;
  }

  SlotFigures figures() {
    return figures;
  }

  Circuit circuit() {
    return circuit;
  }

  PluginSettings settings() {
    return settings;
  }

  /** Takes over what is configured now; the number of lanes stays. */
  void configure() {
    settings = platform.settings(set.kind(), origin.name());
    for (Lane<T> lane : lanes) {
      LaneRunner<T> runner = lane.runner();
      if (runner != null) {
        runner.made().most(productsPerLane());
      }
    }
  }

  /** How many products a lane keeps. */
  int productsPerLane() {
    return Math.max(1, settings.products() / lanes.size());
  }

  int waiting() {
    int all = 0;
    for (Lane<T> lane : lanes) {
      all += lane.length();
    }
    return all;
  }

  Lane<T> lane(Object key) {
    return lanes.get(Math.floorMod(Route.spread(key), lanes.size()));
  }

  int uses() {
    return uses.get() & ~CLOSED;
  }

  boolean enter() {
    return uses.getAndUpdate(n -> n < 0 ? n : n + 1) >= 0;
  }

  void leave() {
    if (uses.decrementAndGet() == CLOSED) {
      drained.countDown();
    }
  }

  /**
   * Tells what came of a call that has ended, after the circuit knows of it.
   *
   * @param failure what the plugin threw, or {@code null}; not asked anything
   * @param text what that says
   */
  void finished(
      Task<T, ?> task, Lane<T> lane, long nanos, long bytes, Throwable failure, String text) {
    lane.latencies().add(nanos);
    figures.called(bytes);
    if (failure != null) {
      figures.failed(text);
      String tooMuch = circuit.failed(figures.calls(), settings.circuit());
      if (tooMuch != null) {
        set.putAside(this, tooMuch + ", the last with " + text);
      }
      task.tellGap(Gaps.failed(task.name(), failure, text));
    } else if (bytes > settings.allocationBytes()) {
      overran(task.name(), "allocated " + bytes + " bytes, more than " + allocationText());
      task.tellGap(
          Gaps.overrun(
              task.name(), "allocated " + bytes + " bytes, more than " + allocationText()));
    } else {
      circuit.succeeded();
      task.tellResult();
    }
  }

  /** Looks whether a call under way takes too much and gives up on it where it does. */
  void watch(Stopwatch watch) {
    for (Lane<T> lane : lanes) {
      lane.retry();
      LaneRunner<T> runner = lane.runner();
      Task<T, ?> task = runner == null ? null : runner.task();
      if (task != null) {
        String excess = watch.excess(runner, task, settings);
        if (excess != null) {
          giveUp(lane, runner, task, excess);
        }
      }
    }
  }

  private void giveUp(Lane<T> lane, LaneRunner<T> runner, Task<T, ?> task, String how) {
    if (!task.claim()) {
      return;
    }
    // Noted before: it may come back at once.
    platform.writtenOff(set.kind(), origin, runner, how);
    if (!lane.giveUp(runner, task)) {
      platform.notWrittenOff(runner);
    }
    overran(task.name(), how);
    task.tellGap(Gaps.overrun(task.name(), how));
  }

  private void overran(PluginName name, String how) {
    figures.overran("a call " + how);
    platform.tell(
        PluginEvent.of(PluginEvent.What.OVERRUN, set.kind(), name.name(), version(), how));
    if (circuit.overran(settings.circuit())
        || platform.writtenOff(set.kind(), origin) >= MOST_HUNG_THREADS) {
      set.putAside(this, "a call " + how);
    }
  }

  private String allocationText() {
    return settings.allocationBytes() + " bytes";
  }

  /** A thread that was written off has ended. */
  void cameBack(LaneRunner<T> runner) {
    platform.cameBack(runner);
  }

  /** For people. */
  Plugin shown(String state, String detail) {
    Latencies.Snapshot latencies = latencies();
    int products = 0;
    int threads = 0;
    int running = 0;
    for (Lane<T> lane : lanes) {
      LaneRunner<T> runner = lane.runner();
      if (runner != null) {
        products += runner.made().count();
        threads++;
        running += runner.task() == null ? 0 : 1;
      }
    }
    return new Plugin(
        set.kind(),
        origin.name(),
        version(),
        origin.bundle(),
        state,
        detail,
        new Figures(
            figures.calls(),
            figures.failures(),
            figures.overruns(),
            figures.refusals(),
            waiting(),
            running,
            latencies.quantile(0.5),
            latencies.quantile(0.99),
            latencies.maxNanos(),
            figures.bytes(),
            threads,
            platform.writtenOff(set.kind(), origin),
            products,
            figures.lastFailure()));
  }

  /** How long calls took until now. */
  Latencies.Snapshot latencies() {
    Latencies.Snapshot sum = new Latencies.Snapshot();
    lanes.forEach(lane -> lane.latencies().addTo(sum));
    return sum;
  }

  /**
   * Waits until nothing is under way any more and ends the threads; on what takes longer it gives
   * up. No call may wait any more.
   *
   * @return whether all came back in time
   */
  boolean drain() {
    long millis = settings.drainMillis();
    boolean whole = uses.getAndUpdate(n -> n | CLOSED) == 0;
    try {
      whole = whole || drained.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Lane<T> lane : lanes) {
      LaneRunner<T> runner = lane.runner();
      Task<T, ?> task = runner == null ? null : runner.task();
      if (task != null) {
        giveUp(
            lane, runner, task, "had not ended " + millis + " ms after its plugin was taken away");
      }
      lane.end();
    }
    return whole;
  }
}
