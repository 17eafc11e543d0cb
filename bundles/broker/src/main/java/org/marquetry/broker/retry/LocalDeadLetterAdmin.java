/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.retry;

import java.io.IOException;
import java.util.Map;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.DeadLetterAdmin;
import org.marquetry.broker.send.MessageWriter;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyBytes;
import org.marquetry.message.PropertyNames;
import org.marquetry.store.LogView;
import org.marquetry.store.kernel.AppendStatus;
import org.marquetry.store.kernel.Appended;
import org.marquetry.store.kernel.ConsumerOffsets;
import org.marquetry.store.kernel.EntryFilter;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.MessageDraft;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.store.kernel.PullBatch;

/**
 * Puts dead letters into their group's retry topic, to be delivered at once. How far it has come
 * stands among the consumer offsets, as the group's own progress in its dead letters. Thread-safe;
 * blocks for the disk.
 */
public final class LocalDeadLetterAdmin implements DeadLetterAdmin {

  private static final int AT_ONCE = 32;
  private static final int BYTES_AT_ONCE = 1 << 20;

  private final MessageStore store;
  private final MessageWriter writer;
  private final TopicTable topics;
  private final ConsumerOffsets offsets;

  public LocalDeadLetterAdmin(
      MessageStore store, MessageWriter writer, TopicTable topics, ConsumerOffsets offsets) {
    this.store = store;
    this.writer = writer;
    this.topics = topics;
    this.offsets = offsets;
  }

  @Override
  public synchronized Resent resend(String group, long from, int most) throws AdminException {
    String letters = TopicNames.deadLetterOf(group);
    LogicalQueue queue = store.queue(letters, 0);
    if (queue == null) {
      throw new AdminException("the group " + group + " has no dead letters");
    }
    long begin = from >= 0 ? from : Math.max(0, offsets.offset(group, letters, 0));
    long next = Math.max(queue.minOffset(), Math.min(begin, queue.maxOffset()));
    int sent = 0;
    PullBatch batch = new PullBatch();
    MessageRecord record = new MessageRecord();
    while (sent < most && next < queue.maxOffset()) {
      int wanted = Math.min(AT_ONCE, most - sent);
      try {
        store.pull(queue, next, wanted, BYTES_AT_ONCE, EntryFilter.ALL, batch);
        if (batch.failure() != null || batch.nextOffset() <= next) {
          throw new IOException("the log cannot be read: " + batch.failure());
        }
        for (LogView view : batch.views()) {
          for (int at = 0; at < view.buffer().limit(); at += record.size()) {
            resend(group, record.wrap(view.buffer(), at));
            sent++;
            next = record.queueOffset() + 1;
            offsets.commit(group, letters, 0, next);
          }
        }
        next = batch.nextOffset();
      } catch (IOException e) {
        throw new AdminException(
            e.getMessage() + "; " + sent + " messages were sent, the next one is " + next);
      } finally {
        batch.release();
      }
    }
    offsets.commit(group, letters, 0, next);
    return new Resent(sent, next, queue.maxOffset() - next);
  }

  private void resend(String group, MessageRecord letter) throws IOException {
    TopicConfig retries = topics.retryTopic(group, 1, false);
    Map<String, String> properties = PropertyBytes.decode(letter.properties());
    properties.remove(PropertyNames.DELAY_LEVEL);
    properties.remove(PropertyNames.REAL_TOPIC);
    properties.remove(PropertyNames.REAL_QUEUE_ID);
    byte[] encoded = PropertyBytes.encode(properties);
    String tag = properties.get(PropertyNames.TAGS);
    MessageDraft draft =
        new MessageDraft()
            .like(letter)
            .properties(encoded, 0, encoded.length)
            .tagsCode(tag == null ? 0 : tag.hashCode());
    AppendStatus status = writer.write(retries.name(), 0, draft, new Appended());
    if (status != AppendStatus.OK) {
      throw new IOException("the store does not take the message: " + store.reason(status));
    }
  }
}
