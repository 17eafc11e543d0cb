/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.marquetry.broker.send.MessageWriter;
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
import org.marquetry.store.kernel.PullStatus;
import org.marquetry.system.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps events in the log, in RocketMQ's revive topic: all of one queue and group in one queue of
 * it, in their order. What is needed of them after a restart begins at the offset of an internal
 * group. Thread-safe; blocks for the disk.
 */
final class PopJournal {

  /** RocketMQ's name. */
  static final String GROUP = "CID_RMQ_SYS_REVIVE_GROUP";

  /**
   * Marks the events of this kind of broker. RocketMQ's come twice, waiting among the timed
   * messages and here, and are taken over but once, when such a broker was the last one.
   */
  private static final String OWN = "MQ_OWN";

  private static final Logger LOG = LoggerFactory.getLogger(PopJournal.class);
  private static final byte[] BORN = InetAddress.getLoopbackAddress().getAddress();
  private static final int BATCH = 1_024;
  private static final int BATCH_BYTES = 4 << 20;

  private final MessageStore store;
  private final MessageWriter writer;
  private final ConsumerOffsets offsets;
  private final String topic;
  private final int queues;
  private final String broker;
  private final Clock clock;

  /**
   * @param topic whose queues hold the events
   * @param queues number of them
   */
  PopJournal(
      MessageStore store,
      MessageWriter writer,
      ConsumerOffsets offsets,
      String topic,
      int queues,
      String broker,
      Clock clock) {
    this.store = store;
    this.writer = writer;
    this.offsets = offsets;
    this.topic = topic;
    this.queues = queues;
    this.broker = broker;
    this.clock = clock;
  }

  String topic() {
    return topic;
  }

  int queues() {
    return queues;
  }

  /** The queue of the events of a key. */
  int queueOf(PopKey key) {
    return Math.floorMod(key.hashCode(), queues);
  }

  /**
   * Keeps an event.
   *
   * @return where it is in its queue
   * @throws IOException if it is not kept: it must not count
   */
  long append(PopEvent event) throws IOException {
    String tag = PopEventText.tag(event);
    Map<String, String> named = new LinkedHashMap<>();
    named.put(PropertyNames.TAGS, tag);
    named.put(OWN, "true");
    // RocketMQ takes the latest of these for the time up to which it knows everything.
    named.put(PropertyNames.TIMER_DELIVER_MS, Long.toString(clock.millis()));
    byte[] properties = PropertyBytes.encode(named);
    MessageDraft draft =
        new MessageDraft()
            .bornTimestamp(clock.millis())
            .bornHost(BORN, 0)
            .body(ByteBuffer.wrap(PopEventText.bytes(event, broker)))
            .properties(properties, 0, properties.length)
            .tagsCode(tag.hashCode());
    Appended appended = new Appended();
    AppendStatus status = writer.write(topic, queueOf(event.key()), draft, appended);
    if (status != AppendStatus.OK) {
      throw new IOException("the store does not take what was popped: " + store.reason(status));
    }
    return appended.queueOffset();
  }

  /**
   * Reads what is needed of the events, in the order of each queue, with where they are.
   *
   * @param foreign whether those of other brokers count
   */
  void replay(boolean foreign, ObjLongConsumer<PopEvent> into) {
    for (int id = 0; id < queues; id++) {
      LogicalQueue queue = store.queue(topic, id);
      if (queue != null) {
        long from = Math.max(queue.minOffset(), offsets.offset(GROUP, topic, id) + 1);
        replay(queue, from, foreign, into);
      }
    }
  }

  private void replay(
      LogicalQueue queue, long from, boolean foreign, ObjLongConsumer<PopEvent> into) {
    PullBatch batch = new PullBatch();
    MessageRecord record = new MessageRecord();
    long next = from;
    while (next < queue.maxOffset()) {
      PullStatus status = store.pull(queue, next, BATCH, BATCH_BYTES, EntryFilter.ALL, batch);
      try {
        for (LogView view : batch.views()) {
          for (int at = 0; at < view.buffer().limit(); at += record.size()) {
            record.wrap(view.buffer(), at);
            if (foreign || record.property(OWN) != null) {
              read(record, into);
            }
          }
        }
        if (batch.nextOffset() <= next) {
          LOG.error(
              "What was popped cannot be read from {} of {} on ({}): messages may come twice",
              next,
              queue,
              status);
          return;
        }
        next = batch.nextOffset();
      } finally {
        batch.release();
      }
    }
  }

  /** Reads the event that a message is. */
  static void read(MessageRecord record, ObjLongConsumer<PopEvent> into) {
    byte[] body = new byte[record.bodyLength()];
    record.body().get(body);
    PopEvent event = PopEventText.read(record.property(PropertyNames.TAGS), body);
    if (event == null) {
      LOG.warn(
          "Message {} of {} is no event of a pop: {}",
          record.queueOffset(),
          record.topic(),
          new String(body, UTF_8));
    } else {
      into.accept(event, record.queueOffset());
    }
  }

  /** End of a queue of events. */
  long end(int queueId) {
    LogicalQueue queue = store.queue(topic, queueId);
    return queue == null ? 0 : queue.maxOffset();
  }

  /** Notes from where on events are needed: as RocketMQ does, by the last one that is not. */
  void neededFrom(int queueId, long offset) {
    if (offset - 1 > offsets.offset(GROUP, topic, queueId)) {
      offsets.commit(GROUP, topic, queueId, offset - 1);
    }
  }
}
