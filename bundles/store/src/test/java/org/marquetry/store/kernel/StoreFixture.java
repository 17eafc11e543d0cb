/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyBytes;
import org.marquetry.message.PropertyNames;
import org.marquetry.store.LogView;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.marquetry.system.Scheduler;
import org.marquetry.system.machine.FileDisk;
import org.marquetry.system.machine.SystemClock;
import org.marquetry.system.machine.ThreadScheduler;

/** Opens stores with small files, and short ways to use them. */
public final class StoreFixture implements AutoCloseable {

  final Backends backends = Backends.shipped();
  final ThreadScheduler scheduler = new ThreadScheduler("test");
  private final List<MessageStore> stores = new ArrayList<>();
  Disk disk = new FileDisk();
  Clock clock = new SystemClock();

  static StoreSettings settings(Path root) {
    return SmallStore.in(root).settings();
  }

  MessageStore open(Path root) throws StoreException {
    return open(settings(root));
  }

  MessageStore open(StoreSettings settings) throws StoreException {
    MessageStore store = MessageStore.open(settings, backends, disk, clock, scheduler);
    stores.add(store);
    store.storeHost(new InetSocketAddress(InetAddress.getLoopbackAddress(), 10911));
    return store;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  static MessageDraft draft(String body) {
    return draft(body.getBytes(UTF_8), Map.of());
  }

  static MessageDraft draft(byte[] body, Map<String, String> properties) {
    byte[] encoded = PropertyBytes.encode(new LinkedHashMap<>(properties));
    String tag = properties.get(PropertyNames.TAGS);
    return new MessageDraft()
        .body(ByteBuffer.wrap(body))
        .properties(encoded, 0, encoded.length)
        .bornHost(new byte[] {10, 0, 0, 1}, 4711)
        .bornTimestamp(1_700_000_000_000L)
        .tagsCode(tag == null ? 0 : tag.hashCode());
  }

  static Appended append(MessageStore store, String topic, int queueId, String body) {
    return append(store, topic, queueId, draft(body));
  }

  static Appended append(MessageStore store, String topic, int queueId, MessageDraft draft) {
    Appended appended = new Appended();
    assertThat(store.append(store.openQueue(topic, queueId), draft, appended))
        .as("append to %s/%s: %s", topic, queueId, store.refusal())
        .isEqualTo(AppendStatus.OK);
    return appended;
  }

  /** Bodies of all messages of a queue. */
  static List<String> bodies(MessageStore store, String topic, int queueId) {
    LogicalQueue queue = store.openQueue(topic, queueId);
    List<String> bodies = new ArrayList<>();
    PullBatch batch = new PullBatch();
    long offset = queue.minOffset();
    while (offset < queue.maxOffset()) {
      PullStatus status = store.pull(queue, offset, 32, 1 << 20, EntryFilter.ALL, batch);
      bodies.addAll(bodies(batch));
      assertThat(batch.nextOffset()).as("%s at %s", status, offset).isGreaterThan(offset);
      offset = batch.nextOffset();
      batch.release();
    }
    return bodies;
  }

  static List<String> bodies(PullBatch batch) {
    List<String> bodies = new ArrayList<>();
    for (LogView view : batch.views()) {
      for (MessageRecord record : records(view)) {
        bodies.add(text(record));
      }
    }
    return bodies;
  }

  static List<MessageRecord> records(LogView view) {
    List<MessageRecord> records = new ArrayList<>();
    int at = 0;
    while (at < view.buffer().limit()) {
      MessageRecord record = new MessageRecord().wrap(view.buffer(), at);
      assertThat(record.position()).isEqualTo(view.position() + at);
      records.add(record);
      at += record.size();
    }
    return records;
  }

  static String text(MessageRecord record) {
    return UTF_8.decode(record.body()).toString();
  }

  @Override
  public void close() {
    stores.forEach(MessageStore::close);
    scheduler.close();
    assertThat(backends.leases()).as("leases of the backend left").isZero();
  }
}
