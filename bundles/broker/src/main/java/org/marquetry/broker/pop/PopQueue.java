/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What has become of the messages of one queue that a group pops. A message is, in this order,
 * behind {@link #next()}; hidden, with the one who popped it, for a time; settled. Hidden again,
 * under a new pop time, is what has its time changed, so that only the newest receipt counts.
 *
 * <p>Pure: it changes by events alone, and the same events make the same state. Not thread-safe.
 */
final class PopQueue {

  /** Nobody knows yet where the group begins. */
  static final long UNKNOWN = -1;

  /**
   * A message that is hidden.
   *
   * @param startOffset with the pop time, the name of the pop
   * @param until when its time is up, in milliseconds since 1970
   * @param logged where the event that hid it is in the queue of events
   */
  record Hidden(long offset, long startOffset, long popTime, long until, long logged) {}

  private final TreeMap<Long, Hidden> hidden = new TreeMap<>();
  private long next = UNKNOWN;

  /** Lower bound of {@link Hidden#until} of all. */
  private long earliest = Long.MAX_VALUE;

  /** Queue offset of the first message that nobody has popped; {@link #UNKNOWN} at first. */
  long next() {
    return next;
  }

  /** The group goes on at another queue offset; what is hidden stays so. */
  void moveTo(long offset) {
    next = offset;
  }

  /** Messages that are hidden. */
  int hidden() {
    return hidden.size();
  }

  /**
   * @param logged where the event is in the queue of events
   */
  void popped(PopEvent.Popped event, long logged) {
    for (long offset : event.offsets()) {
      hidden.put(
          offset, new Hidden(offset, event.startOffset(), event.popTime(), event.until(), logged));
      next = Math.max(next, offset + 1);
    }
    earliest = Math.min(earliest, event.until());
  }

  /**
   * The message that a receipt is for.
   *
   * @return {@code null} where it is settled, or was hidden anew since
   */
  Hidden of(long offset, long popTime) {
    Hidden message = hidden.get(offset);
    return message != null && message.popTime() == popTime ? message : null;
  }

  void settled(PopEvent.Settled event) {
    for (long offset : event.offsets()) {
      if (of(offset, event.popTime()) != null) {
        hidden.remove(offset);
      }
    }
  }

  /** Messages that are hidden, in the order of the queue. */
  List<Hidden> all() {
    return new ArrayList<>(hidden.values());
  }

  /** Messages whose time is up, in the order of the queue. */
  List<Hidden> due(long now) {
    if (now < earliest) {
      return List.of();
    }
    List<Hidden> due = new ArrayList<>();
    long later = Long.MAX_VALUE;
    for (Hidden message : hidden.values()) {
      if (message.until() <= now) {
        due.add(message);
      } else {
        later = Math.min(later, message.until());
      }
    }
    earliest = due.isEmpty() ? later : earliest;
    return due;
  }

  /** Where the first event is that is still needed, {@link Long#MAX_VALUE} for none. */
  long neededFrom() {
    return hidden.values().stream().mapToLong(Hidden::logged).min().orElse(Long.MAX_VALUE);
  }
}
