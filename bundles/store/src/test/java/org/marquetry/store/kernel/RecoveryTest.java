/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.store.kernel.StoreFixture.append;
import static org.marquetry.store.kernel.StoreFixture.bodies;
import static org.marquetry.store.kernel.StoreFixture.draft;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.SysFlag;
import org.marquetry.store.LogView;

class RecoveryTest {

  @TempDir Path root;
  private final StoreFixture fixture = new StoreFixture();
  private MessageStore store;
  private int copies;

  @BeforeEach
  void open() throws StoreException {
    store = fixture.open(root.resolve("store"));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  /** The files as a kill at this moment would leave them. */
  private Path killed() {
    return StoreFiles.copy(root.resolve("store"), root.resolve("killed" + copies++));
  }

  /** The files after a clean stop. */
  private Path stopped() {
    store.close();
    return root.resolve("store");
  }

  private static List<String> numbered(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
  }

  private static String large(int i) {
    return "x".repeat(10_000) + i;
  }

  private List<Appended> appendMany(int count) {
    List<Appended> appended = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      appended.add(append(store, "T", i % 2, large(i)));
    }
    return appended;
  }

  private void awaitCheckpoint() throws Exception {
    long end = store.endPosition();
    Path checkpoint = root.resolve("store/checkpoint");
    Awaitility.await()
        .until(() -> ByteBuffer.wrap(Files.readAllBytes(checkpoint)).getLong(40) == end);
  }

  private static List<String> larges(int count, int remainder) {
    return IntStream.range(0, count)
        .filter(i -> i % 2 == remainder)
        .mapToObj(RecoveryTest::large)
        .toList();
  }

  private static void assertWhole(MessageStore store, int count) {
    assertThat(bodies(store, "T", 0)).isEqualTo(larges(count, 0));
    assertThat(bodies(store, "T", 1)).isEqualTo(larges(count, 1));
  }

  @Test
  void nothingIsLostByAKill() throws Exception {
    appendMany(300);
    MessageStore again = fixture.open(killed());
    assertThat(again.endPosition()).isEqualTo(store.endPosition());
    assertWhole(again, 300);
    assertThat(append(again, "T", 0, "next").queueOffset()).isEqualTo(150);
    assertThat(append(again, "U", 0, "new").queueOffset()).isZero();
  }

  @Test
  void nothingIsLostByAKillAfterACheckpoint() throws Exception {
    appendMany(250);
    awaitCheckpoint();
    for (int i = 250; i < 300; i++) {
      append(store, "T", i % 2, large(i));
    }
    MessageStore again = fixture.open(killed());
    assertWhole(again, 300);
  }

  @Test
  void aStopAfterAKillAndAnotherKill() throws Exception {
    appendMany(120);
    Path copy = killed();
    MessageStore second = fixture.open(copy);
    for (int i = 120; i < 240; i++) {
      append(second, "T", i % 2, large(i));
    }
    second.close();
    MessageStore third = fixture.open(copy);
    assertWhole(third, 240);
    Path copyOfCopy = StoreFiles.copy(copy, root.resolve("copyOfCopy"));
    MessageStore fourth = fixture.open(copyOfCopy);
    assertWhole(fourth, 240);
  }

  @Test
  void whatStoodBehindATornTailNeverComesBack() throws Exception {
    List<Appended> appended = appendMany(10);
    Path copy = killed();
    // The header of record 5 is lost, those behind it are whole, and none is known to be durable.
    StoreFiles.writeLog(copy, appended.get(5).position(), new byte[88]);
    StoreFiles.write(copy.resolve("checkpoint"), 0, new byte[48]);
    MessageStore again = fixture.open(copy);
    assertThat(again.endPosition()).isEqualTo(appended.get(5).position());
    assertWhole(again, 5);
    append(again, "T", 0, "x".repeat(5_000));
    again.close();
    again = fixture.open(copy);
    assertThat(bodies(again, "T", 0)).hasSize(4).endsWith("x".repeat(5_000));
    assertThat(bodies(again, "T", 1)).hasSize(2);
    assertThat(again.queue("T", 1).maxOffset()).isEqualTo(2);
  }

  @Test
  void aDamagedBodyInTheMiddleIsPassedOver() throws Exception {
    List<Appended> appended = appendMany(10);
    Path copy = killed();
    StoreFiles.writeLog(copy, appended.get(4).position() + 200, new byte[] {'y'});
    MessageStore again = fixture.open(copy);
    assertThat(again.endPosition()).isEqualTo(store.endPosition());
    List<String> left = new ArrayList<>(larges(10, 0));
    left.remove(large(4));
    assertThat(bodies(again, "T", 0)).isEqualTo(left);
    assertThat(again.queue("T", 0).maxOffset()).isEqualTo(5);
    assertThat(again.queue("T", 0).position(2)).isEqualTo(-1);
    assertThat(bodies(again, "T", 1)).isEqualTo(larges(10, 1));
  }

