/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.marquetry.broker.send.MessageWriter;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyBytes;
import org.marquetry.message.PropertyNames;
import org.marquetry.store.kernel.AppendStatus;
import org.marquetry.store.kernel.Appended;
import org.marquetry.store.kernel.MessageDraft;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.system.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores delayed messages a second time, where they were meant to go. Not thread-safe; may block
 * for the disk.
 */
final class DueMessages {

  private static final Logger LOG = LoggerFactory.getLogger(DueMessages.class);

  private static final byte[] NOTHING = {};

  private final MessageStore store;
  private final MessageWriter writer;
  private final TopicTable topics;
  private final Clock clock;
  private final MessageDraft draft = new MessageDraft();
  private final Appended appended = new Appended();
  private volatile long endPosition;
  private String lastProblem = "";

  DueMessages(MessageStore store, MessageWriter writer, TopicTable topics, Clock clock) {
    this.store = store;
    this.writer = writer;
    this.topics = topics;
    this.clock = clock;
  }

  /**
   * Stores one message.
   *
   * @return {@code false} where the store does not take it now: it must be tried again. A message
   *     that has nowhere to go, or whose topic was deleted since, counts as delivered
   */
  boolean deliver(MessageRecord record) {
    return deliver(record, NOTHING);
  }

  /** Like {@link #deliver(MessageRecord)}, for one with a delivery time of its own. */
  boolean deliverTimed(MessageRecord record, long nowMillis) {
    Map<String, String> more = new LinkedHashMap<>();
    more.put(PropertyNames.TIMER_ENQUEUE_MS, Long.toString(record.storeTimestamp()));
    more.put(PropertyNames.TIMER_DEQUEUE_MS, Long.toString(nowMillis));
    return deliver(record, PropertyBytes.encode(more));
  }

  private boolean deliver(MessageRecord record, byte[] more) {
    String topic = record.property(PropertyNames.REAL_TOPIC);
    if (topic == null || topics.find(topic) == null) {
      problem(
          topic == null
              ? "the delayed message at position " + record.position() + " names no topic"
              : "delayed messages for topic " + topic + " are dropped: there is no such topic");
      return true;
    }
    if (store.deleted(topic, record.position())) {
      return true;
    }
    try {
      String tag = record.property(PropertyNames.TAGS);
      fill(record).tagsCode(tag == null ? 0 : tag.hashCode()).moreProperties(more);
      return store(record, topic, queueId(record));
    } finally {
      draft.clear();
    }
  }

  /**
   * Stores a message that has waited for its roll window, but not until it is due, once more among
   * those that wait.
   *
   * @param dueMillis when it is due, in milliseconds since 1970; one of a topic that was deleted
   *     since does not wait any more
   * @return {@code false} where the store does not take it now: it must be tried again
   */
  boolean parkAgain(MessageRecord record, long dueMillis, long rollWindowMillis) {
    Map<String, String> properties = PropertyBytes.decode(record.properties());
    String topic = properties.get(PropertyNames.REAL_TOPIC);
    if (topic != null && store.deleted(topic, record.position())) {
      return true;
    }
    properties.put(PropertyNames.TIMER_OUT_MS, Long.toString(dueMillis));
    properties.merge(
        PropertyNames.TIMER_ROLL_TIMES, "1", (times, one) -> Integer.toString(next(times)));
    byte[] encoded = PropertyBytes.encode(properties);
    try {
      fill(record)
          .properties(encoded, 0, encoded.length)
          .tagsCode(Math.min(dueMillis, clock.millis() + rollWindowMillis));
      return store(record, TopicNames.TIMER, 0);
    } finally {
      draft.clear();
    }
  }

  private static int next(String times) {
    try {
      return Integer.parseInt(times) + 1;
    } catch (NumberFormatException e) {
      return 1;
    }
  }

  private MessageDraft fill(MessageRecord record) {
    byte[] properties = record.properties();
    return draft
        .like(record)
        .reconsumeTimes(record.reconsumeTimes())
        .preparedTransactionPosition(Origins.mark(record.position()))
        .properties(properties, 0, properties.length);
  }

  private boolean store(MessageRecord record, String topic, int queueId) {
    String refusal;
    try {
      AppendStatus status = writer.write(topic, queueId, draft, appended);
      if (status == AppendStatus.OK) {
        endPosition = appended.endPosition();
        lastProblem = "";
        return true;
      }
      refusal = store.reason(status);
    } catch (IOException e) {
      refusal = e.getMessage();
    }
    problem(
        "the store does not take the delayed message at position "
            + record.position()
            + " for topic "
            + topic
            + ", trying on: "
            + refusal);
    return false;
  }

  static int queueId(MessageRecord record) {
    String text = record.property(PropertyNames.REAL_QUEUE_ID);
    try {
      return text == null ? 0 : Math.max(0, Integer.parseInt(text));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Logs what has not just been logged. */
  private void problem(String text) {
    if (!text.equals(lastProblem)) {
      LOG.warn(text);
      lastProblem = text;
    }
  }

  /** Where the last stored message ends in the log. */
  long endPosition() {
    return endPosition;
  }
}
