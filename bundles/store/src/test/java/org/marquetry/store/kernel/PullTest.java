/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.store.kernel.StoreFixture.append;
import static org.marquetry.store.kernel.StoreFixture.bodies;
import static org.marquetry.store.kernel.StoreFixture.draft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.marquetry.store.LogView;
import org.marquetry.store.mapped.MappedBackend;
import org.marquetry.store.simulated.SimulatedDisk;
import org.marquetry.store.simulated.SteppedScheduler;

class PullTest {

  private static final Path ROOT = Path.of("/store");

  private final SimulatedDisk device = new SimulatedDisk();
  private final SteppedScheduler time = new SteppedScheduler(1_700_000_000_000L);
  private final OneBackend backends = new OneBackend("mapped", new MappedBackend());
  private final PullBatch batch = new PullBatch();
  private SimulatedDisk.Attachment disk;
  private MessageStore store;

  @BeforeEach
  void open() throws StoreException {
    disk = device.attach();
    store = MessageStore.open(StoreFixture.settings(ROOT), backends, disk, time, time);
  }

  @AfterEach
  void close() {
    batch.release();
    store.close();
    assertThat(disk.regions()).as("mapped regions left").isZero();
  }

  private PullStatus pull(long offset, int messages, int bytes) {
    return pull(offset, messages, bytes, EntryFilter.ALL);
  }

  private PullStatus pull(long offset, int messages, int bytes, EntryFilter filter) {
    batch.release();
    return store.pull(store.openQueue("T", 0), offset, messages, bytes, filter, batch);
  }

  private void fill(int count) {
    for (int i = 0; i < count; i++) {
      append(store, "T", 0, draft("m" + i).tagsCode(i % 10));
    }
  }

  @Test
  void aQueueWithoutMessagesIsEmpty() {
    assertThat(pull(0, 32, 1000)).isEqualTo(PullStatus.QUEUE_EMPTY);
    assertThat(batch.nextOffset()).isZero();
    assertThat(batch.maxOffset()).isZero();
    assertThat(pull(5, 32, 1000)).isEqualTo(PullStatus.QUEUE_EMPTY);
    assertThat(batch.nextOffset()).isZero();
  }

  @Test
  void theEndIsToldApartFromWhatIsBeyond() {
    fill(3);
    assertThat(pull(3, 32, 1000)).isEqualTo(PullStatus.OFFSET_AT_END);
    assertThat(batch.nextOffset()).isEqualTo(3);
    assertThat(batch.minOffset()).isZero();
    assertThat(batch.maxOffset()).isEqualTo(3);
    assertThat(pull(4, 32, 1000)).isEqualTo(PullStatus.OFFSET_BEYOND_END);
    assertThat(batch.nextOffset()).isEqualTo(3);
    assertThat(pull(-1, 32, 1000)).isEqualTo(PullStatus.OFFSET_TOO_SMALL);
    assertThat(batch.nextOffset()).isZero();
    assertThat(batch.views()).isEmpty();
  }

  @Test
  void neighboursShareAView() {
    fill(3);
    append(store, "U", 0, "between");
    append(store, "T", 0, "m3");
    append(store, "T", 0, "m4");
    assertThat(pull(0, 32, 10_000)).isEqualTo(PullStatus.FOUND);
    assertThat(batch.views()).hasSize(2);
    assertThat(batch.messages()).isEqualTo(5);
    assertThat(batch.bytes()).isEqualTo(5 * 94);
    assertThat(batch.nextOffset()).isEqualTo(5);
    assertThat(bodies(batch)).containsExactly("m0", "m1", "m2", "m3", "m4");
  }

  @Test
  void neighboursInDifferentFilesDoNot() {
    for (int i = 0; i < 10; i++) {
      append(store, "T", 0, draft(new byte[200_000], Map.of()));
    }
    assertThat(pull(0, 32, 10_000_000)).isEqualTo(PullStatus.FOUND);
    assertThat(batch.views()).hasSize(2);
    assertThat(batch.messages()).isEqualTo(10);
  }

