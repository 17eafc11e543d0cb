/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import java.util.ArrayList;
import java.util.List;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.BrokerAdmin.Peeked;
import org.marquetry.broker.send.OffsetIds;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyBytes;
import org.marquetry.message.PropertyNames;
import org.marquetry.store.LogView;
import org.marquetry.store.kernel.EntryFilter;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.store.kernel.PullBatch;
import org.marquetry.store.kernel.PullStatus;

/** Reads messages for an operator. Thread-safe; may block for the disk. */
final class Peek {

  private static final int MOST_MESSAGES = 1000;
  private static final int MOST_BYTES = 1 << 20;

  private final MessageStore store;

  Peek(MessageStore store) {
    this.store = store;
  }

  /**
   * @param queueId a queue, or -1 for all
   * @param offset queue offset of the first, or -1 for the newest
   * @param count at most so many per queue
   */
  List<Peeked> messages(TopicConfig topic, int queueId, long offset, int count)
      throws AdminException {
    if (count < 1 || count > MOST_MESSAGES) {
      throw new AdminException(count + " messages: allowed is 1 to " + MOST_MESSAGES);
    }
    if (queueId < -1 || queueId >= topic.queues()) {
      throw new AdminException(
          "topic "
              + topic.name()
              + " has no queue "
              + queueId
              + ": allowed is 0 to "
              + (topic.queues() - 1)
              + ", or -1 for all");
    }
    List<Peeked> messages = new ArrayList<>();
    int first = Math.max(0, queueId);
    int last = queueId < 0 ? topic.queues() - 1 : queueId;
    for (int id = first; id <= last; id++) {
      LogicalQueue queue = store.queue(topic.name(), id);
      if (queue != null) {
        long start = offset < 0 ? queue.maxOffset() - count : offset;
        read(queue, Math.max(queue.minOffset(), start), count, messages);
      }
    }
    return messages;
  }

  private void read(LogicalQueue queue, long from, int count, List<Peeked> into)
      throws AdminException {
    PullBatch batch = new PullBatch();
    long next = from;
    int left = count;
    while (left > 0) {
      PullStatus status = store.pull(queue, next, left, MOST_BYTES, EntryFilter.ALL, batch);
      try {
        if (status == PullStatus.UNREADABLE || status == PullStatus.AWAY) {
          throw new AdminException(
              "queue "
                  + queue.queueId()
                  + " from offset "
                  + next
                  + " on: "
                  + batch.failure()
                  + "; the other queues and offsets can be looked at one by one");
        }
        boolean gap = status == PullStatus.REMOVED && batch.nextOffset() > next;
        if (status != PullStatus.FOUND && !gap) {
          return;
        }
        for (LogView view : batch.views()) {
          decode(view, into);
        }
        left -= batch.messages();
        next = batch.nextOffset();
      } finally {
        batch.release();
      }
    }
  }

  private static void decode(LogView view, List<Peeked> into) {
    MessageRecord record = new MessageRecord();
    int at = 0;
    while (at < view.buffer().limit()) {
      record.wrap(view.buffer(), at);
      byte[] body = new byte[record.bodyLength()];
      record.body().get(body);
      String key = record.property(PropertyNames.UNIQUE_KEY);
      into.add(
          new Peeked(
              record.queueId(),
              record.queueOffset(),
              key == null ? new OffsetIds(record.storeHost()).of(record.position()) : key,
              record.storeTimestamp(),
              PropertyBytes.decode(record.properties()),
              body));
      at += record.size();
    }
  }
}
