/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyNames;
import org.marquetry.store.LogView;
import org.marquetry.store.kernel.MessageStore;

/**
 * Lists messages that wait, those due first first: looks through the entries of their queues, and
 * reads those messages that it gives. Thread-safe; blocks for the disk.
 */
final class WaitingList {

  /** Messages of one topic are picked out of so many at most: each has to be read for that. */
  private static final int MOST_READ = 200_000;

  private record Entry(int level, long queueOffset, long position, long code, long millis) {}

  private final MessageStore store;
  private final TimerMessages timer;
  private final Map<Integer, LevelQueue> levels;
  private final CancelledLevels cancelled;

  WaitingList(
      MessageStore store,
      TimerMessages timer,
      Map<Integer, LevelQueue> levels,
      CancelledLevels cancelled) {
    this.store = store;
    this.timer = timer;
    this.levels = levels;
    this.cancelled = cancelled;
  }

  /** A look through the queues. */
  private final class Look {

    private final String topic;
    private final int most;
    private final PriorityQueue<Entry> first =
        new PriorityQueue<>(Comparator.comparingLong(Entry::millis).reversed());
    private final MessageRecord record = new MessageRecord();
    private int read;

    Look(String topic, int most) {
      this.topic = topic;
      this.most = most;
    }

    /** Returns {@code false} when too much would have to be read. */
    boolean take(Entry entry) {
      if (first.size() == most && entry.millis() >= first.peek().millis()) {
        return true;
      }
      if (topic != null) {
        read++;
        if (read > MOST_READ) {
          return false;
        }
      }
      if (!wanted(entry)) {
        return true;
      }
      first.add(entry);
      if (first.size() > most) {
        first.poll();
      }
      return true;
    }

    /** Whether it goes to the topic, and that was not deleted since. */
    private boolean wanted(Entry entry) {
      LogView view = store.record(entry.position());
      if (view == null) {
        return false;
      }
      try {
        record.wrap(view.buffer(), 0);
        String goal = record.property(PropertyNames.REAL_TOPIC);
        return (topic == null || topic.equals(goal))
            && (goal == null || !store.deleted(goal, entry.position()));
      } finally {
        view.release();
      }
    }

    List<ParkedMessage> messages() {
      List<Entry> sorted = new ArrayList<>(first);
      sorted.sort(Comparator.comparingLong(Entry::millis));
      List<ParkedMessage> messages = new ArrayList<>();
      for (Entry entry : sorted) {
        LogView view = store.record(entry.position());
        if (view != null) {
          record.wrap(view.buffer(), 0);
          long due =
              entry.level() > 0 ? entry.millis() : TimerRecord.dueMillis(record, entry.code());
          messages.add(
              ParkedMessage.of(
                  ParkedMessage.State.WAITING, entry.level(), record, due, entry.code()));
          view.release();
        }
      }
      return messages;
    }
  }

  /**
   * @param topic only messages that go there; {@code null} for all
   * @param most at most so many
   * @throws IOException if too many messages wait to pick those of a topic out
   */
  List<ParkedMessage> first(String topic, int most) throws IOException {
    Look look = new Look(topic, most);
    boolean all = timed(look);
    for (Map.Entry<Integer, LevelQueue> level : levels.entrySet()) {
      all &=
          level
              .getValue()
              .forEachWaiting(
                  (offset, position, millis) ->
                      cancelled.contains(position)
                          || look.take(
                              new Entry(level.getKey(), offset, position, millis, millis)));
    }
    if (!all) {
      throw new IOException(
          "more than "
              + MOST_READ
              + " messages wait: those of one topic cannot be picked out; list those of all topics,"
              + " or find one by its key");
    }
    return look.messages();
  }

  /** See {@link DelayedDelivery#forEachTimed}. */
  void forEachTimed(String topic, Consumer<MessageRecord> visitor) {
    MessageRecord record = new MessageRecord();
    store.entries(
        timer.queue(),
        timer.firstWaiting(),
        timer.queue().maxOffset(),
        (offset, position, entryCode) -> {
          long code = timer.code(position, entryCode);
          boolean waits = !EntryCodes.isCancellation(code) && timer.waits(offset, position, code);
          LogView view = waits ? store.record(position) : null;
          if (view != null) {
            try {
              record.wrap(view.buffer(), 0);
              if (topic.equals(record.property(PropertyNames.REAL_TOPIC))) {
                visitor.accept(record);
              }
            } finally {
              view.release();
            }
          }
          return true;
        });
  }

  private boolean timed(Look look) {
    LongSet taken = cancelledTimed();
    boolean[] all = {true};
    store.entries(
        timer.queue(),
        timer.firstWaiting(),
        timer.queue().maxOffset(),
        (offset, position, entryCode) -> {
          long code = timer.code(position, entryCode);
          if (!EntryCodes.isCancellation(code)
              && timer.waits(offset, position, code)
              && !taken.contains(position)) {
            all[0] = look.take(new Entry(0, offset, position, code, code));
          }
          return all[0];
        });
    return all[0];
  }

  /** Positions of messages that were cancelled before they were due. */
  private LongSet cancelledTimed() {
    LongSet positions = new LongSet(MOST_READ);
    MessageRecord record = new MessageRecord();
    store.entries(
        timer.queue(),
        timer.firstWaiting(),
        timer.queue().maxOffset(),
        (offset, position, entryCode) -> {
          long code = timer.code(position, entryCode);
          boolean read = EntryCodes.isCancellation(code) && timer.waits(offset, position, code);
          LogView view = read ? store.record(position) : null;
          if (view != null) {
            positions.add(Cancellation.positionOf(record.wrap(view.buffer(), 0)));
            view.release();
          }
          return true;
        });
    return positions;
  }
}
