/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.message.RecordLayout;
import org.marquetry.store.Durability;
import org.marquetry.store.LogView;
import org.marquetry.store.MessageLog;
import org.marquetry.store.StorageBackend;

/**
 * What the store relies on in every storage backend. Extend it, say what your backend is, and the
 * tests run against it:
 *
 * <pre>{@code
 * class MyBackendLawsTest extends MessageLogLaws {
 *   @Override
 *   protected StorageBackend backend() {
 *     return new MyBackend();
 *   }
 * }
 * }</pre>
 */
@Timeout(60)
public abstract class MessageLogLaws {

  private static final long FAR = (1L << 40) + 4096;

  @TempDir private Path root;
  private final List<MessageLog> opened = new ArrayList<>();
  private SpanStage stage;
  private StorageBackend backend;

  /** {@return a new instance of the backend under test} */
  protected abstract StorageBackend backend();

  /**
   * {@return settings to open spans with, without the beginning that is common to all of the
   * backend}
   */
  protected Map<String, String> settings() {
    return Map.of();
  }

  @BeforeEach
  final void begin() {
    stage = new SpanStage(root, settings());
    backend = backend();
  }

  @AfterEach
  final void end() throws IOException {
    for (MessageLog log : opened) {
      log.close();
    }
    stage.close();
  }

  private MessageLog open(long start) throws IOException {
    MessageLog log = stage.open(backend, start);
    opened.add(log);
    return log;
  }

  private MessageLog openSealed(long start, long end) throws IOException {
    MessageLog log = stage.openSealed(backend, start, end);
    opened.add(log);
    return log;
  }

  /** Appends a block whose every 8 bytes tell their position. */
  private static long append(MessageLog log, int longs) throws IOException {
    return log.append(
        longs * Long.BYTES,
        (target, position) -> {
          for (int i = 0; i < longs; i++) {
            target.putLong(position + i * (long) Long.BYTES);
          }
        });
  }

  private static void assertBlock(MessageLog log, long position, int longs) throws IOException {
    LogView view = log.read(position, longs * Long.BYTES);
    assertThat(view).as("view of the block at %d", position).isNotNull();
    try {
      assertBlock(view, position, longs);
    } finally {
      view.release();
    }
  }

  private static void assertBlock(LogView view, long position, int longs) {
    ByteBuffer bytes = view.buffer();
    assertThat(view.position()).isEqualTo(position);
    assertThat(bytes.position()).as("position of the view's buffer").isZero();
    assertThat(bytes.limit()).as("length of the block at %d", position).isEqualTo(longs * 8);
    for (int i = 0; i < longs; i++) {
      assertThat(bytes.getLong(i * Long.BYTES))
          .as("bytes at position %d", position + i * 8L)
          .isEqualTo(position + i * (long) Long.BYTES);
    }
  }

  /** Longs of a block that leaves no room for another one in its segment. */
  private static int nearlyASegment() {
    return (SpanStage.SEGMENT_BYTES - RecordLayout.FILLER_HEAD) / Long.BYTES;
  }

  @Test
  void aNewLogIsEmpty() throws IOException {
    MessageLog log = open(FAR);

    assertThat(log.firstPosition()).isEqualTo(FAR);
    assertThat(log.endPosition()).isEqualTo(FAR);
    assertThat(log.readablePosition()).isEqualTo(FAR);
    assertThat(log.durablePosition()).isEqualTo(FAR);
    assertThat(log.segments()).containsExactly(FAR);
    assertThat(log.read(FAR, 100)).isNull();
    assertThat(log.read(FAR - 1, 100)).isNull();
  }

  @Test
  void recordsStandOneBehindTheOther() throws IOException {
    MessageLog log = open(FAR);

    assertThat(append(log, 10)).isEqualTo(FAR);
    assertThat(append(log, 1)).isEqualTo(FAR + 80);
    assertThat(log.endPosition()).isEqualTo(FAR + 88);
    assertThat(log.readablePosition()).isEqualTo(FAR + 88);
    assertThat(log.firstPosition()).isEqualTo(FAR);
    assertBlock(log, FAR, 10);
    assertBlock(log, FAR + 80, 1);
    assertBlock(log, FAR, 11);
  }

