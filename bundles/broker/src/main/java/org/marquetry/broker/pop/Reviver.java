/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import java.io.IOException;
import java.util.Map;
import org.marquetry.broker.pull.GroupRules;
import org.marquetry.broker.topic.Permission;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyBytes;
import org.marquetry.message.PropertyNames;
import org.marquetry.store.LogView;
import org.marquetry.store.kernel.AppendStatus;
import org.marquetry.store.kernel.Appended;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.MessageDraft;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives messages whose time is up back to their group, through a retry topic, or to its dead
 * letters where they came too often. Run by one thread; blocks for the disk.
 */
final class Reviver {

  private static final Logger LOG = LoggerFactory.getLogger(Reviver.class);

  /** RocketMQ's names. */
  private static final String FIRST_POP_TIME = "1ST_POP_TIME";

  private static final String ORIGIN_GROUP = "ORIGIN_GROUP";
  private static final int DEFAULT_MOST_TIMES = 16;

  private final PopParts parts;
  private final PopTable table;
  private final SteadyMillis time;
  private String lastProblem = "";

  Reviver(PopParts parts, PopTable table, SteadyMillis time) {
    this.parts = parts;
    this.table = table;
    this.time = time;
  }

  /** Does what there is to do now. */
  void run() {
    long now = time.now();
    for (PopState state : table.all()) {
      try {
        synchronized (state) {
          for (PopQueue.Hidden due : state.queue.due(now)) {
            revive(state, due);
          }
        }
        lastProblem = "";
      } catch (IOException | RuntimeException e) {
        String problem = "What was popped of " + state.key + " and is due again waits: " + e;
        if (!problem.equals(lastProblem)) {
          LOG.warn(problem);
          lastProblem = problem;
        }
      }
    }
  }

  private void revive(PopState state, PopQueue.Hidden due) throws IOException {
    PopKey key = state.key;
    LogicalQueue queue = parts.store().queue(key.topic(), key.queueId());
    long position = queue == null ? -1 : queue.position(due.offset());
    LogView view = position < 0 ? null : parts.store().readableRecord(position);
    if (view != null) {
      try {
        store(key, due, new MessageRecord().wrap(view.buffer(), 0));
      } finally {
        view.release();
      }
    }
    table.settle(state, due.startOffset(), due.popTime(), new long[] {due.offset()});
  }

  private void store(PopKey key, PopQueue.Hidden due, MessageRecord record) throws IOException {
    GroupRules rules = parts.groups().rules(key.group());
    int most = rules == null ? DEFAULT_MOST_TIMES : rules.retryMaxTimes();
    TopicConfig to =
        record.reconsumeTimes() >= most
            ? parts.topics().deadLetterTopic(key.group())
            : parts
                .topics()
                .findOrCreate(TopicConfig.of(retryTopic(key), 1, Permission.READ_WRITE));
    Map<String, String> properties = PropertyBytes.decode(record.properties());
    properties.putIfAbsent(FIRST_POP_TIME, Long.toString(due.popTime()));
    properties.put(ORIGIN_GROUP, key.group());
    properties.putIfAbsent(PropertyNames.RETRY_TOPIC, record.topic());
    byte[] encoded = PropertyBytes.encode(properties);
    String tag = record.property(PropertyNames.TAGS);
    MessageDraft draft =
        new MessageDraft()
            .like(record)
            .reconsumeTimes(record.reconsumeTimes() + 1)
            .properties(encoded, 0, encoded.length)
            .tagsCode(tag == null ? 0 : tag.hashCode());
    Appended appended = new Appended();
    AppendStatus status = parts.writer().write(to.name(), 0, draft, appended);
    if (status != AppendStatus.OK) {
      throw new IOException(parts.store().reason(status));
    }
  }

  private static String retryTopic(PopKey key) {
    return TopicNames.isRetry(key.topic()) ? key.topic() : RetryTopics.of(key.group(), key.topic());
  }
}