  @Test
  void aDamagedHeaderAmongWhatWasOnTheDeviceIsPassedOver() throws Exception {
    List<Appended> appended = appendMany(200);
    awaitCheckpoint();
    Path copy = killed();
    StoreFiles.writeLog(copy, appended.get(4).position(), new byte[60]);
    // A whole segment's beginning, too.
    Appended second =
        appended.stream()
            .filter(one -> one.position() == SmallStore.SEGMENT_BYTES)
            .findFirst()
            .orElseThrow();
    int damaged = appended.indexOf(second);
    StoreFiles.writeLog(copy, second.position(), new byte[60]);
    MessageStore again = fixture.open(copy);
    assertThat(again.endPosition()).isEqualTo(store.endPosition());
    for (int queueId = 0; queueId < 2; queueId++) {
      List<String> left = new ArrayList<>(larges(200, queueId));
      left.remove(large(4));
      left.remove(large(damaged));
      assertThat(bodies(again, "T", queueId)).isEqualTo(left);
      assertThat(again.queue("T", queueId).maxOffset()).isEqualTo(100);
    }
  }

  @Test
  void queuesThatWereDeletedAreMadeAnewAfterACleanStop() throws Exception {
    appendMany(300);
    Path files = stopped();
    StoreFiles.delete(files.resolve("consumequeue"));
    assertWhole(fixture.open(files), 300);
  }

  @Test
  void queuesThatWereDeletedAreMadeAnewAfterAKill() throws Exception {
    appendMany(300);
    awaitCheckpoint();
    Path copy = killed();
    StoreFiles.delete(copy.resolve("consumequeue/T/1"));
    MessageStore again = fixture.open(copy);
    assertWhole(again, 300);
    assertThat(append(again, "T", 1, "next").queueOffset()).isEqualTo(150);
  }

  @Test
  void aQueueWithoutAFileInTheMiddleIsMadeAnew() throws Exception {
    for (int i = 0; i < 350; i++) {
      append(store, "T", 0, "m" + i);
    }
    Path files = stopped();
    Path queue = files.resolve("consumequeue/T/0");
    assertThat(StoreFiles.names(queue)).hasSizeGreaterThanOrEqualTo(4);
    Files.delete(queue.resolve("00000000000000002000"));
    MessageStore again = fixture.open(files);
    assertThat(bodies(again, "T", 0)).isEqualTo(numbered("m", 350));
  }

  @Test
  void aQueueThatLacksItsLastFileIsMadeWhole() throws Exception {
    for (int i = 0; i < 350; i++) {
      append(store, "T", 0, "m" + i);
    }
    append(store, "U", 0, "other");
    awaitCheckpoint();
    Path copy = killed();
    for (String name : StoreFiles.names(copy.resolve("consumequeue/T/0"))) {
      if (!name.equals("00000000000000000000")) {
        Files.delete(copy.resolve("consumequeue/T/0").resolve(name));
      }
    }
    MessageStore again = fixture.open(copy);
    assertThat(bodies(again, "T", 0)).isEqualTo(numbered("m", 350));
  }

  @Test
  void entriesWithoutRecordsAreDropped() throws Exception {
    for (int i = 0; i < 20; i++) {
      append(store, "T", 0, "m" + i);
    }
    long end = store.endPosition();
    Path copy = killed();
    Path files = stopped();
    for (Path root : List.of(copy, files)) {
      for (int i = 0; i < 5; i++) {
        StoreFiles.writeEntry(root, "T", 0, 20 + i, end + 1000L * i, 500, 1);
      }
      // And one that names another queue's record, left by a crash long ago.
      StoreFiles.writeEntry(root, "T", 0, 25, 0, 96, 0);
      try (MessageStore again = fixture.open(root)) {
        assertThat(again.queue("T", 0).maxOffset()).isEqualTo(20);
        assertThat(bodies(again, "T", 0)).isEqualTo(numbered("m", 20));
        assertThat(append(again, "T", 0, "next").queueOffset()).isEqualTo(20);
      }
      try (MessageStore again = fixture.open(root)) {
        assertThat(again.queue("T", 0).maxOffset()).isEqualTo(21);
      }
    }
  }

  @Test
  void aMissingCheckpointCostsNothingButTime() throws Exception {
    appendMany(300);
    awaitCheckpoint();
    Path copy = killed();
    Files.delete(copy.resolve("checkpoint"));
    assertWhole(fixture.open(copy), 300);
  }