  @Test
  void aWriterGetsExactlyTheRoomItAskedFor() throws IOException {
    MessageLog log = open(0);
    append(log, 3);
    AtomicReference<ByteBuffer> room = new AtomicReference<>();

    long position =
        log.append(
            100,
            (target, at) -> {
              assertThat(target.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
              assertThat(target.remaining()).isGreaterThanOrEqualTo(100);
              assertThat(at).isEqualTo(24);
              room.set(target);
              target.put(new byte[100]);
            });

    assertThat(position).isEqualTo(24);
    assertThat(room.get()).isNotNull();
  }

  @Test
  void aRecordWithoutBytesIsRefused() throws IOException {
    MessageLog log = open(0);

    assertThatThrownBy(() -> log.append(0, (target, at) -> {}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(log.endPosition()).isZero();
  }

  @Test
  void aViewEndsWhereAskedAndAtTheEndOfTheLog() throws IOException {
    MessageLog log = open(0);
    append(log, 10);

    assertBlock(log, 8, 3);
    LogView rest = log.read(72, 1000);
    assertBlock(rest, 72, 1);
    rest.release();
    assertThat(log.read(80, 1)).as("at the end").isNull();
    assertThat(log.read(1L << 50, 1)).as("beyond the end").isNull();
    assertThat(log.read(-1, 1)).as("before the first position").isNull();
    assertThatThrownBy(() -> log.read(0, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void viewsHaveBuffersOfTheirOwn() throws IOException {
    MessageLog log = open(0);
    append(log, 10);
    LogView one = log.read(0, 80);
    LogView other = log.read(0, 80);

    one.buffer().position(40).limit(48);

    assertBlock(other, 0, 10);
    one.release();
    other.release();
  }

  @Test
  void aRecordNeverLiesInTwoSegmentsAndFillerTellsHowToGoOn() throws IOException {
    MessageLog log = open(FAR);
    List<Long> positions = new ArrayList<>();
    int longs = nearlyASegment() / 3;
    for (int i = 0; i < 12; i++) {
      positions.add(append(log, longs));
    }

    assertThat(log.segments())
        .as(
            "segments of 4 MiB; where SpanContext.segmentBytes() does not set their size, settings()"
                + " of this test has to: %d bytes",
            SpanStage.SEGMENT_BYTES)
        .hasSizeGreaterThan(1)
        .isSorted();
    assertThat(log.segments()[0]).isEqualTo(FAR);
    for (long position : positions) {
      assertBlock(log, position, longs);
    }
    List<Long> met = new ArrayList<>();
    long at = FAR;
    while (at < log.endPosition()) {
      LogView view = log.read(at, Integer.MAX_VALUE);
      int left = view.buffer().limit();
      boolean filler =
          left < RecordLayout.FILLER_HEAD
              || view.buffer().getInt(RecordLayout.MAGIC) == RecordLayout.MAGIC_FILLER;
      if (!filler) {
        met.add(at);
      }
      at += filler ? left : longs * (long) Long.BYTES;
      view.release();
    }
    assertThat(met).isEqualTo(positions);
    for (long segment : log.segments()) {
      assertThat(positions).as("a record begins every segment").contains(segment);
    }
  }

  @Test
  void theLongestRecordFits() throws IOException {
    MessageLog log = open(0);
    append(log, 1);

    long position = append(log, nearlyASegment());
    long next = append(log, 1);

    assertBlock(log, position, nearlyASegment());
    assertBlock(log, next, 1);
  }

  @Test
  void whatIsAcceptedIsTold() throws IOException {
    MessageLog log = open(0);
    append(log, 10);
    Settled settled = new Settled();

    log.whenDurable(80, Durability.ACCEPTED, settled);

    assertThat(settled.await(80)).isNull();
  }

  @Test
  void whatIsOnDiskIsToldOnceOrRefusedAtOnce() throws IOException {
    MessageLog log = open(0);
    List<Settled> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      append(log, 10);
      Settled settled = new Settled();
      all.add(settled);
      log.whenDurable(log.endPosition(), Durability.ON_DISK, settled);
      if (backend.durability() == Durability.ACCEPTED) {
        assertThat(settled.times()).as("told before the call returned").isEqualTo(1);
      }
    }

    for (int i = 0; i < all.size(); i++) {
      Throwable failure = all.get(i).await((i + 1) * 80L);
      if (backend.durability() == Durability.ACCEPTED) {
        assertThat(failure).isInstanceOf(IOException.class).message().isNotBlank();
      } else {
        assertThat(failure).isNull();
      }
    }
    if (backend.durability() == Durability.ACCEPTED) {
      assertThat(log.durablePosition()).isZero();
    } else {
      assertThat(log.durablePosition()).isEqualTo(log.endPosition());
    }
    log.close();
    assertThat(all).allMatch(settled -> settled.times() == 1);
  }

  @Test
  void aFlushMakesWhatIsThereDurable() throws IOException {
    MessageLog log = open(0);
    for (int i = 0; i < 10; i++) {
      append(log, 10);
      log.flush();
      assertThat(log.durablePosition())
          .as("durable after a flush")
          .isEqualTo(backend.durability() == Durability.ACCEPTED ? 0 : log.endPosition());
    }
    log.flush();
    openSealed(0, log.endPosition()).flush();
    log.close();
    assertThatThrownBy(log::flush).isInstanceOf(IOException.class);
  }

  @Test
  void aLogThatIsClosedTellsThoseWhoWaitAndRefusesTheRest() throws IOException {
    MessageLog log = open(0);
    append(log, 10);
    Settled before = new Settled();
    log.whenDurable(80, Durability.ON_DISK, before);
    // Never reached: it must still be told.
    Settled never = new Settled();
    log.whenDurable(1_000_000, Durability.ON_DISK, never);
    LogView view = log.read(0, 80);

    log.close();

    assertThat(never.await(1_000_000)).isNotNull();
    assertThat(before.await(80) == null).isEqualTo(backend.durability() != Durability.ACCEPTED);
    assertBlock(view, 0, 10);
    view.release();
    assertThatThrownBy(() -> append(log, 1)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> log.read(0, 8)).isInstanceOf(IOException.class);
    Settled after = new Settled();
    log.whenDurable(2_000_000, Durability.ON_DISK, after);
    assertThat(after.await(2_000_000)).isNotNull();
    log.close();
  }

  @Test
  void anotherInstanceGoesOnWhereTheLastOneWasClosed() throws IOException {
    MessageLog log = open(FAR);
    int longs = nearlyASegment() / 3;
    List<Long> positions = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      positions.add(append(log, longs));
    }
    long end = log.endPosition();
    log.close();

    backend = backend();
    MessageLog again = open(FAR);
    assertThat(again.endPosition()).as("everything is readable").isGreaterThanOrEqualTo(end);
    for (long position : positions) {
      assertBlock(again, position, longs);
    }
    assertThatThrownBy(() -> append(again, 1))
        .as("before it is known where the log ends")
        .isInstanceOf(IOException.class);
    again.truncate(end);

    assertThat(again.endPosition()).isEqualTo(end);
    long next = append(again, longs);
    assertThat(next).isGreaterThanOrEqualTo(end);
    assertBlock(again, positions.get(0), longs);
    assertBlock(again, next, longs);
  }

  @Test
  void whatIsCutIsGoneForGood() throws IOException {
    MessageLog log = open(0);
    int longs = nearlyASegment() / 3;
    List<Long> positions = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      positions.add(append(log, longs));
    }
    log.close();
    MessageLog again = open(0);
    long cut = positions.get(4);

    again.truncate(cut);

    assertThat(again.endPosition()).isEqualTo(cut);
    assertThat(again.read(cut, 8)).isNull();
    assertBlock(again, positions.get(3), longs);
    assertThat(append(again, 1)).isEqualTo(cut);
    again.close();
    MessageLog third = open(0);
    LogView behind = third.read(cut + 8, 8);
    assertThat(behind == null || behind.buffer().getLong(0) == 0)
        .as("nothing of what was cut comes back")
        .isTrue();
    if (behind != null) {
      behind.release();
    }
    assertThatThrownBy(() -> third.truncate(-8)).isInstanceOf(IOException.class);
  }

  @Test
  void aSealedSpanIsOnlyRead() throws IOException {
    MessageLog log = open(FAR);
    int longs = nearlyASegment() / 3;
    List<Long> positions = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      positions.add(append(log, longs));
    }
    long end = log.endPosition();

    // Opened before the writable one is closed, so that readers notice nothing.
    MessageLog sealed = openSealed(FAR, end);
    log.close();

    assertThat(sealed.firstPosition()).isEqualTo(FAR);
    assertThat(sealed.endPosition()).isEqualTo(end);
    assertThat(sealed.readablePosition()).isEqualTo(end);
    for (long position : positions) {
      assertBlock(sealed, position, longs);
    }
    assertThat(sealed.read(end, 8)).isNull();
    assertThatThrownBy(() -> append(sealed, 1)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> sealed.truncate(FAR)).isInstanceOf(IOException.class);
  }

  @Test
  void anEmptySpanCanBeSealed() throws IOException {
    MessageLog log = open(FAR);
    MessageLog sealed = openSealed(FAR, FAR);
    log.close();

    assertThat(sealed.endPosition()).isEqualTo(FAR);
    assertThat(sealed.read(FAR, 8)).isNull();
  }

  @Test
  void onlyWholeSegmentsAreDroppedAndReadersKeepWhatTheyHold() throws IOException {
    MessageLog log = open(0);
    int longs = nearlyASegment() / 3;
    for (int i = 0; i < 12; i++) {
      append(log, longs);
    }
    long[] segments = log.segments();
    LogView held = log.read(0, longs * Long.BYTES);

    assertThat(log.dropBefore(segments[1] - 1)).as("not a whole segment").isZero();
    assertThat(log.dropBefore(segments[2] + 8)).isEqualTo(segments[2]);

    assertThat(log.firstPosition()).isEqualTo(segments[2]);
    assertThat(log.segments()[0]).isEqualTo(segments[2]);
    assertThat(log.read(0, 8)).isNull();
    assertThat(log.read(segments[2] - 8, 8)).isNull();
    assertBlock(log, segments[2], longs);
    assertBlock(held, 0, longs);
    held.release();
    long end = log.endPosition();
    assertThat(log.dropBefore(Long.MAX_VALUE)).as("the last one stays").isLessThan(end);
    assertThat(append(log, 1)).isGreaterThanOrEqualTo(end);
  }

  @Test
  void spansDoNotTouchEachOther() throws IOException {
    MessageLog one = open(0);
    MessageLog other = open(FAR);
    append(one, 10);
    append(other, 20);
    one.close();

    assertBlock(other, FAR, 20);
    assertThat(other.read(0, 8)).isNull();
    assertThat(append(other, 1)).isEqualTo(FAR + 160);
  }

  @Test
  void readersSeeWholeRecordsWhileTheLogGrows() throws Exception {
    MessageLog log = open(0);
    assertThat(log.readablePosition())
        .as("readable position of an empty log")
        .isLessThanOrEqualTo(log.endPosition());
    int longs = 1_000;
    int records = 2_000;
    CountDownLatch done = new CountDownLatch(2);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    for (int reader = 0; reader < 2; reader++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  readAlong(log, longs, records);
                } catch (Throwable e) {
                  failure.compareAndSet(null, e);
                } finally {
                  done.countDown();
                }
              });
      thread.start();
    }

