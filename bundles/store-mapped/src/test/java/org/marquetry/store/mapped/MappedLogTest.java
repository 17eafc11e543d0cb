/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.mapped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.marquetry.store.mapped.LogFixture.SEGMENT_BYTES;
import static org.marquetry.store.mapped.LogFixture.append;
import static org.marquetry.store.mapped.LogFixture.assertBlock;
import static org.marquetry.store.mapped.LogFixture.wholeSegment;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.store.LogView;
import org.marquetry.store.MessageLog;

class MappedLogTest {

  @TempDir Path root;
  private final LogFixture fixture = new LogFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private Path directory() {
    return root.resolve("commitlog");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aNewLogIsEmpty() throws IOException {
    try (MessageLog log = fixture.open(directory(), 4096, true)) {
      assertThat(log.firstPosition()).isEqualTo(4096);
      assertThat(log.endPosition()).isEqualTo(4096);
      assertThat(log.durablePosition()).isEqualTo(4096);
      assertThat(log.read(4096, 10)).isNull();
      assertThat(log.segments()).containsExactly(4096);
      assertThat(files()).containsExactly("00000000000000004096");
    }
  }

  @Test
  void whatWasAppendedIsRead() throws IOException {
    try (MessageLog log = fixture.open(directory())) {
      assertThat(append(log, 10)).isZero();
      assertThat(append(log, 5)).isEqualTo(80);
      assertThat(log.endPosition()).isEqualTo(120);
      assertThat(log.readablePosition()).isEqualTo(120);
      assertBlock(log, 0, 10);
      assertBlock(log, 0, 15);
      LogView view = log.read(80, 1000);
      assertThat(view.position()).isEqualTo(80);
      assertThat(view.buffer().limit()).isEqualTo(40);
      view.release();
      assertThat(log.read(120, 1)).isNull();
      assertThat(log.read(-1, 1)).isNull();
      assertThatThrownBy(() -> log.read(0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aRecordThatDoesNotFitGoesToTheNextSegmentBehindFiller() throws IOException {
    try (MessageLog log = fixture.open(directory())) {
      append(log, 10);
      assertThat(append(log, wholeSegment())).isEqualTo(SEGMENT_BYTES);
      LogView filler = log.read(80, SEGMENT_BYTES);
      assertThat(filler.buffer().limit()).isEqualTo(SEGMENT_BYTES - 80);
      assertThat(filler.buffer().getInt(0)).isEqualTo(SEGMENT_BYTES - 80);
      assertThat(filler.buffer().getInt(4)).isEqualTo(0xCBD43194);
      filler.release();
      assertBlock(log, SEGMENT_BYTES, wholeSegment());
      assertThat(log.segments()).containsExactly(0, SEGMENT_BYTES);
    }
  }

  @Test
  void aRecordFitsIfJustTheHeadOfAFillerIsLeftBehindIt() throws IOException {
    try (MessageLog log = fixture.open(directory())) {
      assertThat(append(log, wholeSegment())).isZero();
      assertThat(append(log, 1)).isEqualTo(SEGMENT_BYTES);
      LogView filler = log.read(SEGMENT_BYTES - 8, 100);
      assertThat(filler.buffer().getInt(0)).isEqualTo(8);
      assertThat(filler.buffer().getInt(4)).isEqualTo(0xCBD43194);
      filler.release();
    }
  }

  @Test
  void lengthsThatFitNoSegmentAreRefused() throws IOException {
    try (MessageLog log = fixture.open(directory())) {
      assertThatThrownBy(() -> append(log, wholeSegment() + 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> append(log, 0)).isInstanceOf(IllegalArgumentException.class);
      assertThat(log.endPosition()).isZero();
    }
  }

  @Test
  void aFailingWriterLeavesNothing() throws IOException {
    try (MessageLog log = fixture.open(directory())) {
      assertThatThrownBy(
              () ->
                  log.append(
                      8,
                      (target, position) -> {
                        target.putInt(1);
                        throw new IllegalStateException("half way");
                      }))
          .hasMessage("half way");
      assertThat(log.endPosition()).isZero();
      assertThat(append(log, 1)).isZero();
      assertBlock(log, 0, 1);
    }
  }

  @Test
  void theNextFileIsMadeAheadAndLeftOutAtTheEnd() throws IOException {
    MessageLog log = fixture.open(directory());
    append(log, wholeSegment() / 2 + 100);
    Awaitility.await().until(() -> files().size() == 2);
    assertThat(log.segments()).containsExactly(0);
    log.close();
    assertThat(files()).containsExactly("00000000000000000000");
  }

  @Test
  void anExistingLogIsReadToItsLastByteUntilItIsCut() throws IOException {
    try (MessageLog log = fixture.open(directory())) {
      append(log, wholeSegment());
      append(log, 10);
    }
    try (MessageLog log = fixture.open(directory())) {
      assertThat(log.endPosition()).isEqualTo(2 * SEGMENT_BYTES);
      assertBlock(log, SEGMENT_BYTES, 10);
      assertThatThrownBy(() -> append(log, 1)).hasMessageContaining("end is not known");
      log.truncate(SEGMENT_BYTES + 80);
      assertThat(log.endPosition()).isEqualTo(SEGMENT_BYTES + 80);
      assertThat(append(log, 2)).isEqualTo(SEGMENT_BYTES + 80);
      assertBlock(log, SEGMENT_BYTES, 12);
    }
  }

  @Test
  void whatIsCutIsGoneForGood() throws IOException {
    try (MessageLog log = fixture.open(directory())) {
      for (int i = 0; i < 5; i++) {
        append(log, wholeSegment() / 2 + 1);
      }
    }
    assertThat(files()).hasSize(5);
    try (MessageLog log = fixture.open(directory())) {
      log.truncate(SEGMENT_BYTES + 80);
      assertThat(log.segments()).containsExactly(0, SEGMENT_BYTES);
      assertThat(files()).hasSize(2);
    }
    try (MessageLog log = fixture.open(directory())) {
      LogView rest = log.read(SEGMENT_BYTES + 80, SEGMENT_BYTES);
      assertThat(rest.buffer().limit()).isEqualTo(SEGMENT_BYTES - 80);
      assertThat(rest.buffer().mismatch(ByteBuffer.allocate(SEGMENT_BYTES - 80))).isEqualTo(-1);
      rest.release();
      assertThatThrownBy(() -> log.truncate(-1)).hasMessageContaining("cannot be cut at -1");
      assertThatThrownBy(() -> log.truncate(2 * SEGMENT_BYTES + 1)).hasMessageContaining("cut at");
      log.truncate(2 * SEGMENT_BYTES);
      assertThat(append(log, 1)).isEqualTo(2 * SEGMENT_BYTES);
    }
    try (MessageLog log = fixture.open(directory())) {
      log.truncate(SEGMENT_BYTES);
      assertThat(log.segments()).containsExactly(0, SEGMENT_BYTES);
      assertThat(append(log, wholeSegment())).isEqualTo(SEGMENT_BYTES);
      log.truncate(0);
      assertThat(append(log, 1)).isZero();
    }
  }

  @Test
  void oldSegmentsAreDroppedWhileTheyAreRead() throws IOException {
    try (MessageLog log = fixture.open(directory())) {
      for (int i = 0; i < 4; i++) {
        append(log, wholeSegment());
      }
      LogView held = log.read(0, 80);
      assertThat(log.dropBefore(SEGMENT_BYTES - 1)).isZero();
      assertThat(log.dropBefore(2 * SEGMENT_BYTES + 5)).isEqualTo(2 * SEGMENT_BYTES);
      assertThat(log.firstPosition()).isEqualTo(2 * SEGMENT_BYTES);
      assertThat(held.buffer().getLong(72)).isEqualTo(72);
      held.release();
      assertThat(log.read(0, 10)).isNull();
      assertBlock(log, 2 * SEGMENT_BYTES, wholeSegment());
      assertThat(log.dropBefore(Long.MAX_VALUE)).isEqualTo(3 * SEGMENT_BYTES);
      assertThat(append(log, 1)).isEqualTo(4 * SEGMENT_BYTES);
    }
    try (MessageLog log = fixture.open(directory())) {
      assertThat(log.firstPosition()).isEqualTo(3 * SEGMENT_BYTES);
    }
  }

  @Test
  void aSealedSpanIsOnlyRead() throws IOException {
    try (MessageLog log = fixture.open(directory())) {
      append(log, 10);
    }
    try (MessageLog log = fixture.open(directory(), 0, false)) {
      assertBlock(log, 0, 10);
      assertThat(log.durablePosition()).isEqualTo(log.endPosition());
      assertThatThrownBy(() -> append(log, 1)).hasMessageContaining("sealed");
      assertThatThrownBy(() -> log.truncate(0)).hasMessageContaining("sealed");
    }
  }

  @Test
  void aClosedLogSaysSo() throws IOException {
    MessageLog log = fixture.open(directory());
    append(log, 10);
    LogView held = log.read(0, 80);
    log.close();
    log.close();
    assertThat(held.buffer().getLong(8)).isEqualTo(8);
    held.release();
    assertThatThrownBy(() -> log.read(0, 8)).hasMessageContaining("closed");
    assertThatThrownBy(() -> append(log, 1)).hasMessageContaining("closed");
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    try (MessageLog log = fixture.open(directory())) {
      for (int i = 0; i < 3; i++) {
        append(log, wholeSegment());
      }
    }
    Files.delete(directory().resolve("00000000000001048576"));
    assertThatThrownBy(() -> fixture.open(directory()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("00000000000001048576 is missing");
  }

  @Test
  void aWrongLengthIsNamedWithTheSetting() throws IOException {
    try (MessageLog log = fixture.open(directory())) {
      append(log, wholeSegment());
      append(log, 1);
    }
    assertThatThrownBy(() -> fixture.open(directory(), 0, true, 2 * SEGMENT_BYTES))
        .hasMessageContaining("00000000000000000000 (1048576 bytes)")
        .hasMessageContaining("set mappedFileSizeCommitLog, now 2097152");
    assertThatThrownBy(() -> fixture.open(directory(), 0, true, 1000))
        .hasMessageContaining("mappedFileSizeCommitLog is 1000");
    assertThatThrownBy(() -> fixture.open(directory(), 0, true, 1L << 31))
        .hasMessageContaining("mappedFileSizeCommitLog is 2147483648");
  }

  @Test
  void aLastFileThatLostItsLengthIsReadAsFarAsItGoes() throws IOException {
    try (MessageLog log = fixture.open(directory())) {
      append(log, 10);
    }
    try (RandomAccessFile file =
        new RandomAccessFile(directory().resolve("00000000000000000000").toFile(), "rw")) {
      file.setLength(80);
    }
    try (MessageLog log = fixture.open(directory())) {
      assertThat(log.endPosition()).isEqualTo(SEGMENT_BYTES);
      assertBlock(log, 0, 10);
      log.truncate(80);
      assertThat(append(log, 1)).isEqualTo(80);
    }
  }

  @Test
  void anEmptyLastFileAndForeignFilesDoNoHarm() throws IOException {
    try (MessageLog log = fixture.open(directory())) {
      append(log, wholeSegment());
    }
    Files.createFile(directory().resolve("00000000000001048576"));
    Files.createFile(directory().resolve("notes.txt"));
    try (MessageLog log = fixture.open(directory())) {
      assertThat(log.segments()).containsExactly(0, SEGMENT_BYTES);
      log.truncate(SEGMENT_BYTES);
      assertThat(append(log, 1)).isEqualTo(SEGMENT_BYTES);
    }
  }

  @Test
  void aFailedFileIsReportedAndTriedAgain() throws IOException {
    FlakyDisk disk = new FlakyDisk(fixture.disk);
    fixture.disk = disk;
    try (MessageLog log = fixture.open(directory())) {
      disk.failMap = true;
      append(log, wholeSegment());
      assertThatThrownBy(() -> append(log, 1)).hasMessageContaining("no space left");
      assertBlock(log, 0, wholeSegment());
      disk.failMap = false;
      assertThat(append(log, 1)).isEqualTo(SEGMENT_BYTES);
    }
  }

  @Test
  void readersSeeWholeBlocksWhileOthersAreAppended() throws Exception {
    int blocks = 20_000;
    AtomicLong appended = new AtomicLong();
    List<Future<?>> readers = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (MessageLog log = fixture.open(directory())) {
      for (int i = 0; i < 2; i++) {
        readers.add(
            threads.submit(
                () -> {
                  long position = 0;
                  while (appended.get() < blocks || position < log.endPosition()) {
                    LogView view = log.read(position, 64 << 10);
                    if (view != null) {
                      check(view, position);
                      position += view.buffer().limit();
                      view.release();
                    }
                  }
                  return null;
                }));
      }
      for (int i = 0; i < blocks; i++) {
        append(log, 64);
        appended.incrementAndGet();
      }
      for (Future<?> reader : readers) {
        reader.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  /** Every 8 bytes tell their position, or belong to filler. */
  private static void check(LogView view, long position) {
    ByteBuffer bytes = view.buffer();
    for (int at = 0; at < bytes.limit(); at += 8) {
      if (bytes.getLong(at) != position + at) {
        assertThat(bytes.getInt(at + 4)).as("at %d", position + at).isEqualTo(0xCBD43194);
        return;
      }
    }
  }

  @Test
  void touchingPagesAheadNeverHarmsARecord() throws Exception {
    // Blocks of whole pages meet every page that is touched at its first byte.
    int pages = 40;
    try (MessageLog log = fixture.open(directory())) {
      for (int round = 0; round < 400; round++) {
        long position = append(log, pages * 512);
        LogView view = log.read(position, pages * 4096);
        for (int at = 0; at < pages * 4096; at += 8) {
          assertThat(view.buffer().getLong(at)).isEqualTo(position + at);
        }
        view.release();
      }
      for (long position = 0; position < log.endPosition(); position += SEGMENT_BYTES) {
        LogView view = log.read(position, SEGMENT_BYTES);
        check(view, position);
        view.release();
      }
    }
  }

  @Test
  void aFileThatIsTooLongIsNamedWithTheSetting() throws IOException {
    try (MessageLog log = fixture.open(directory(), 0, true, 2 * SEGMENT_BYTES)) {
      append(log, 1);
    }
    assertThatThrownBy(() -> fixture.open(directory()))
        .hasMessageContaining("2097152 bytes long but mappedFileSizeCommitLog is 1048576");
  }
}
