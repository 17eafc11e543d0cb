/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.delay.DelayContext;
import org.marquetry.delay.DelayEngine;
import org.marquetry.delay.DelaySchedule;

/**
 * A lane of messages that wait, without a broker: gives an engine's schedule references and checks
 * what comes back. Not thread-safe.
 *
 * <pre>{@code
 * TestDelayLane lane = TestDelayLane.timer(1_000).open(new MyEngine());
 * lane.add(0, 1_500);
 * List<TestDelayLane.Due> due = lane.drain(1_500);
 * }</pre>
 */
public final class TestDelayLane implements DelayContext {

  /** Calls of {@link DelaySchedule#drain} without any progress that are too many. */
  private static final int PATIENCE = 100_000;

  /** References that one call takes, as in a broker. */
  private static final int MOST_TAKEN = 1_024;

  /**
   * A reference that was handed out.
   *
   * @param queue of the lane
   * @param reference of a message in it
   * @param dueMillis when it is due, in milliseconds since 1970
   */
  public record Due(int queue, long reference, long dueMillis) {}

  private final String lane;
  private final int queues;
  private final long startMillis;
  private final List<List<Long>> times = new ArrayList<>();
  private final Map<Long, Integer> held = new HashMap<>();
  private DelaySchedule schedule;

  private TestDelayLane(String lane, int queues, long startMillis) {
    this.lane = lane;
    this.queues = queues;
    this.startMillis = startMillis;
    for (int queue = 0; queue < queues; queue++) {
      times.add(new ArrayList<>());
    }
  }

  /**
   * {@return the lane of messages with delivery times of their own, without messages}
   *
   * @param startMillis where its time begins
   */
  public static TestDelayLane timer(long startMillis) {
    return new TestDelayLane(DelayEngine.TIMER, 1, startMillis);
  }

  /**
   * {@return the lane of delay levels, without messages}
   *
   * @param startMillis where its time begins
   */
  public static TestDelayLane levels(long startMillis) {
    return new TestDelayLane(DelayEngine.LEVELS, 18, startMillis);
  }

  /**
   * Has an engine make a schedule and gives it everything that waits, as a broker does at its start
   * and at a swap. A schedule that was there before is closed.
   *
   * @param engine that makes it
   * @return this
   * @throws Exception what the engine throws
   */
  public TestDelayLane open(DelayEngine engine) throws Exception {
    if (schedule != null) {
      schedule.close();
    }
    schedule = engine.open(this);
    for (int queue = 0; queue < queues; queue++) {
      for (int reference = 0; reference < times.get(queue).size(); reference++) {
        if (held.containsKey(id(queue, reference))) {
          schedule.add(queue, reference, times.get(queue).get(reference));
        }
      }
    }
    return this;
  }

  private static long id(int queue, long reference) {
    return ((long) queue << 40) | reference;
  }

  /**
   * Lets a message wait.
   *
   * @param queue of the lane
   * @param dueMillis when it is due
   * @return its reference
   * @throws Exception what the schedule throws
   */
  public long add(int queue, long dueMillis) throws Exception {
    long reference = times.get(queue).size();
    times.get(queue).add(dueMillis);
    held.put(id(queue, reference), 1);
    schedule.add(queue, reference, dueMillis);
    return reference;
  }

  /**
   * Takes everything that is due, in as many calls as that needs.
   *
   * @param nowMillis the time
   * @return what was due, in the order in which it was handed out
   * @throws Exception what the schedule throws
   */
  public List<Due> drain(long nowMillis) throws Exception {
    List<Due> all = new ArrayList<>();
    int idle = 0;
    while (schedule.nextDue() <= nowMillis) {
      int before = all.size();
      drainOnce(nowMillis, MOST_TAKEN, all);
      idle = all.size() == before ? idle + 1 : 0;
      if (idle > PATIENCE) {
        throw new AssertionError(
            "nextDue() says " + schedule.nextDue() + ", but nothing comes at " + nowMillis);
      }
    }
    return all;
  }

  /**
   * Makes one call and checks what it hands out.
   *
   * @param nowMillis the time
   * @param most references that the sink takes
   * @param into takes them
   * @throws Exception what the schedule throws
   */
  public void drainOnce(long nowMillis, int most, List<Due> into) throws Exception {
    int[] taken = {0};
    schedule.drain(
        nowMillis,
        (queue, reference, dueMillis) -> {
          if (taken[0] == most) {
            throw new AssertionError("handed out a reference after the sink had enough");
          }
          check(queue, reference, dueMillis, nowMillis);
          into.add(new Due(queue, reference, dueMillis));
          taken[0]++;
          return taken[0] < most;
        });
  }

  private void check(int queue, long reference, long dueMillis, long nowMillis) {
    String what = "reference " + reference + " of queue " + queue;
    if (held.remove(id(queue, reference)) == null) {
      throw new AssertionError(what + " was handed out twice or never given");
    }
    long due = times.get(queue).get((int) reference);
    if (due > nowMillis) {
      throw new AssertionError(what + " is due at " + due + ", handed out at " + nowMillis);
    }
    if (due != dueMillis) {
      throw new AssertionError(what + " is due at " + due + ", handed out as due at " + dueMillis);
    }
  }

  /** {@return what the schedule says to be due next} */
  public long nextDue() {
    return schedule.nextDue();
  }

  /** {@return how many messages wait} */
  public int waiting() {
    return held.size();
  }

  /** {@return when the first message that waits is due; {@link Long#MAX_VALUE} for none} */
  public long firstDue() {
    long first = Long.MAX_VALUE;
    for (int queue = 0; queue < queues; queue++) {
      for (int reference = 0; reference < times.get(queue).size(); reference++) {
        if (held.containsKey(id(queue, reference))) {
          first = Math.min(first, times.get(queue).get(reference));
        }
      }
    }
    return first;
  }

  @Override
  public String lane() {
    return lane;
  }

  @Override
  public int queues() {
    return queues;
  }

  @Override
  public long startMillis() {
    return startMillis;
  }

  @Override
  public long dueMillis(int queue, long reference) {
    List<Long> ofQueue = times.get(queue);
    return reference < ofQueue.size() ? ofQueue.get((int) reference) : Long.MIN_VALUE;
  }

  @Override
  public ByteBuffer scratch(int bytes) {
    return ByteBuffer.allocateDirect(bytes);
  }
}
