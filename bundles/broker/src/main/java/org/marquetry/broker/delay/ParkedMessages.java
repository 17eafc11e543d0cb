/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyBytes;
import org.marquetry.message.PropertyNames;
import org.marquetry.store.LogView;
import org.marquetry.store.kernel.AppendStatus;
import org.marquetry.store.kernel.Appended;
import org.marquetry.store.kernel.MessageDraft;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.system.Clock;

/**
 * Finds messages that wait by their keys, takes them back, and gives them other times. Thread-safe;
 * blocks for the disk.
 */
final class ParkedMessages {

  /** Messages with one key that are looked at. */
  private static final int MOST_FOUND = 1_000;

  /** Messages due sooner than this may be taken from the engine before their cancellation is. */
  private static final long SOON_MILLIS = 10_000;

  private record Mark(String uniqueKey, long entryMillis) {}

  private final MessageStore store;
  private final LiveSettings settings;
  private final TimerMessages timer;
  private final Map<Integer, LevelQueue> levels;
  private final CancelledLevels cancelledLevels;
  private final LongSupplier levelsNeededFrom;
  private final ReentrantLock settlingLevels;
  private final Clock clock;

  /**
   * @param levelsNeededFrom position from which on a broker would deliver that begins anew, after a
   *     kill: what was cancelled behind it has to be known until then
   * @param settlingLevels held while messages of levels are delivered
   */
  ParkedMessages(
      MessageStore store,
      LiveSettings settings,
      TimerMessages timer,
      Map<Integer, LevelQueue> levels,
      CancelledLevels cancelledLevels,
      LongSupplier levelsNeededFrom,
      ReentrantLock settlingLevels,
      Clock clock) {
    this.store = store;
    this.settings = settings;
    this.timer = timer;
    this.levels = levels;
    this.cancelledLevels = cancelledLevels;
    this.levelsNeededFrom = levelsNeededFrom;
    this.settlingLevels = settlingLevels;
    this.clock = clock;
  }

  /**
   * Messages with a key, the newest first.
   *
   * @throws IOException if keys are not indexed
   */
  List<ParkedMessage> find(String key) throws IOException {
    List<ParkedMessage> found = new ArrayList<>(findTimed(key));
    found.addAll(findLevels(key));
    found.sort((a, b) -> Long.compare(b.position(), a.position()));
    return found;
  }

  private List<LogView> query(String topic, String key) throws IOException {
    if (!settings.current().store().indexEnabled()) {
      throw new IOException(
          "messages cannot be found by key since messageIndexEnable is false: set it to true and"
              + " restart the broker");
    }
    return store.query(topic, key, MOST_FOUND, 0, Long.MAX_VALUE);
  }

  private List<ParkedMessage> findTimed(String key) throws IOException {
    List<LogView> views = query(TopicNames.TIMER, key);
    timer.settling().lock();
    try {
      Set<Mark> marks = new HashSet<>();
      Set<Long> cancelled = new HashSet<>();
      List<ParkedMessage> found = new ArrayList<>();
      MessageRecord record = new MessageRecord();
      for (LogView view : views) {
        record.wrap(view.buffer(), 0);
        long code = timer.codeOf(record.queueOffset());
        if (TimerRecord.cancels(record)) {
          long position = Cancellation.positionOf(record);
          if (position >= 0) {
            cancelled.add(position);
          } else {
            marks.add(new Mark(Cancellation.keyOf(record), -code));
          }
        } else {
          ParkedMessage.State state =
              cancelled.contains(record.position())
                  ? ParkedMessage.State.CANCELLED
                  : timedState(record, code, marks);
          long due = TimerRecord.dueMillis(record, code);
          boolean parkedAgain = state == ParkedMessage.State.DELIVERED && due > code;
          if (!parkedAgain) {
            found.add(ParkedMessage.of(state, 0, record, due, code));
          }
        }
      }
      return found;
    } finally {
      timer.settling().unlock();
      views.forEach(LogView::release);
    }
  }

  private ParkedMessage.State timedState(MessageRecord record, long code, Set<Mark> marks) {
    if (marks.contains(new Mark(record.property(PropertyNames.UNIQUE_KEY), code))) {
      return ParkedMessage.State.CANCELLED;
    }
    return state(record, timer.waits(record.queueOffset(), record.position(), code));
  }

  /** What waits for a topic that was deleted is not delivered any more. */
  private ParkedMessage.State state(MessageRecord record, boolean waits) {
    if (!waits) {
      return ParkedMessage.State.DELIVERED;
    }
    String topic = record.property(PropertyNames.REAL_TOPIC);
    return topic != null && store.deleted(topic, record.position())
        ? ParkedMessage.State.CANCELLED
        : ParkedMessage.State.WAITING;
  }

  private List<ParkedMessage> findLevels(String key) throws IOException {
    List<LogView> views = query(TopicNames.SCHEDULE, key);
    settlingLevels.lock();
    try {
      List<ParkedMessage> found = new ArrayList<>();
      MessageRecord record = new MessageRecord();
      for (LogView view : views) {
        record.wrap(view.buffer(), 0);
        int level = record.queueId() + 1;
        LevelQueue queue = levels.get(level);
        if (queue != null) {
          long due = queue.dueMillis(record.queueOffset());
          ParkedMessage.State state =
              cancelledLevels.contains(record.position())
                  ? ParkedMessage.State.CANCELLED
                  : state(record, queue.waits(record.queueOffset(), record.position()));
          found.add(ParkedMessage.of(state, level, record, due, due));
        }
      }
      return found;
    } finally {
      settlingLevels.unlock();
      views.forEach(LogView::release);
    }
  }

