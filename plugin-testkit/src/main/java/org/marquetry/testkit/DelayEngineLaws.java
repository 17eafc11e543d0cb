/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.marquetry.delay.DelayEngine;

/**
 * The laws of a delay engine. To be inherited by a test of the engine:
 *
 * <pre>{@code
 * class MineLawsTest extends DelayEngineLaws {
 *   @Override protected DelayEngine engine() { return new Mine(); }
 * }
 * }</pre>
 */
public abstract class DelayEngineLaws {

  /** Some time in 2026, in milliseconds since 1970. */
  private static final long NOW = 1_795_221_721_322L;

  private static final long SECOND = 1_000;
  private static final long DAY = 86_400 * SECOND;
  private static final long CENTURY = 36_525 * DAY;

  /** {@return a new engine, as a started bundle makes it} */
  protected abstract DelayEngine engine();

  /** {@return the lanes that the engine says it serves} [both] */
  protected Set<String> lanes() {
    return Set.of(DelayEngine.LEVELS, DelayEngine.TIMER);
  }

  /** {@return what one call may use} */
  protected Budget budget() {
    return Budget.DEFAULT;
  }

  private List<TestDelayLane> open() throws Exception {
    List<TestDelayLane> open = new ArrayList<>();
    if (lanes().contains(DelayEngine.TIMER)) {
      open.add(TestDelayLane.timer(NOW).open(engine()));
    }
    if (lanes().contains(DelayEngine.LEVELS)) {
      open.add(TestDelayLane.levels(NOW).open(engine()));
    }
    return open;
  }

  /** Gives a lane messages that are due within a span: in the lane of levels, queue by queue. */
  private static void fill(TestDelayLane lane, int count, long span, Random random)
      throws Exception {
    if (lane.lane().equals(DelayEngine.TIMER)) {
      for (int i = 0; i < count; i++) {
        lane.add(0, NOW + random.nextLong(span));
      }
      return;
    }
    for (int queue = 0; queue < lane.queues(); queue++) {
      long due = NOW;
      for (int i = 0; i < count / lane.queues(); i++) {
        due += random.nextLong(2 * span * lane.queues() / count + 1);
        lane.add(queue, due);
      }
    }
  }

  private static void checkOrder(List<TestDelayLane.Due> due) {
    for (int i = 1; i < due.size(); i++) {
      assertTrue(
          due.get(i - 1).dueMillis() <= due.get(i).dueMillis(),
          "handed out " + due.get(i) + " behind " + due.get(i - 1));
    }
  }

  @Test
  void anEmptyScheduleHasNothingToDo() throws Exception {
    for (TestDelayLane lane : open()) {
      assertEquals(Long.MAX_VALUE, lane.nextDue());
      List<TestDelayLane.Due> due = new ArrayList<>();
      lane.drainOnce(NOW + DAY, 10, due);
      assertEquals(List.of(), due);
      assertEquals(Long.MAX_VALUE, lane.nextDue());
    }
  }

  @Test
  void handsEverythingOutOnceInTheOrderOfTimes() throws Exception {
    for (long span : new long[] {10, 5 * SECOND, DAY, 1_000 * DAY, CENTURY}) {
      for (TestDelayLane lane : open()) {
        Random random = new Random(span);
        fill(lane, 5_000, span, random);
        long now = NOW;
        while (lane.waiting() > 0) {
          checkOrder(lane.drain(now));
          long first = lane.firstDue();
          assertTrue(
              lane.nextDue() <= first,
              "nextDue() says " + lane.nextDue() + ", but " + first + " is first");
          assertTrue(first > now, "something due at " + first + " was left at " + now);
          now = Math.max(now + 1, now + random.nextLong(span / 20 + 2));
        }
        assertEquals(Long.MAX_VALUE, lane.nextDue(), "nothing waits any more");
      }
    }
  }

  @Test
  void isExactToTheMillisecond() throws Exception {
    for (TestDelayLane lane : open()) {
      for (long delay : new long[] {1, 999, 1_000, 1_023, 1_024, 1_025, 60_000, DAY}) {
        lane.add(0, NOW + delay);
      }
      for (long delay : new long[] {1, 999, 1_000, 1_023, 1_024, 1_025, 60_000, DAY}) {
        assertEquals(List.of(), lane.drain(NOW + delay - 1), "a millisecond before " + delay);
        assertEquals(1, lane.drain(NOW + delay).size(), "at " + delay);
      }
    }
  }

  @Test
  void handsOutAtOnceWhatComesTooLate() throws Exception {
    for (TestDelayLane lane : open()) {
      lane.add(0, NOW + SECOND);
      assertEquals(1, lane.drain(NOW + DAY).size());
      lane.add(0, NOW + 2 * SECOND);
      assertTrue(lane.nextDue() <= NOW + 2 * SECOND, "it is due");
      assertEquals(1, lane.drain(NOW + DAY).size());
    }
  }

  @Test
  void isNotEarlyWhereTheClockGoesBack() throws Exception {
    for (TestDelayLane lane : open()) {
      lane.drain(NOW + DAY);
      lane.add(0, NOW + 2 * SECOND);
      lane.add(0, NOW + 3 * SECOND);
      assertEquals(List.of(), lane.drain(NOW + SECOND));
      assertEquals(1, lane.drain(NOW + 2 * SECOND).size());
      assertEquals(1, lane.drain(NOW + 3 * SECOND).size());
    }
  }

  @Test
  void stopsWhenTheSinkHasEnough() throws Exception {
    for (TestDelayLane lane : open()) {
      for (int i = 0; i < 100; i++) {
        lane.add(0, NOW + i / 10);
      }
      List<TestDelayLane.Due> due = new ArrayList<>();
      int calls = 0;
      while (due.size() < 100) {
        lane.drainOnce(NOW + SECOND, 3, due);
        calls++;
        assertTrue(calls < 1_000, "100 references do not come in 1,000 calls");
      }
      checkOrder(due);
    }
  }

  @Test
  void goesOnWithWhatAnotherScheduleHasLeft() throws Exception {
    for (TestDelayLane lane : open()) {
      fill(lane, 3_000, DAY, new Random(7));
      for (int swap = 1; swap <= 20; swap++) {
        lane.drain(NOW + swap * DAY / 10);
        lane.open(engine());
      }
      checkOrder(lane.drain(NOW + 3 * DAY));
      assertEquals(0, lane.waiting(), "what was lost in swaps");
    }
  }

  @Test
  void takesReferencesWhileItHandsOthersOut() throws Exception {
    for (TestDelayLane lane : open()) {
      Random random = new Random(11);
      boolean timer = lane.lane().equals(DelayEngine.TIMER);
      for (long now = NOW; now < NOW + 20 * SECOND; now += 7) {
        int queue = random.nextInt(lane.queues());
        lane.add(queue, now + (timer ? random.nextLong(2 * SECOND) : 100L * (queue + 1)));
        lane.drain(now);
        assertTrue(lane.nextDue() <= lane.firstDue(), "at " + now);
      }
      lane.drain(NOW + DAY);
      assertEquals(0, lane.waiting(), "what was lost");
    }
  }

  @Test
  void staysWithinItsBudget() throws Exception {
    for (TestDelayLane lane : open()) {
      fill(lane, 100_000, 100, new Random(3));
      List<TestDelayLane.Due> due = new ArrayList<>();
      while (lane.waiting() > 0) {
        budget().check("a drain", () -> lane.drainOnce(NOW + DAY, 1_024, due));
      }
    }
  }
}