  @Test
  void aMissingIndexIsMadeAnewAfterAKill() throws Exception {
    for (int i = 0; i < 100; i++) {
      append(
          store,
          "T",
          0,
          draft(("m" + i).getBytes(StandardCharsets.UTF_8), Map.of("UNIQ_KEY", "U" + i)));
    }
    store.query("T", "U0", 1, 0, Long.MAX_VALUE).forEach(LogView::release);
    Path copy = killed();
    StoreFiles.delete(copy.resolve("index"));
    MessageStore again = fixture.open(copy);
    for (int i = 0; i < 100; i += 33) {
      List<LogView> found = again.query("T", "U" + i, 1, 0, Long.MAX_VALUE);
      assertThat(found).as("U%d", i).hasSize(1);
      MessageRecord record = new MessageRecord().wrap(found.get(0).buffer(), 0);
      assertThat(StoreFixture.text(record)).isEqualTo("m" + i);
      found.get(0).release();
    }
  }

  @Test
  void keysAreFoundAfterAKill() throws Exception {
    for (int i = 0; i < 3000; i++) {
      append(
          store,
          "T",
          0,
          draft(("m" + i).getBytes(StandardCharsets.UTF_8), Map.of("UNIQ_KEY", "U" + i)));
    }
    store.query("T", "U0", 1, 0, Long.MAX_VALUE).forEach(LogView::release);
    MessageStore again = fixture.open(killed());
    for (int i = 0; i < 3000; i += 111) {
      List<LogView> found = again.query("T", "U" + i, 10, 0, Long.MAX_VALUE);
      assertThat(found).as("U%d", i).hasSize(1);
      found.forEach(LogView::release);
    }
  }

  @Test
  void deletedTopicsStayDeleted() throws Exception {
    appendMany(20);
    append(store, "U", 0, "kept");
    store.deleteTopic("T");
    assertThat(store.topics()).containsExactly("U");
    assertThat(root.resolve("store/consumequeue/T")).doesNotExist();
    MessageStore again = fixture.open(killed());
    assertThat(again.topics()).containsExactly("U");
    assertThat(again.queue("T", 0)).isNull();

    append(store, "T", 0, "anew");
    assertThat(store.queue("T", 0).maxOffset()).isEqualTo(1);
    again = fixture.open(killed());
    assertThat(bodies(again, "T", 0)).containsExactly("anew");
    Path files = stopped();
    StoreFiles.delete(files.resolve("consumequeue"));
    again = fixture.open(files);
    assertThat(bodies(again, "T", 0)).containsExactly("anew");
    assertThat(bodies(again, "U", 0)).containsExactly("kept");
  }

  @Test
  void aTopicThatWasMadeAnewWithoutOurKnowledgeBeginsAgain() throws Exception {
    appendMany(20);
    store.deleteTopic("T");
    append(store, "T", 0, "anew");
    Path copy = killed();
    Files.delete(copy.resolve("config/droppedTopics.json"));
    MessageStore again = fixture.open(copy);
    assertThat(bodies(again, "T", 0)).containsExactly("anew");
  }

  @Test
  void aTopicMadeAnewWhoseLastMessageIsDamagedIsNotTakenForTheDeletedOne() throws Exception {
    appendMany(20);
    store.deleteTopic("T");
    append(store, "T", 0, "anew");
    Appended last = append(store, "T", 0, "x".repeat(1_000));
    append(store, "U", 0, "behind");
    Path copy = killed();
    StoreFiles.writeLog(copy, last.position() + 200, new byte[] {'y'});
    fixture.open(copy).close();
    MessageStore again = fixture.open(copy);
    assertThat(bodies(again, "T", 0)).containsExactly("anew");
    assertThat(again.queue("T", 0).maxOffset()).isEqualTo(2);
  }

  @Test
  void transactionsHaveNoEntries() throws Exception {
    append(store, "T", 0, draft("a"));
    Appended half = append(store, "T", 0, draft("half").sysFlag(SysFlag.TRANSACTION_PREPARED));
    append(store, "T", 0, draft("commit").sysFlag(SysFlag.TRANSACTION_COMMIT));
    append(store, "T", 0, draft("back").sysFlag(SysFlag.TRANSACTION_ROLLBACK));
    assertThat(half.queueOffset()).isZero();
    Path copy = killed();
    StoreFiles.delete(copy.resolve("consumequeue"));
    MessageStore again = fixture.open(copy);
    assertThat(bodies(again, "T", 0)).containsExactly("a", "commit");
    assertThat(again.endPosition()).isEqualTo(store.endPosition());
  }

  @Test
  void timeNeverGoesBack() throws Exception {
    long time = append(store, "T", 0, "a").storeTimestamp();
    fixture.clock = new FixedClock(time - 100_000);
    MessageStore again = fixture.open(killed());
    assertThat(append(again, "T", 0, "b").storeTimestamp()).isEqualTo(time);
  }

  @Test
  void theMarkOfAnUncleanStopIsThereWhileTheStoreIsOpen() {
    assertThat(root.resolve("store/abort")).exists();
    store.close();
    assertThat(root.resolve("store/abort")).doesNotExist();
  }
}
