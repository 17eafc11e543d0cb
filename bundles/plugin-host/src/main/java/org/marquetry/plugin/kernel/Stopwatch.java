/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Judges calls under way by their time and memory. Time in which the machine stood still for the
 * judge too is charged to no call, and a thread that was not let run is given more. For one thread.
 */
final class Stopwatch {

  /** How often it looks when all is well, in milliseconds. */
  static final long PERIOD_MILLIS = 10;

  /** A later look means that the machine stood still. */
  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(5 * PERIOD_MILLIS);

  /** By how much more time a thread may take that the machine does not let run. */
  private static final int PATIENCE = 4;

  /** Weak, so that a runner that was written off is not held. */
  private final Map<LaneRunner<?>, Sighting> sightings = new WeakHashMap<>();

  private long lastLook = Long.MIN_VALUE;
  private long now;
  private long stalledBefore;
  private long stalled;

  /** Begins a look at all calls. */
  void look(long nanos) {
    stalledBefore = stalled;
    if (lastLook != Long.MIN_VALUE && nanos - lastLook > LATE_NANOS) {
      stalled += nanos - lastLook - TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);
    }
    lastLook = nanos;
    now = nanos;
  }

  /**
   * What a call under way takes too much, or {@code null}.
   *
   * @return how it went, as {@code took over 200 ms}
   */
  String excess(LaneRunner<?> runner, Task<?, ?> task, PluginSettings settings) {
    Sighting sighting = sightings.get(runner);
    if (sighting == null || sighting.task() != task.hashCode()) {
      sighting = new Sighting(task.hashCode(), stalledBefore, runner.thread().processorNanos());
      sightings.put(runner, sighting);
    }
    long before = runner.bytesBefore();
    if (before >= 0) {
      long bytes = runner.thread().allocatedBytes() - before;
      if (bytes > settings.allocationBytes() && runner.task() == task) {
        return "allocated " + bytes + " bytes, more than " + settings.allocationBytes() + " bytes";
      }
    }
    long charged = now - runner.beginNanos() - (stalled - sighting.stalled());
    long limit = TimeUnit.MILLISECONDS.toNanos(settings.timeMillis());
    return charged > limit
            && runner.task() == task
            && (charged > PATIENCE * limit || !starved(runner, sighting, limit))
        ? "took over " + settings.timeMillis() + " ms"
        : null;
  }

  private static boolean starved(LaneRunner<?> runner, Sighting sighting, long limit) {
    long used = runner.thread().processorNanos();
    return used >= 0
        && sighting.processor() >= 0
        && runner.thread().runnable()
        && used - sighting.processor() < limit / 2;
  }

  /**
   * A call as it was first seen.
   *
   * @param task identity of the call
   * @param stalled how long the machine had stood still before
   * @param processor time that its thread had used before
   */
  private record Sighting(int task, long stalled, long processor) {}
}