  @Test
  void messagesAndBytesAreBounded() {
    fill(100);
    assertThat(pull(10, 5, 100_000)).isEqualTo(PullStatus.FOUND);
    assertThat(bodies(batch)).containsExactly("m10", "m11", "m12", "m13", "m14");
    assertThat(batch.nextOffset()).isEqualTo(15);
    assertThat(pull(10, 32, 3 * 95 + 94)).isEqualTo(PullStatus.FOUND);
    assertThat(bodies(batch)).containsExactly("m10", "m11", "m12");
    assertThat(pull(10, 32, 1)).isEqualTo(PullStatus.FOUND);
    assertThat(bodies(batch)).as("one is always given").containsExactly("m10");
    assertThat(pull(10, 0, 1)).isEqualTo(PullStatus.FOUND);
    assertThat(batch.messages()).isEqualTo(1);
  }

  @Test
  void theFilterIsAskedForEveryEntry() {
    fill(100);
    assertThat(pull(0, 5, 100_000, code -> code == 3)).isEqualTo(PullStatus.FOUND);
    assertThat(bodies(batch)).containsExactly("m3", "m13", "m23", "m33", "m43");
    assertThat(batch.nextOffset()).isEqualTo(44);
    assertThat(pull(50, 32, 100_000, code -> code == 11)).isEqualTo(PullStatus.NO_MATCH);
    assertThat(batch.nextOffset()).isEqualTo(100);
  }

  @Test
  void aFilterThatMatchesNothingIsCutOff() {
    fill(1000);
    assertThat(pull(0, 32, 100_000, code -> false)).isEqualTo(PullStatus.NO_MATCH);
    assertThat(batch.nextOffset()).isEqualTo(800);
    assertThat(pull(800, 32, 100_000, code -> false)).isEqualTo(PullStatus.NO_MATCH);
    assertThat(batch.nextOffset()).isEqualTo(1000);
    assertThat(pull(0, 900, 1 << 20, code -> false)).isEqualTo(PullStatus.NO_MATCH);
    assertThat(batch.nextOffset()).isEqualTo(900);
  }

  @Test
  void queueFilesAreCrossed() {
    fill(350);
    assertThat(pull(95, 300, 1 << 20)).isEqualTo(PullStatus.FOUND);
    assertThat(batch.messages()).isEqualTo(255);
    assertThat(bodies(batch)).startsWith("m95", "m96").endsWith("m349");
  }

  @Test
  void viewsOutliveTheStore() {
    fill(3);
    pull(0, 32, 1000);
    store.close();
    assertThat(bodies(batch)).containsExactly("m0", "m1", "m2");
  }

  @Test
  void afterTheCloseNothingIsRead() {
    fill(3);
    store.close();
    assertThat(pull(0, 32, 1000)).isIn(PullStatus.REMOVED, PullStatus.UNREADABLE);
    assertThat(batch.nextOffset()).isLessThanOrEqualTo(3);
  }

  @Test
  void messagesWhoseFilesAreGoneAreTooSmall() throws StoreException {
    byte[] body = new byte[200_000];
    for (int i = 0; i < 20; i++) {
      append(store, "T", 0, draft(body, Map.of()));
    }
    append(store, "U", 0, "other");
    store.close();
    // As RocketMQ does when it cleans up: the oldest file goes, entries stay.
    device.lose(new Random(1), 1);
    disk = device.attach();
    delete(ROOT.resolve("commitlog/00000000000000000000"));
    store = MessageStore.open(StoreFixture.settings(ROOT), backends, disk, time, time);
    LogicalQueue queue = store.queue("T", 0);
    assertThat(store.firstPosition()).isEqualTo(SmallStore.SEGMENT_BYTES);
    assertThat(queue.minOffset()).isEqualTo(5);
    assertThat(queue.maxOffset()).isEqualTo(20);
    assertThat(pull(0, 32, 1 << 20)).isEqualTo(PullStatus.OFFSET_TOO_SMALL);
    assertThat(batch.nextOffset()).isEqualTo(5);
    assertThat(pull(5, 1, 1 << 20)).isEqualTo(PullStatus.FOUND);
    assertThat(store.storeTime(queue, 4)).isEqualTo(-1);
    assertThat(store.storeTime(queue, 5)).isEqualTo(1_700_000_000_000L);
    assertThat(store.record(0)).isNull();
    assertThat(append(store, "T", 0, "next").queueOffset()).isEqualTo(20);
  }

