/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.util.concurrent.atomic.LongAdder;
import org.marquetry.plugin.Gap;
import org.marquetry.plugin.PluginCall;
import org.marquetry.plugin.PluginOutcome;
import org.marquetry.plugin.kernel.PluginState.Trial;

/**
 * A version that gets a share of the keys, beside the one that gets the others; and what came of
 * both since it began, or since the node started. Thread-safe.
 */
final class CanaryTrial<T> {

  private static final int MOST_TEXT = 120;

  private final Slot<T> tried;
  private final Slot<T> stable;
  private final Trial trial;
  private final Baseline triedBefore;
  private final Baseline stableBefore;
  private final LongAdder compared = new LongAdder();
  private final LongAdder different = new LongAdder();
  private volatile String lastDifference = "";

  CanaryTrial(Slot<T> tried, Slot<T> stable, Trial trial) {
    this.tried = tried;
    this.stable = stable;
    this.trial = trial;
    this.triedBefore = Baseline.of(tried);
    this.stableBefore = Baseline.of(stable);
  }

  Slot<T> tried() {
    return tried;
  }

  int percent() {
    return trial.percent();
  }

  /** Whether it is this very one that was decided. */
  boolean isOf(Trial other) {
    return trial.equals(other);
  }

  boolean is(Slot<T> otherTried, Slot<T> otherStable, int percent) {
    return tried == otherTried && stable == otherStable && trial.percent() == percent;
  }

  /**
   * Has the stable version asked the same after a call that can be repeated; other calls stay as
   * they are.
   *
   * @param slot where the call goes
   */
  Task<T, ?> compared(Task<T, ?> task, Slot<T> slot, VersionSet<T> set) {
    return slot == tried
            && task.name().version() == null
            && tried.settings().canary().compare()
            && task.repeatable()
        ? compared(task, set)
        : task;
  }

  private <R> Task<T, R> compared(Task<T, R> task, VersionSet<T> set) {
    return task.with(call -> new Twice<>(call, task.key(), set));
  }

  CanaryReport report(long nowMillis) {
    return new CanaryReport(
        trial,
        nowMillis - trial.sinceMillis(),
        triedBefore.since(tried),
        stableBefore.since(stable),
        compared.sum(),
        different.sum(),
        lastDifference);
  }

  private void compare(Object key, Object ofTried, Object ofStable) {
    compared.increment();
    boolean same;
    try {
      same = ofTried == null ? ofStable == null : ofTried.equals(ofStable);
    } catch (RuntimeException | Error e) {
      same = false;
    }
    if (!same) {
      different.increment();
      lastDifference = "key " + text(key) + ": " + text(ofTried) + " instead of " + text(ofStable);
    }
  }

  /** What is of a plugin's own class is not asked: that could take for ever. */
  private String text(Object value) {
    ClassLoader loader = value == null ? null : value.getClass().getClassLoader();
    if (loader != null && (loader == tried.loader() || loader == stable.loader())) {
      return "a " + value.getClass().getSimpleName();
    }
    String text;
    try {
      text = String.valueOf(value);
    } catch (RuntimeException | Error e) {
      text = "a " + value.getClass().getSimpleName();
    }
    return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + "…";
  }

  /** Figures of a version when the trial began. */
  private record Baseline(long calls, long failures, long overruns, Latencies.Snapshot latencies) {

    static Baseline of(Slot<?> slot) {
      SlotFigures now = slot.figures();
      return new Baseline(now.calls(), now.failures(), now.overruns(), slot.latencies());
    }

    CanaryReport.Side since(Slot<?> slot) {
      SlotFigures now = slot.figures();
      Latencies.Snapshot gained = slot.latencies().since(latencies);
      return new CanaryReport.Side(
          now.calls() - calls,
          now.failures() - failures,
          now.overruns() - overruns,
          gained.quantile(0.5),
          gained.quantile(0.99));
    }
  }

  /** A call that goes to the stable version too, after the one on trial is done with it. */
  private final class Twice<R> implements PluginCall<T, R> {

    private final PluginCall<T, R> call;
    private final Object key;
    private final VersionSet<T> set;
    private R result;
    private boolean comparable;

    Twice(PluginCall<T, R> call, Object key, VersionSet<T> set) {
      this.call = call;
      this.key = key;
      this.set = set;
    }

    @Override
    public R run(T plugin, Products made) throws Exception {
      R now = call.run(plugin, made);
      result = now;
      comparable = plugin == tried.provider();
      return now;
    }

    @Override
    public void ended() {
      if (!comparable || !set.route().isOnTrial(tried)) {
        call.ended();
        return;
      }
      set.dispatch(
          new Task<>(
              new PluginName(set.name().name(), stable.version()),
              key,
              call,
              new PluginOutcome<R>() {
                @Override
                public void result(R ofStable) {
                  compare(key, result, ofStable);
                }

                @Override
                public void gap(Gap gap) {
                  // It is counted as a failure of the stable version.
                }
              }));
    }
  }
}
