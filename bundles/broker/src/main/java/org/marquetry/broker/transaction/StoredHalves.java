/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.marquetry.broker.send.MessageWriter;
import org.marquetry.broker.stats.BrokerStats;
import org.marquetry.broker.topic.Permission;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyBytes;
import org.marquetry.message.PropertyNames;
import org.marquetry.message.SysFlag;
import org.marquetry.remoting.CommandException;
import org.marquetry.store.LogView;
import org.marquetry.store.kernel.AppendStatus;
import org.marquetry.store.kernel.Appended;
import org.marquetry.store.kernel.EntryFilter;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.MessageDraft;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.store.kernel.PullBatch;
import org.marquetry.system.Clock;

/** The transactions' view of the store. Thread-safe; blocks for the disk. */
final class StoredHalves implements TransactionLog {

  private static final int NOTES_AT_ONCE = 256;
  private static final int BYTES_AT_ONCE = 1 << 20;

  /** How long a decision waits for a log that goes over to another storage backend. */
  private static final long AWAY_MILLIS = 3_000;

  private final MessageStore store;
  private final MessageWriter writer;
  private final TopicTable topics;
  private final BrokerStats stats;
  private final Clock clock;
  private final LogicalQueue halves;
  private final LogicalQueue notes;

  StoredHalves(
      MessageStore store, MessageWriter writer, TopicTable topics, BrokerStats stats, Clock clock) {
    this.store = store;
    this.writer = writer;
    this.topics = topics;
    this.stats = stats;
    this.clock = clock;
    this.halves = store.openQueue(TopicNames.HALF, 0);
    this.notes = store.openQueue(TopicNames.OP_HALF, 0);
  }

  @Override
  public long firstHalf() {
    return halves.minOffset();
  }

  @Override
  public long endHalf() {
    return halves.maxOffset();
  }

  @Override
  public Half half(long offset) throws IOException {
    PullBatch batch = new PullBatch();
    try {
      switch (store.pull(halves, offset, 1, 1, EntryFilter.ALL, batch)) {
        case FOUND -> {
          MessageRecord record = new MessageRecord().wrap(batch.views().get(0).buffer(), 0);
          return record.queueOffset() == offset ? half(record) : null;
        }
        case AWAY, UNREADABLE ->
            throw new IOException("the log cannot be read: " + batch.failure());
        default -> {
          return null;
        }
      }
    } finally {
      batch.release();
    }
  }

  @Override
  public Half halfAt(long position) {
    LogView view = position < 0 ? null : store.record(position);
    if (view == null) {
      return null;
    }
    try {
      MessageRecord record = new MessageRecord().wrap(view.buffer(), 0);
      return record.topic().equals(TopicNames.HALF) ? half(record) : null;
    } finally {
      view.release();
    }
  }

  private static Half half(MessageRecord record) {
    return new Half(
        record.queueOffset(),
        record.position(),
        record.property(PropertyNames.PRODUCER_GROUP),
        record.bornTimestamp(),
        record.storeTimestamp(),
        immunityMillis(record.property(PropertyNames.CHECK_IMMUNITY_SECONDS)),
        (int) number(record.property(PropertyNames.TRANSACTION_CHECK_TIMES), 0),
        record.property(PropertyNames.UNIQUE_KEY),
        number(record.property(PropertyNames.PREPARED_QUEUE_OFFSET), -1));
  }

  private static long immunityMillis(String seconds) {
    long value = number(seconds, -1);
    return value < 0 ? -1 : Math.multiplyExact(Math.min(value, Integer.MAX_VALUE), 1000L);
  }

