/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.marquetry.store.kernel.StoreFixture.append;
import static org.marquetry.store.kernel.StoreFixture.bodies;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.store.Durability;
import org.marquetry.store.LogView;
import org.marquetry.store.StorageBackend;
import org.marquetry.store.mapped.MappedBackend;

/** Restarts of a store part of which was kept in memory, or has a backend that is not there. */
@Timeout(60)
class MemoryRestartTest {

  @TempDir private Path root;
  private final StoreFixture fixture = new StoreFixture();
  private MessageStore store;

  @BeforeEach
  void open() throws StoreException {
    store = fixture.open(root);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void switchTo(String backend) throws Exception {
    store.switchTo(backend, Durability.ACCEPTED, false).get();
  }

  private void restart() throws StoreException {
    store.close();
    store = fixture.open(root);
  }

  private PullStatus pull(long offset, PullBatch batch) {
    batch.release();
    return store.pull(store.queue("T", 0), offset, 32, 1 << 20, EntryFilter.ALL, batch);
  }

  private List<String> spans() {
    return store.spans().stream().map(span -> span.backend() + " " + span.state()).toList();
  }

  @Test
  void whatWasInMemoryIsGoneAndItsPlacesStayTaken() throws Exception {
    append(store, "T", 0, "kept");
    switchTo("memory");
    Appended last = null;
    for (int i = 0; i < 2_000; i++) {
      last = append(store, "T", 0, "gone" + i);
    }
    append(store, "U", 0, "gone");
    restart();

    assertThat(spans()).containsExactly("mapped sealed", "memory gone", "memory written");
    PullBatch batch = new PullBatch();
    assertThat(pull(0, batch)).isEqualTo(PullStatus.FOUND);
    assertThat(bodies(batch)).containsExactly("kept");
    assertThat(pull(1, batch)).as("a whole hole in one step").isEqualTo(PullStatus.REMOVED);
    assertThat(batch.nextOffset()).isEqualTo(2_001);
    assertThat(pull(1_500, batch)).isEqualTo(PullStatus.REMOVED);
    assertThat(batch.nextOffset()).isEqualTo(2_001);
    assertThat(pull(2_001, batch)).isEqualTo(PullStatus.OFFSET_AT_END);
    assertThat(store.record(last.position())).isNull();
    assertThat(store.offsetByTime(store.queue("T", 0), 0, false)).isZero();

    Appended next = append(store, "T", 0, "new");
    assertThat(next.queueOffset()).isEqualTo(2_001);
    assertThat(next.position()).isGreaterThan(last.endPosition());
    assertThat(append(store, "U", 0, "new").queueOffset()).isEqualTo(1);
    assertThat(bodies(store, "T", 0)).containsExactly("kept", "new");
    assertThat(bodies(store, "U", 0)).containsExactly("new");
  }

  @Test
  void aSpanOfMemoryAmongOthersLeavesAHole() throws Exception {
    append(store, "T", 0, "a");
    switchTo("memory");
    append(store, "T", 0, "b");
    switchTo("mapped");
    Appended third = append(store, "T", 0, "c");
    restart();

    assertThat(spans()).containsExactly("mapped sealed", "memory gone", "mapped written");
    assertThat(bodies(store, "T", 0)).containsExactly("a", "c");
    assertThat(store.endPosition()).isEqualTo(third.endPosition());
    assertThat(append(store, "T", 0, "d").queueOffset()).isEqualTo(3);
    restart();
    assertThat(bodies(store, "T", 0)).containsExactly("a", "c", "d");
  }

  @Test
  void aStoreOfMemoryAloneBeginsAnewBehindWhatItWas() throws Exception {
    store.close();
    Path other = root.resolve("other");
    store = fixture.open(settings(other));
    long position = -1;
    for (int life = 0; life < 4; life++) {
      for (int i = 0; i < 3; i++) {
        Appended appended = append(store, "T", 0, "m" + life + i);
        assertThat(appended.queueOffset()).isEqualTo(life * 3L + i);
        assertThat(appended.position()).isGreaterThan(position);
        position = appended.position();
      }
      assertThat(bodies(store, "T", 0)).hasSize(3);
      assertThat(store.queue("T", 0).minOffset()).isEqualTo(life * 3L);
      assertThat(store.spans()).as("what is gone at the front is forgotten").hasSize(1);
      store.close();
      store = fixture.open(settings(other));
    }
    PullBatch batch = new PullBatch();
    assertThat(pull(2, batch)).isEqualTo(PullStatus.OFFSET_TOO_SMALL);
    assertThat(batch.nextOffset()).isEqualTo(12);
  }

  private static StoreSettings settings(Path root) {
    return SmallStore.in(root).backend("memory").settings();
  }

  @Test
  void storeTimesNeverGoBack() throws Exception {
    append(store, "T", 0, "a");
    switchTo("memory");
    append(store, "T", 0, "b");
    store.close();
    FixedClock early = new FixedClock(1_000);
    fixture.clock = early;
    store = fixture.open(root);

    assertThat(append(store, "T", 0, "c").storeTimestamp()).isGreaterThan(1_600_000_000_000L);
  }

  @Test
  void aSealedSpanNeedsNotBeThereAndComesBackWithItsBackend() throws Exception {
    StorageBackend disk = fixture.backends.add("disk", "1.0.0", new MappedBackend());
    append(store, "T", 0, "a");
    switchTo("disk");
    Appended inDisk = append(store, "T", 0, "b");
    switchTo("memory");
    append(store, "T", 0, "c");
    append(store, "U", 0, "c");
    switchTo("mapped");
    append(store, "T", 0, "d");
    store.close();
    assertThat(fixture.backends.remove(disk)).isTrue();
    store = fixture.open(root);

    assertThat(spans())
        .containsExactly("mapped sealed", "disk unreadable", "memory gone", "mapped written");
    assertThat(store.spans().get(1).detail())
        .contains("the storage backend 'disk' is not there")
        .contains("deploy the bundle");
    assertThat(append(store, "T", 0, "e").queueOffset()).isEqualTo(4);
    PullBatch batch = new PullBatch();
    assertThat(pull(0, batch)).isEqualTo(PullStatus.FOUND);
    assertThat(bodies(batch)).containsExactly("a");
    await("the grace for its return is over")
        .untilAsserted(() -> assertThat(pull(1, batch)).isEqualTo(PullStatus.UNREADABLE));
    assertThat(batch.failure())
        .contains("from position " + 4096)
        .contains("'disk'")
        .contains("deploy the bundle");
    assertThat(pull(2, batch)).as("what is gone is passed over").isEqualTo(PullStatus.FOUND);
    assertThat(bodies(batch)).containsExactly("d", "e");
    assertThat(store.record(inDisk.position())).isNull();
    assertThat(bodies(store, "U", 0)).isEmpty();

    fixture.backends.add("disk", "1.0.1", new MappedBackend());

    await().untilAsserted(() -> assertThat(pull(1, batch)).isEqualTo(PullStatus.FOUND));
    assertThat(bodies(batch)).containsExactly("b", "d", "e");
    LogView view = store.record(inDisk.position());
    assertThat(view).isNotNull();
    view.release();
    assertThat(bodies(store, "T", 0)).containsExactly("a", "b", "d", "e");
    assertThat(spans())
        .containsExactly("mapped sealed", "disk sealed", "memory gone", "mapped written");
  }

  @Test
  void theSpanThatIsWrittenNeedsItsBackend() throws Exception {
    StorageBackend disk = fixture.backends.add("disk", "1.0.0", new MappedBackend());
    switchTo("disk");
    append(store, "T", 0, "a");
    store.close();
    assertThat(MessageStore.neededBackend(StoreFixture.settings(root), fixture.disk))
        .isEqualTo("disk");
    fixture.backends.remove(disk);

    assertThatThrownBy(() -> fixture.open(root))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("the storage backend 'disk' is not there: deploy the bundle");

    fixture.backends.add("disk", "1.0.0", new MappedBackend());
    store = fixture.open(root);
    assertThat(bodies(store, "T", 0)).containsExactly("a");
  }
}