  private void delete(Path path) {
    try {
      disk.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void offsetsAreFoundByTime() {
    LogicalQueue queue = store.openQueue("T", 0);
    assertThat(store.offsetByTime(queue, 5, false)).isZero();
    assertThat(store.offsetByTime(queue, 5, true)).isZero();
    // Messages 2 by 2 at 1000, 1100, 1200, …
    for (int i = 0; i < 20; i++) {
      append(store, "T", 0, "m" + i);
      if (i % 2 == 1) {
        time.pass(100);
      }
    }
    long start = 1_700_000_000_000L;
    assertThat(store.offsetByTime(queue, 0, false)).isZero();
    assertThat(store.offsetByTime(queue, 0, true)).isZero();
    assertThat(store.offsetByTime(queue, start, false)).isZero();
    assertThat(store.offsetByTime(queue, start, true)).isEqualTo(1);
    assertThat(store.offsetByTime(queue, start + 1, false)).isEqualTo(2);
    assertThat(store.offsetByTime(queue, start + 100, false)).isEqualTo(2);
    assertThat(store.offsetByTime(queue, start + 100, true)).isEqualTo(3);
    assertThat(store.offsetByTime(queue, start + 950, false)).isEqualTo(20);
    assertThat(store.offsetByTime(queue, start + 950, true)).isEqualTo(19);
    assertThat(store.offsetByTime(queue, Long.MAX_VALUE, false)).isEqualTo(20);
    assertThat(store.storeTime(queue, 5)).isEqualTo(start + 200);
    assertThat(store.storeTime(queue, 20)).isEqualTo(-1);
    assertThat(store.storeTime(queue, -1)).isEqualTo(-1);
  }

  @Test
  void recordsAreReadAtTheirExactPositionOnly() {
    Appended first = append(store, "T", 0, "a");
    Appended second = append(store, "T", 0, "b");
    LogView view = store.record(second.position());
    assertThat(view.buffer().limit()).isEqualTo(93);
    assertThat(view.position()).isEqualTo(second.position());
    view.release();
    assertThat(store.record(first.position() + 1)).isNull();
    assertThat(store.record(-1)).isNull();
    assertThat(store.record(store.endPosition())).isNull();
    assertThat(store.record(Long.MAX_VALUE)).isNull();
  }

  @Test
  void whatIsFarBehindTheEndIsNotHot() {
    fill(1);
    LogicalQueue queue = store.queue("T", 0);
    assertThat(store.hot(queue, 0)).isTrue();
    assertThat(store.hot(queue, 1)).isTrue();
    for (int i = 0; i < 3; i++) {
      append(store, "T", 0, draft("x".repeat(200_000).getBytes(StandardCharsets.UTF_8), Map.of()));
    }
    assertThat(store.hot(queue, 0)).isFalse();
    assertThat(store.hot(queue, 2)).isTrue();
    assertThat(store.surelyHot(queue, 0)).isFalse();
    assertThat(store.surelyHot(queue, 2)).isTrue();
  }

  @Test
  void whatAnotherProcessStoredIsNotSurelyHot() throws Exception {
    fill(3);
    store.close();
    open();
    append(store, "T", 0, "new");
    LogicalQueue queue = store.queue("T", 0);
    assertThat(store.hot(queue, 2)).isTrue();
    assertThat(store.surelyHot(queue, 2)).isFalse();
    assertThat(store.surelyHot(queue, 3)).isTrue();
  }

  @Test
  void entriesTellTheirTagsCode() {
    fill(15);
    LogicalQueue queue = store.queue("T", 0);
    assertThat(queue.tagsCode(13)).isEqualTo(3);
    assertThat(queue.tagsCode(15)).isZero();
    assertThat(queue.position(1)).isEqualTo(94);
    assertThat(queue.position(15)).isEqualTo(-1);
    assertThat(queue.position(-1)).isEqualTo(-1);
    assertThat(queue).hasToString("T/0");
  }
}
