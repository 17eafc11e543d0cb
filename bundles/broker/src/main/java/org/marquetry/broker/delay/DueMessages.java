/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import java.io.IOException;
import org.marquetry.broker.send.MessageWriter;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyNames;
import org.marquetry.store.kernel.AppendStatus;
import org.marquetry.store.kernel.Appended;
import org.marquetry.store.kernel.MessageDraft;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores delayed messages a second time, where they were meant to go. Not thread-safe; may block
 * for the disk.
 */
final class DueMessages {

  private static final Logger LOG = LoggerFactory.getLogger(DueMessages.class);

  private final MessageWriter writer;
  private final TopicTable topics;
  private final MessageDraft draft = new MessageDraft();
  private final Appended appended = new Appended();
  private long endPosition;
  private String lastProblem = "";

  DueMessages(MessageWriter writer, TopicTable topics) {
    this.writer = writer;
    this.topics = topics;
  }

  /**
   * Stores one message.
   *
   * @return {@code false} where the store does not take it now: it must be tried again. A message
   *     that has nowhere to go counts as delivered
   */
  boolean deliver(MessageRecord record) {
    String topic = record.property(PropertyNames.REAL_TOPIC);
    if (topic == null || topics.find(topic) == null) {
      problem(
          topic == null
              ? "the delayed message at position " + record.position() + " names no topic"
              : "delayed messages for topic " + topic + " are dropped: there is no such topic");
      return true;
    }
    try {
      return store(record, topic);
    } finally {
      draft.clear();
    }
  }

  private boolean store(MessageRecord record, String topic) {
    byte[] properties = record.properties();
    String tag = record.property(PropertyNames.TAGS);
    draft
        .flag(record.flag())
        .sysFlag(record.sysFlag())
        .bornTimestamp(record.bornTimestamp())
        .bornHost(record.bornHost().getAddress().getAddress(), record.bornHost().getPort())
        .reconsumeTimes(record.reconsumeTimes())
        .preparedTransactionPosition(record.preparedTransactionPosition())
        .body(record.body())
        .properties(properties, 0, properties.length)
        .tagsCode(tag == null ? 0 : tag.hashCode());
    String refusal;
    try {
      AppendStatus status = writer.write(topic, queueId(record), draft, appended);
      if (status == AppendStatus.OK) {
        endPosition = appended.endPosition();
        lastProblem = "";
        return true;
      }
      refusal = status.toString();
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

  private static int queueId(MessageRecord record) {
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