  /**
   * Takes back what waits of the messages found with a key.
   *
   * @param wanted which of them
   * @return how many were taken back: they will not be delivered
   * @throws IOException if they cannot be found, or the store does not take the cancellation
   */
  int cancel(String key, Predicate<ParkedMessage> wanted) throws IOException {
    return change(
        key, wanted, message -> message.level() > 0 ? cancelLevel(message) : mark(message));
  }

  /**
   * Gives another time to what waits of the messages found with a key.
   *
   * @return how many
   * @throws IOException if they cannot be found, or the store does not take them
   */
  int reschedule(String key, long dueMillis) throws IOException {
    long due = Math.max(dueMillis, clock.millis());
    return change(
        key,
        message -> true,
        message -> message.level() > 0 ? moveLevel(message, due) : move(message, due));
  }

  /** What is done to one message, under its lane's lock. */
  private interface Change {
    boolean apply(ParkedMessage message) throws IOException;
  }

  private int change(String key, Predicate<ParkedMessage> wanted, Change change)
      throws IOException {
    int changed = 0;
    for (ParkedMessage message : find(key)) {
      if (message.waits() && wanted.test(message)) {
        ReentrantLock settling = message.level() > 0 ? settlingLevels : timer.settling();
        settling.lock();
        try {
          // It may have been delivered, cancelled or moved since it was found.
          if (stillWaits(message) && change.apply(message)) {
            changed++;
          }
        } finally {
          settling.unlock();
        }
      }
    }
    return changed;
  }

  private boolean stillWaits(ParkedMessage message) {
    return message.level() > 0
        ? levels.get(message.level()).waits(message.queueOffset(), message.position())
            && !cancelledLevels.contains(message.position())
        : timer.waits(message.queueOffset(), message.position(), message.code())
            && !timer.cancellations().cancelledLately(message.position());
  }

  private boolean cancelLevel(ParkedMessage message) throws IOException {
    cancelledLevels.add(message.position(), levelsNeededFrom.getAsLong());
    return true;
  }

  private boolean mark(ParkedMessage message) throws IOException {
    append(List.of(markDraft(message)));
    remember(message);
    return true;
  }

  private void remember(ParkedMessage message) {
    timer.cancellations().cancelledNow(message.position());
    if (message.code() - clock.millis() < SOON_MILLIS) {
      timer.cancellations().add(message.position(), message.code());
    }
  }

  private MessageDraft markDraft(ParkedMessage message) {
    LogView view = store.record(message.position());
    String out = null;
    if (view != null) {
      out = new MessageRecord().wrap(view.buffer(), 0).property(PropertyNames.TIMER_OUT_MS);
      view.release();
    }
    return Cancellation.draft(message, out, clock.millis());
  }

  private boolean move(ParkedMessage message, long dueMillis) throws IOException {
    LogView view = store.record(message.position());
    if (view == null) {
      return false;
    }
    try {
      // The copy names the one before as settled, should the cancellation be lost in a crash.
      append(List.of(copy(view, dueMillis), markDraft(message)));
      remember(message);
      return true;
    } finally {
      view.release();
    }
  }

  private boolean moveLevel(ParkedMessage message, long dueMillis) throws IOException {
    LogView view = store.record(message.position());
    if (view == null) {
      return false;
    }
    try {
      append(List.of(copy(view, dueMillis)));
      return cancelLevel(message);
    } finally {
      view.release();
    }
  }

  private MessageDraft copy(LogView view, long dueMillis) {
    MessageRecord record = new MessageRecord().wrap(view.buffer(), 0);
    Map<String, String> properties = PropertyBytes.decode(record.properties());
    properties.remove(PropertyNames.DELAY_LEVEL);
    properties.remove(PropertyNames.TIMER_DELAY_SEC);
    properties.remove(PropertyNames.TIMER_DELAY_MS);
    properties.remove(PropertyNames.TIMER_ROLL_TIMES);
    properties.put(PropertyNames.TIMER_DELIVER_MS, Long.toString(dueMillis));
    properties.put(PropertyNames.TIMER_OUT_MS, Long.toString(dueMillis));
    byte[] encoded = PropertyBytes.encode(properties);
    long window = settings.current().timers().rollWindowMillis();
    return new MessageDraft()
        .like(record)
        .reconsumeTimes(record.reconsumeTimes())
        .preparedTransactionPosition(Origins.mark(record.position()))
        .properties(encoded, 0, encoded.length)
        .tagsCode(Math.min(dueMillis, clock.millis() + window));
  }

  private void append(List<MessageDraft> drafts) throws IOException {
    if (!timer.queue().ready()) {
      store.prepare(timer.queue());
    }
    AppendStatus status = store.appendBatch(timer.queue(), drafts, new Appended());
    if (status != AppendStatus.OK) {
      throw new IOException("the store does not take it: " + store.reason(status));
    }
  }
}
