/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.recovery;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.SysFlag;
import org.marquetry.store.light.LightQueues;
import org.marquetry.store.queue.ConsumeQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enters records of the log into their queues again. A record says itself which entry is its own,
 * so this may be done any number of times. The log's order decides: a record for an entry that is
 * taken begins its queue anew from there, as it did when it was stored.
 */
final class QueueDispatch implements LogScan.Visitor {

  private static final Logger LOG = LoggerFactory.getLogger(QueueDispatch.class);

  private final QueueSet queues;
  private final DroppedTopics dropped;
  private final DispatchRules rules;
  private final boolean fromStart;
  private final Set<ConsumeQueue> only;
  private final Set<ConsumeQueue> touched = new LinkedHashSet<>();
  private final Set<ConsumeQueue> incomplete = new LinkedHashSet<>();
  private long entered;

  /**
   * @param fromStart whether the records come from the log's first on: entries that are missing
   *     before one of theirs can then be found nowhere else
   * @param only the queues to enter records into, {@code null} for all
   */
  QueueDispatch(
      QueueSet queues,
      DroppedTopics dropped,
      DispatchRules rules,
      boolean fromStart,
      Set<ConsumeQueue> only) {
    this.queues = queues;
    this.dropped = dropped;
    this.rules = rules;
    this.fromStart = fromStart;
    this.only = only;
  }

  /** Queues that have got entries. */
  Set<ConsumeQueue> touched() {
    return touched;
  }

  /** Queues that lack entries of records before those visited. */
  Set<ConsumeQueue> incomplete() {
    return incomplete;
  }

  /** Entries that were missing. */
  long entered() {
    return entered;
  }

  @Override
  public void record(MessageRecord record, boolean intact) throws IOException {
    String topic = record.topic();
    if (!SysFlag.queued(record.sysFlag())) {
      return;
    }
    enter(topic, record.queueId(), record.queueOffset(), record, intact);
    if (intact && rules.fansOut().test(topic)) {
      LightQueues.entries(
          record, (light, offset) -> enter(light, LightQueues.QUEUE_ID, offset, record, true));
    }
  }

  private void enter(String topic, int queueId, long offset, MessageRecord record, boolean intact)
      throws IOException {
    if (dropped.covers(topic, record.position())) {
      return;
    }
    ConsumeQueue queue;
    try {
      queue = queues.open(topic, queueId);
    } catch (IllegalArgumentException e) {
      LOG.warn("The record at {} gets no entry: {}", record.position(), e.getMessage());
      return;
    }
    if ((only == null || only.contains(queue)) && !incomplete.contains(queue)) {
      enter(queue, offset, record, intact);
    }
  }

  private void enter(ConsumeQueue queue, long offset, MessageRecord record, boolean intact)
      throws IOException {
    long max = queue.maxOffset();
    if (offset < max) {
      if (!intact || queue.position(offset) == record.position()) {
        return;
      }
      queue.rewind(offset);
    } else if (offset > max) {
      if (!intact) {
        return;
      }
      if (!fromStart) {
        incomplete.add(queue);
        return;
      }
      pad(queue, offset);
    }
    touched.add(queue);
    queue.prepare(1);
    queue.claim(1);
    if (intact) {
      queue.append(record.position(), record.size(), rules.tagsCodes().applyAsLong(record));
    } else {
      queue.appendBlank();
    }
    entered++;
  }

  /** Makes {@code offset} the next entry of a queue whose entries before it have no record. */
  static void pad(ConsumeQueue queue, long offset) throws IOException {
    if (queue.maxOffset() == 0) {
      queue.restart(offset);
      return;
    }
    LOG.warn(
        "Messages {} to {} of queue {} are not in the log: consumers pass over them",
        queue.maxOffset(),
        offset - 1,
        queue);
    while (queue.maxOffset() < offset) {
      queue.prepare(1);
      queue.claim(1);
      queue.appendBlank();
    }
  }
}