    for (int i = 0; i < records; i++) {
      append(log, longs);
    }

    assertThat(done.await(40, TimeUnit.SECONDS)).as("readers came to the end").isTrue();
    assertThat(failure.get()).as("failure of a reader").isNull();
  }

  private static void readAlong(MessageLog log, int longs, int records) throws IOException {
    long position = 0;
    int read = 0;
    while (read < records) {
      if (position >= log.readablePosition()) {
        Thread.onSpinWait();
        continue;
      }
      LogView view = log.read(position, longs * Long.BYTES);
      boolean filler =
          view.buffer().limit() < RecordLayout.FILLER_HEAD
              || view.buffer().getInt(RecordLayout.MAGIC) == RecordLayout.MAGIC_FILLER;
      view.release();
      if (filler) {
        LogView rest = log.read(position, Integer.MAX_VALUE);
        position += rest.buffer().limit();
        rest.release();
      } else {
        assertBlock(log, position, longs);
        position += longs * (long) Long.BYTES;
        read++;
      }
    }
  }

  @Test
  void nothingIsLeftRunningAfterTheClose() throws IOException {
    int before = Thread.activeCount();
    for (int i = 0; i < 20; i++) {
      MessageLog log = stage.open(backend, i * (1L << 30));
      append(log, 10);
      log.close();
    }

    assertThat(Thread.activeCount()).as("threads of closed logs").isLessThanOrEqualTo(before + 4);
  }
}
