/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import java.util.List;

/**
 * The lane of delay levels. Messages are delivered in the order of their queues, whatever engine
 * serves it: what an engine hands out says only that it is time to look at a queue up to there.
 */
final class LevelMessages implements LaneMessages {

  private final List<LevelQueue> levels;
  private final DueMessages due;

  /**
   * @param levels by level, the first one is level 1
   */
  LevelMessages(List<LevelQueue> levels, DueMessages due) {
    this.levels = List.copyOf(levels);
    this.due = due;
  }

  @Override
  public int queues() {
    return levels.size();
  }

  @Override
  public long dueMillis(int queue, long reference) {
    return levels.get(queue).dueMillis(reference);
  }

  @Override
  public long startMillis() {
    long first = Long.MAX_VALUE;
    for (LevelQueue level : levels) {
      long next = level.dueMillis(level.offset());
      if (next != Long.MIN_VALUE) {
        first = Math.min(first, next);
      }
    }
    return first == Long.MAX_VALUE ? 0 : first - 1;
  }

  @Override
  public void refill() {
    levels.forEach(LevelQueue::refill);
  }

  @Override
  public void feed(EngineTurn turn) {
    for (int queue = 0; queue < levels.size() && turn.room() > 0; queue++) {
      levels.get(queue).feed(queue, turn);
    }
  }

  @Override
  public boolean refilled() {
    return levels.stream().allMatch(LevelQueue::refilled);
  }

  @Override
  public boolean unfed() {
    return levels.stream().anyMatch(LevelQueue::unfed);
  }

  @Override
  public boolean mayDrain() {
    return true;
  }

  @Override
  public void take(EngineTurn turn) {
    for (int i = 0; i < turn.taken(); i++) {
      if (turn.takenQueue(i) >= 0 && turn.takenQueue(i) < levels.size()) {
        levels.get(turn.takenQueue(i)).release(turn.takenReference(i));
      }
    }
  }

  @Override
  public long deliver() {
    long retry = Long.MAX_VALUE;
    for (LevelQueue level : levels) {
      retry = Math.min(retry, level.deliver(due));
    }
    return retry;
  }

  @Override
  public long pending() {
    return levels.stream().mapToLong(level -> level.maxOffset() - level.offset()).sum();
  }
}