  private static long number(String text, long otherwise) {
    try {
      return text == null ? otherwise : Long.parseLong(text.trim());
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  @Override
  public void deliver(Half half, int checks) throws IOException {
    write(
        half,
        record -> {
          String topic = record.property(PropertyNames.REAL_TOPIC);
          if (topic != null && store.deleted(topic, half.position())) {
            return;
          }
          if (topic == null || topics.find(topic) == null) {
            throw new IOException("there is no topic " + topic + " to deliver the message to");
          }
          int queueId = HalfDrafts.queueId(PropertyBytes.decode(record.properties()));
          MessageDraft draft = HalfDrafts.committed(record, checks);
          byte[] properties = HalfDrafts.committedProperties(record, checks);
          Appended appended = append(result -> asAsked(topic, queueId, properties, draft, result));
          stats.put(topic, 1, appended.endPosition() - appended.position());
        });
  }

  /** A delay that the message asks for counts from now on. */
  private AppendStatus asAsked(
      String topic, int queueId, byte[] properties, MessageDraft draft, Appended result)
      throws IOException {
    try {
      return writer.writeAsAsked(topic, queueId, properties, draft, result);
    } catch (CommandException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void setAside(Half half, int checks) throws IOException {
    TopicConfig topic =
        topics.findOrCreate(TopicConfig.of(TopicNames.CHECK_MAX_TIME, 1, Permission.READ_WRITE));
    write(half, record -> append(topic.name(), HalfDrafts.setAside(record, checks)));
  }

  @Override
  public void reopen(Half half) throws IOException {
    write(half, record -> append(TopicNames.HALF, HalfDrafts.again(record)));
  }

  @Override
  public long conclude(List<Long> offsets) throws IOException {
    return append(TopicNames.OP_HALF, HalfDrafts.note(offsets, clock)).queueOffset();
  }

  private void write(Half half, RecordUse use) throws IOException {
    LogView view = store.record(half.position());
    if (view == null) {
      throw new IOException("the half message at position " + half.position() + " cannot be read");
    }
    try {
      use.with(new MessageRecord().wrap(view.buffer(), 0));
    } finally {
      view.release();
    }
  }

  private Appended append(String topic, MessageDraft draft) throws IOException {
    return append(result -> writer.write(topic, 0, draft, result));
  }

  private Appended append(Append append) throws IOException {
    Appended result = new Appended();
    AppendStatus status = append.to(result);
    if (status == AppendStatus.AWAY && returned()) {
      status = append.to(result);
    }
    if (status != AppendStatus.OK) {
      throw new IOException("the store does not take the message: " + store.reason(status));
    }
    return result;
  }

  private boolean returned() throws IOException {
    try {
      return store.awaitReturn(AWAY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the log was away", e);
    }
  }

  @Override
  public long firstConclusion() {
    return notes.minOffset();
  }

  @Override
  public long endConclusion() {
    return notes.maxOffset();
  }

  @Override
  public void conclusions(long from, ConclusionVisitor visitor) throws IOException {
    PullBatch batch = new PullBatch();
    MessageRecord record = new MessageRecord();
    long offset = from;
    while (offset < notes.maxOffset()) {
      try {
        switch (store.pull(notes, offset, NOTES_AT_ONCE, BYTES_AT_ONCE, EntryFilter.ALL, batch)) {
          case FOUND -> {
            for (LogView view : batch.views()) {
              for (int at = 0; at < view.buffer().limit(); at += record.size()) {
                record.wrap(view.buffer(), at);
                visitor.conclusion(record.queueOffset(), offsets(record));
              }
            }
          }
          case AWAY, UNREADABLE ->
              throw new IOException("the log cannot be read: " + batch.failure());
          default -> {}
        }
        if (batch.nextOffset() <= offset) {
          return;
        }
        offset = batch.nextOffset();
      } finally {
        batch.release();
      }
    }
  }

  /** The offsets in a note: one number, or several with a comma between or behind them. */
  private static List<Long> offsets(MessageRecord note) {
    List<Long> offsets = new ArrayList<>();
    for (String text : UTF_8.decode(note.body()).toString().split(",", -1)) {
      long offset = number(text, -1);
      if (offset >= 0) {
        offsets.add(offset);
      }
    }
    return offsets;
  }

  @Override
  public void deliveries(long fromPosition, DeliveryVisitor visitor) throws IOException {
    store.records(
        Math.max(fromPosition, store.firstPosition()),
        record -> {
          boolean committed =
              (record.sysFlag() & SysFlag.TRANSACTION_MASK) == SysFlag.TRANSACTION_COMMIT;
          if (committed && record.preparedTransactionPosition() >= 0) {
            visitor.delivered(record.preparedTransactionPosition());
          }
        });
  }

  @Override
  public long endPosition() {
    return store.endPosition();
  }

  @Override
  public long durablePosition() {
    return store.durablePosition();
  }

  /** What is done with the record of a half message. */
  @FunctionalInterface
  private interface RecordUse {
    void with(MessageRecord record) throws IOException;
  }

  /** An append that may be done again. */
  @FunctionalInterface
  private interface Append {
    AppendStatus to(Appended result) throws IOException;
  }
}
