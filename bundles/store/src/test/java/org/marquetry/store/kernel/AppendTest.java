/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.marquetry.store.kernel.StoreFixture.append;
import static org.marquetry.store.kernel.StoreFixture.bodies;
import static org.marquetry.store.kernel.StoreFixture.draft;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.RecordLayout;
import org.marquetry.message.SysFlag;
import org.marquetry.store.Durability;
import org.marquetry.store.LogView;
import org.marquetry.store.mapped.MappedBackend;
import org.marquetry.store.simulated.SimulatedDisk;
import org.marquetry.store.simulated.SteppedScheduler;

class AppendTest {

  private static final Path ROOT = Path.of("/store");

  private final SimulatedDisk device = new SimulatedDisk();
  private final SimulatedDisk.Attachment disk = device.attach();
  private final SteppedScheduler time = new SteppedScheduler(1_700_000_000_000L);
  private final OneBackend backends = new OneBackend("mapped", new MappedBackend());
  private final Appended result = new Appended();
  private MessageStore store;

  @BeforeEach
  void open() throws StoreException {
    store =
        MessageStore.open(
            SmallStore.in(ROOT).diskFullRatio(0.9).settings(), backends, disk, time, time);
  }

  private AppendStatus tryAppend(MessageDraft draft) {
    return store.append(store.openQueue("T", 0), draft, result);
  }

  private static MessageDraft bytes(int length) {
    return draft(new byte[length], Map.of());
  }

  @Test
  void theBytesAreThoseOfTheProtocol() throws Exception {
    store.storeHost(
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 40911));
    append(store, "T1", 0, "before");
    byte[] properties = "MSG_REGION\1DefaultRegion\2".getBytes(UTF_8);
    MessageDraft draft =
        new MessageDraft()
            .flag(7)
            .sysFlag(0x301)
            .bornTimestamp(0x1a1fb74d723L)
            .bornHost(new byte[] {127, 0, 0, 1}, 0xcb7c)
            .reconsumeTimes(3)
            .preparedTransactionPosition(0x55)
            .body(ByteBuffer.wrap("hello".getBytes(UTF_8)))
            .properties(properties, 0, properties.length)
            .moreProperties("TRACE_ON\1true\2".getBytes(UTF_8));
    time.pass(17);
    Appended appended = append(store, "T1", 0, draft);
    ByteBuffer expected =
        ByteBuffer.allocate(91 + 5 + 2 + 39)
            .putInt(91 + 5 + 2 + 39)
            .putInt(0xDAA320A7)
            .putInt(0x3610a686)
            .putInt(0)
            .putInt(7)
            .putLong(1)
            .putLong(appended.position())
            .putInt(0x301)
            .putLong(0x1a1fb74d723L)
            .put(new byte[] {127, 0, 0, 1})
            .putInt(0xcb7c)
            .putLong(1_700_000_000_017L)
            .put(new byte[] {127, 0, 0, 1})
            .putInt(40911)
            .putInt(3)
            .putLong(0x55)
            .putInt(5)
            .put("hello".getBytes(UTF_8))
            .put((byte) 2)
            .put("T1".getBytes(UTF_8))
            .putShort((short) 39)
            .put(properties)
            .put("TRACE_ON\1true\2".getBytes(UTF_8));
    LogView view = store.record(appended.position());
    assertThat(view.buffer().mismatch(expected.flip())).as("first byte that differs").isEqualTo(-1);
    view.release();

