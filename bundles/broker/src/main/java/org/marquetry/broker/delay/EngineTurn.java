/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import org.marquetry.delay.DelayEngine;
import org.marquetry.delay.DelaySchedule;
import org.marquetry.delay.DueSink;
import org.marquetry.plugin.PluginCall;

/**
 * One call into a delay engine: gives references, and takes those that are due. Filled in by the
 * lane before the call, by the engine during it, read by the lane after it; one that was given up
 * on is neither read nor used again. Not thread-safe.
 */
final class EngineTurn implements PluginCall<DelayEngine, EngineTurn>, DueSink {

  /** References given in one call: few enough to fit in a plugin's budget on a busy machine. */
  static final int MOST_GIVEN = 4_096;

  /** References taken in one call. */
  static final int MOST_TAKEN = 1_024;

  /** The schedule of a lane, kept with the plugin that made it. For the lane's plugin thread. */
  private static final class Kept {
    private DelaySchedule schedule;
    private EngineContext context;
  }

  private EngineContext context;
  private long nowMillis;
  private boolean drain;
  private final int[] givenQueues = new int[MOST_GIVEN];
  private final long[] givenReferences = new long[MOST_GIVEN];
  private final long[] givenTimes = new long[MOST_GIVEN];
  private int given;
  private final int[] takenQueues = new int[MOST_TAKEN];
  private final long[] takenReferences = new long[MOST_TAKEN];
  private int taken;
  private boolean open;
  private boolean opened;
  private long nextDue;

  /**
   * Makes it ready for a call; only where no engine has it any more.
   *
   * @param schedule that the call is meant for
   * @param drains whether references are taken
   */
  EngineTurn prepare(EngineContext schedule, long now, boolean drains) {
    context = schedule;
    nowMillis = now;
    drain = drains;
    given = 0;
    taken = 0;
    opened = false;
    nextDue = 0;
    return this;
  }

  /**
   * Adds a reference to those that are given.
   *
   * @return whether there is room for another
   */
  boolean give(int queue, long reference, long dueMillis) {
    givenQueues[given] = queue;
    givenReferences[given] = reference;
    givenTimes[given] = dueMillis;
    given++;
    return given < MOST_GIVEN;
  }

  boolean drains() {
    return drain;
  }

  long nowMillis() {
    return nowMillis;
  }

  int given() {
    return given;
  }

  int room() {
    return MOST_GIVEN - given;
  }

  @Override
  public EngineTurn run(DelayEngine engine, Products made) throws Exception {
    Kept kept = made.get(context.lane(), Kept::new);
    if (kept.context != context) {
      DelaySchedule old = kept.schedule;
      kept.schedule = null;
      kept.context = null;
      if (old != null) {
        old.close();
      }
      kept.schedule = engine.open(context);
      kept.context = context;
      opened = true;
      return this;
    }
    for (int i = 0; i < given; i++) {
      kept.schedule.add(givenQueues[i], givenReferences[i], givenTimes[i]);
    }
    if (drain) {
      open = true;
      kept.schedule.drain(nowMillis, this);
      open = false;
    }
    nextDue = kept.schedule.nextDue();
    return this;
  }

  @Override
  public boolean take(int queue, long reference, long dueMillis) {
    if (!open || taken == MOST_TAKEN) {
      throw new IllegalStateException("references are taken during drain only, up to the limit");
    }
    if (dueMillis > nowMillis) {
      throw new IllegalStateException(
          "reference " + reference + " is due at " + dueMillis + ", not yet at " + nowMillis);
    }
    takenQueues[taken] = queue;
    takenReferences[taken] = reference;
    taken++;
    return taken < MOST_TAKEN;
  }

  /** Whether the call found no schedule and has made one: nothing was given to it. */
  boolean opened() {
    return opened;
  }

  int taken() {
    return taken;
  }

  int takenQueue(int index) {
    return takenQueues[index];
  }

  long takenReference(int index) {
    return takenReferences[index];
  }

  /** Nothing that the engine holds is due before. */
  long nextDue() {
    return nextDue;
  }
}