    byte[] entry = device.read(ROOT.resolve("consumequeue/T1/0/00000000000000000000"), 20, 20);
    assertThat(ByteBuffer.wrap(entry))
        .isEqualTo(
            ByteBuffer.allocate(20)
                .putLong(appended.position())
                .putInt(expected.limit())
                .putLong(0)
                .flip());
  }

  @Test
  void longTopicsAndIpv6HostsAreMarked() throws Exception {
    byte[] v6 = InetAddress.getByName("2001:db8::1").getAddress();
    store.storeHost(new InetSocketAddress(InetAddress.getByAddress(v6), 10911));
    String topic = "%RETRY%" + "t".repeat(200);
    Appended appended =
        append(store, topic, 3, draft("b").sysFlag(SysFlag.STORE_HOST_V6).bornHost(v6, 5));
    LogView view = store.record(appended.position());
    MessageRecord record = new MessageRecord().wrap(view.buffer(), 0);
    assertThat(view.buffer().getInt(4)).isEqualTo(RecordLayout.MAGIC_V2);
    assertThat(record.topic()).isEqualTo(topic);
    assertThat(record.sysFlag()).isEqualTo(SysFlag.BORN_HOST_V6 | SysFlag.STORE_HOST_V6);
    assertThat(record.bornHost()).isEqualTo(new InetSocketAddress(InetAddress.getByAddress(v6), 5));
    assertThat(record.storeHost().getPort()).isEqualTo(10911);
    assertThat(StoreFixture.text(record)).isEqualTo("b");
    view.release();
    store.storeHost(new InetSocketAddress(InetAddress.getByAddress(new byte[] {1, 2, 3, 4}), 1));
    appended = append(store, "T", 0, draft("b").sysFlag(SysFlag.STORE_HOST_V6));
    view = store.record(appended.position());
    record = new MessageRecord().wrap(view.buffer(), 0);
    assertThat(record.sysFlag()).isZero();
    view.release();
  }

  @Test
  void aStoreHostWithoutAddressIsRefused() {
    assertThatThrownBy(
            () -> store.storeHost(InetSocketAddress.createUnresolved("nowhere.invalid", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nowhere.invalid");
  }

  @Test
  void aMissingSeparatorOfPropertiesIsAdded() {
    byte[] first = "a\1b".getBytes(UTF_8);
    Appended appended =
        append(
            store,
            "T",
            0,
            draft("x").properties(first, 0, 3).moreProperties("c\1d\2".getBytes(UTF_8)));
    LogView view = store.record(appended.position());
    MessageRecord record = new MessageRecord().wrap(view.buffer(), 0);
    assertThat(new String(record.properties(), UTF_8)).isEqualTo("a\1b\2c\1d\2");
    view.release();
  }

  @Test
  void theDraftIsLeftAsItWas() {
    ByteBuffer body = ByteBuffer.allocateDirect(10);
    body.position(3).limit(7);
    append(store, "T", 0, new MessageDraft().body(body));
    assertThat(body.position()).isEqualTo(3);
    assertThat(body.limit()).isEqualTo(7);
  }

  @Test
  void whatIsTooLargeIsRefusedAndNotStored() {
    int longest = StoreFixture.settings(ROOT).maxMessageBytes();
    assertThat(tryAppend(bytes(longest))).isEqualTo(AppendStatus.OK);
    long end = store.endPosition();
    assertThat(tryAppend(bytes(longest + 1))).isEqualTo(AppendStatus.MESSAGE_TOO_LARGE);
    byte[] properties = new byte[RecordLayout.MAX_PROPERTIES + 1];
    assertThat(tryAppend(draft("b").properties(properties, 0, properties.length)))
        .isEqualTo(AppendStatus.PROPERTIES_TOO_LARGE);
    assertThat(
            tryAppend(
                draft("b")
                    .properties(properties, 0, properties.length - 1)
                    .moreProperties(new byte[] {'a'})))
        .isEqualTo(AppendStatus.PROPERTIES_TOO_LARGE);
    assertThat(store.endPosition()).isEqualTo(end);
    assertThat(tryAppend(draft("b").properties(properties, 0, properties.length - 1)))
        .isEqualTo(AppendStatus.OK);
    assertThat(store.refusal()).isNull();
    assertThat(store.queue("T", 0).maxOffset()).isEqualTo(2);
  }

  @Test
  void aBatchIsStoredNextToEachOther() {
    append(store, "T", 0, "first");
    List<MessageDraft> drafts = List.of(draft("a"), draft("bb"), draft("ccc"));
    assertThat(store.appendBatch(store.openQueue("T", 0), drafts, result))
        .isEqualTo(AppendStatus.OK);
    assertThat(result.queueOffset()).isEqualTo(1);
    assertThat(result.position(0)).isEqualTo(result.position());
    assertThat(result.position(1)).isEqualTo(result.position() + 93);
    assertThat(result.position(2)).isEqualTo(result.position() + 93 + 94);
    assertThat(result.endPosition()).isEqualTo(result.position() + 93 + 94 + 95);
    assertThat(bodies(store, "T", 0)).containsExactly("first", "a", "bb", "ccc");
    assertThat(append(store, "T", 0, "last").queueOffset()).isEqualTo(4);
  }

  @Test
  void aBatchNeverCrossesASegment() {
    append(store, "T", 0, bytes(250 << 10));
    append(store, "T", 0, bytes(250 << 10));
    append(store, "T", 0, bytes(250 << 10));
    append(store, "T", 0, bytes(200 << 10));
    List<MessageDraft> drafts = List.of(bytes(100 << 10), bytes(100 << 10), bytes(100 << 10));
    assertThat(store.appendBatch(store.openQueue("T", 1), drafts, result))
        .isEqualTo(AppendStatus.OK);
    assertThat(result.position()).isEqualTo(SmallStore.SEGMENT_BYTES);
    assertThat(bodies(store, "T", 1)).hasSize(3);
  }

  @Test
  void aBatchWithOneBadMessageIsNotStored() {
    LogicalQueue queue = store.openQueue("T", 0);
    List<MessageDraft> drafts = new ArrayList<>(List.of(draft("a"), bytes((256 << 10) + 1)));
    assertThat(store.appendBatch(queue, drafts, result)).isEqualTo(AppendStatus.MESSAGE_TOO_LARGE);
    drafts.set(1, draft("b").properties(new byte[40_000], 0, 40_000));
    assertThat(store.appendBatch(queue, drafts, result))
        .isEqualTo(AppendStatus.PROPERTIES_TOO_LARGE);
    drafts.set(1, bytes(256 << 10));
    drafts.add(bytes(100 << 10));
    assertThat(store.appendBatch(queue, drafts, result)).isEqualTo(AppendStatus.MESSAGE_TOO_LARGE);
    assertThat(store.endPosition()).isZero();
    assertThatThrownBy(() -> store.appendBatch(queue, List.of(), result))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFullDiskIsToldAndPasses() {
    disk.space(1000, 100);
    time.pass(10_000);
    time.runAll();
    assertThat(tryAppend(draft("b"))).isEqualTo(AppendStatus.DISK_FULL);
    assertThat(store.appendBatch(store.openQueue("T", 0), List.of(draft("b")), result))
        .isEqualTo(AppendStatus.DISK_FULL);
    assertThat(store.refusal())
        .contains("90.0 % full", "MiB are free", "raise diskSpaceWarningLevelRatio");
    assertThat(store.diskUsedRatio()).isEqualTo(0.9);
    assertThat(store.endPosition()).isZero();
    disk.space(1000, 101);
    time.pass(10_000);
    time.runAll();
    assertThat(store.refusal()).isNull();
    assertThat(tryAppend(draft("b"))).isEqualTo(AppendStatus.OK);
  }

  @Test
  void aLogFileThatCannotBeMadeRefusesTheAppendOnly() {
    for (int i = 0; i < 4; i++) {
      assertThat(tryAppend(bytes(250 << 10))).isEqualTo(AppendStatus.OK);
    }
    disk.full(path -> path.startsWith(ROOT.resolve("commitlog")));
    assertThat(tryAppend(bytes(250 << 10))).isEqualTo(AppendStatus.NOT_WRITABLE);
    assertThat(store.refusal()).contains("the log cannot be written", "no space left on device");
    assertThat(store.queue("T", 0).maxOffset()).isEqualTo(4);
    disk.full(path -> false);
    assertThat(tryAppend(bytes(250 << 10))).isEqualTo(AppendStatus.OK);
    assertThat(result.queueOffset()).isEqualTo(4);
    assertThat(store.refusal()).isNull();
    assertThat(bodies(store, "T", 0)).hasSize(5);
  }

  @Test
  void aLogFileThatFindsNoMoreRoomRefusesWhatHasNone() {
    assertThat(tryAppend(bytes(10 << 10))).isEqualTo(AppendStatus.OK);
    disk.full(path -> path.startsWith(ROOT.resolve("commitlog")));
    int taken = 1;
    while (tryAppend(bytes(10 << 10)) == AppendStatus.OK) {
      taken++;
      assertThat(taken).as("messages for which there was room").isLessThan(50);
    }
    assertThat(taken).isGreaterThan(1);
    assertThat(store.refusal()).contains("no space left on device");
    disk.full(path -> false);
    assertThat(tryAppend(bytes(10 << 10))).isEqualTo(AppendStatus.OK);
    assertThat(result.queueOffset()).isEqualTo(taken);
    assertThat(store.refusal()).isNull();
    assertThat(bodies(store, "T", 0)).hasSize(taken + 1).containsOnly("\0".repeat(10 << 10));
  }

  @Test
  void aQueueFileThatCannotBeMadeRefusesTheAppendOnly() throws Exception {
    disk.full(path -> path.startsWith(ROOT.resolve("consumequeue/T")));
    assertThat(tryAppend(draft("b"))).isEqualTo(AppendStatus.NOT_WRITABLE);
    assertThat(store.refusal()).contains("queue T/0", "no space left on device");
    assertThatThrownBy(() -> store.prepare(store.openQueue("T", 0)))
        .hasMessageContaining("no space left");
    assertThat(append(store, "U", 0, "b").queueOffset()).isZero();
    assertThat(store.refusal()).isNull();
    assertThat(store.endPosition()).isEqualTo(93);
    disk.full(path -> false);
    store.prepare(store.openQueue("T", 0));
    assertThat(store.openQueue("T", 0).ready()).isTrue();
    // Reserved, but now it cannot get its length.
    disk.full(path -> path.startsWith(ROOT.resolve("consumequeue/T")));
    assertThat(tryAppend(draft("b"))).isEqualTo(AppendStatus.NOT_WRITABLE);
    assertThat(store.endPosition()).isEqualTo(93);
    disk.full(path -> false);
    assertThat(tryAppend(draft("b"))).isEqualTo(AppendStatus.OK);
    assertThat(result.queueOffset()).isZero();
  }

  @Test
  void aDeviceThatLosesAForceEndsTheAppends() {
    append(store, "T", 0, "a");
    disk.broken(path -> path.startsWith(ROOT.resolve("commitlog")));
    List<Throwable> failures = new ArrayList<>();
    store.whenDurable(
        store.endPosition(), Durability.ON_DISK, (position, failure) -> failures.add(failure));
    time.runAll();
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0)).hasMessageContaining("input/output error");
    disk.broken(path -> false);
    assertThat(tryAppend(draft("b"))).isEqualTo(AppendStatus.NOT_WRITABLE);
    assertThat(store.refusal()).contains("input/output error");
    assertThat(bodies(store, "T", 0)).containsExactly("a");
    store.close();
    assertThat(device.paths()).contains(ROOT.resolve("abort"));
  }

  @Test
  void queuesThatCannotBeFlushedEndTheAppends() {
    append(store, "T", 0, "a");
    disk.broken(path -> path.startsWith(ROOT.resolve("consumequeue")));
    time.pass(1000);
    time.runAll();
    assertThat(tryAppend(draft("b"))).isEqualTo(AppendStatus.NOT_WRITABLE);
    assertThat(store.refusal()).contains("consume queues", "restart the broker");
    disk.broken(path -> false);
    store.close();
    assertThat(device.paths()).contains(ROOT.resolve("abort"));
  }

  @Test
  void aClosedStoreTakesNothing() {
    append(store, "T", 0, "a");
    store.close();
    assertThat(tryAppend(draft("b"))).isEqualTo(AppendStatus.NOT_WRITABLE);
    assertThat(store.refusal()).isEqualTo("the store is closed");
    assertThat(disk.regions()).isZero();
    store.close();
  }

  @Test
  void filesAreMadeAheadByTheWorker() {
    LogicalQueue queue = store.openQueue("T", 0);
    assertThat(queue.ready()).isFalse();
    Path next = ROOT.resolve("consumequeue/T/0/00000000000000002000");
    for (int i = 0; i < 70; i++) {
      append(store, "T", 0, "m");
    }
    time.runAll();
    assertThat(device.paths()).doesNotContain(next);
    for (int i = 70; i < 80; i++) {
      append(store, "T", 0, "m");
    }
    time.runAll();
    assertThat(device.read(next, 0, 0)).isEmpty();
    for (int i = 80; i < 101; i++) {
      assertThat(queue.ready()).isTrue();
      append(store, "T", 0, "m");
    }
    assertThat(queue.maxOffset()).isEqualTo(101);
    assertThat(bodies(store, "T", 0)).hasSize(101);
  }

  @Test
  void aTopicThatIsDeletedMeanwhileIsBegunAnew() {
    LogicalQueue old = store.openQueue("T", 0);
    append(store, "T", 0, "a");
    store.deleteTopic("T");
    store.deleteTopic("T");
    assertThat(store.append(old, draft("b"), result)).isEqualTo(AppendStatus.OK);
    assertThat(result.queueOffset()).isZero();
    assertThat(bodies(store, "T", 0)).containsExactly("b");
    assertThat(store.openQueue("T", 0)).isNotSameAs(old);
  }

  @Test
  void listenersAreToldOfEveryMessageInOrder() {
    List<String> told = new ArrayList<>();
    store.onAppend(
        (queue, queueOffset, tagsCode) -> {
          told.add(queue + ":" + queueOffset + ":" + tagsCode);
          if (queueOffset == 1) {
            throw new IllegalStateException("expected");
          }
        });
    append(store, "T", 0, draft("a").tagsCode(5));
    append(store, "T", 0, draft("half").sysFlag(SysFlag.TRANSACTION_PREPARED));
    store.appendBatch(store.openQueue("T", 0), List.of(draft("b"), draft("c")), result);
    append(store, "U", 7, "d");
    assertThat(told).containsExactly("T/0:0:5", "T/0:1:0", "T/0:2:0", "U/7:0:0");
  }

  @Test
  void topicsThatAreNoDirectoriesAreRefused() {
    for (String topic : List.of("", "..", "a/b", "a\\b")) {
      assertThatThrownBy(() -> store.openQueue(topic, 0))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> store.openQueue("T", -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void queuesAreListedOnceTheyHaveMessages() {
    store.openQueue("T", 5);
    assertThat(store.queue("T", 5)).isNull();
    assertThat(store.topics()).isEmpty();
    append(store, "T", 5, "a");
    append(store, "T", 1, "a");
    append(store, "A", 0, "a");
    assertThat(store.topics()).containsExactly("A", "T");
    assertThat(store.queues("T")).extracting(LogicalQueue::queueId).containsExactly(1, 5);
    assertThat(store.queues("none")).isEmpty();
  }

  @Test
  void randomBytesComeBackAsTheyWere() {
    Random random = new Random(7);
    List<byte[]> bodies = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      byte[] body = new byte[random.nextInt(20_000)];
      random.nextBytes(body);
      bodies.add(body);
      append(store, "T", 0, draft(body, Map.of()));
    }
    PullBatch batch = new PullBatch();
    int seen = 0;
    while (seen < bodies.size()) {
      store.pull(store.openQueue("T", 0), seen, 50, 1 << 20, EntryFilter.ALL, batch);
      for (LogView view : batch.views()) {
        for (MessageRecord record : StoreFixture.records(view)) {
          assertThat(record.body().mismatch(ByteBuffer.wrap(bodies.get(seen)))).isEqualTo(-1);
          seen++;
        }
      }
      batch.release();
    }
  }
}
