/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system.machine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.system.Disk;
import org.marquetry.system.MappedRegion;

class FileDiskTest {

  @TempDir private Path directory;

  private final FileDisk disk = new FileDisk();

  @Test
  void mapsANewFileOfZerosWithItsParents() throws IOException {
    Path file = directory.resolve("a/b/0");
    MappedRegion region = disk.map(file, 4096);
    assertThat(region.buffer().order()).isEqualTo(ByteOrder.BIG_ENDIAN);
    assertThat(region.buffer().position()).isZero();
    assertThat(region.buffer().limit()).isEqualTo(4096);
    assertThat(region.buffer().getLong(4088)).isZero();
    assertThat(disk.length(file)).isEqualTo(4096);
    region.release();
  }

  @Test
  void whatIsWrittenToARegionIsInTheFile() throws IOException {
    Path file = directory.resolve("0");
    MappedRegion region = disk.map(file, 8);
    region.buffer().putLong(0, 0x0102030405060708L);
    region.force(0, 8);
    region.release();
    assertThat(disk.read(file)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
  }

  @Test
  void mappingExtendsAndNeverShortens() throws IOException {
    Path file = directory.resolve("0");
    disk.replace(file, new byte[] {1, 2, 3, 4});
    MappedRegion longer = disk.map(file, 16);
    assertThat(longer.buffer().getInt(0)).isEqualTo(0x01020304);
    assertThat(longer.buffer().getLong(8)).isZero();
    longer.release();
    MappedRegion shorter = disk.map(file, 2);
    assertThat(shorter.buffer().limit()).isEqualTo(2);
    shorter.release();
    assertThat(disk.length(file)).isEqualTo(16);
  }

  @Test
  void refusesToMapWhatNoBufferCanHold() {
    assertThatThrownBy(() -> disk.map(directory.resolve("0"), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot map 0 bytes");
    assertThatThrownBy(() -> disk.map(directory.resolve("0"), 1L << 31))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRegionLivesUntilItsLastReference() throws IOException {
    MappedRegion region = disk.map(directory.resolve("0"), 8);
    assertThat(region.retain()).isTrue();
    region.release();
    region.buffer().putInt(0, 7);
    assertThat(region.buffer().getInt(0)).isEqualTo(7);
    region.release();
    assertThat(region.retain()).isFalse();
    assertThatThrownBy(() -> region.force(0, 8))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(directory.resolve("0").toString());
    assertThatThrownBy(region::release).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void truncatedBytesStayGoneAfterAnExtension() throws IOException {
    Path file = directory.resolve("0");
    disk.replace(file, new byte[] {1, 2, 3, 4});
    disk.truncate(file, 2);
    assertThat(disk.read(file)).containsExactly(1, 2);
    disk.truncate(file, 4);
    assertThat(disk.read(file)).containsExactly(1, 2, 0, 0);
    assertThatThrownBy(() -> disk.truncate(directory.resolve("none"), 1))
        .isInstanceOf(IOException.class)
        .hasMessage(directory.resolve("none") + ": no such file or directory");
    assertThat(directory.resolve("none")).doesNotExist();
  }

  @Test
  void roomIsGivenToAPartOfAMappedFile() throws IOException {
    Path file = directory.resolve("0");
    MappedRegion region = disk.map(file, 1 << 20);
    region.buffer().put(4095, (byte) 1).put(300_000, (byte) 2);
    disk.allocate(file, 4096, 300_000 - 4096);
    assertThat(disk.length(file)).isEqualTo(1 << 20);
    assertThat(region.buffer().get(4095)).isEqualTo((byte) 1);
    assertThat(region.buffer().get(300_000)).isEqualTo((byte) 2);
    region.buffer().put(4096, (byte) 3);
    assertThat(disk.read(file)[4096]).isEqualTo((byte) 3);
    region.release();
    assertThatThrownBy(() -> disk.allocate(directory.resolve("none"), 0, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none");
  }

  @Test
  void cutBytesStayGoneAfterAnExtension() throws IOException {
    Path file = directory.resolve("0");
    disk.replace(file, new byte[] {1, 2, 3, 4});
    disk.cut(file, 2);
    MappedRegion region = disk.map(file, 4);
    region.force(0, 1);
    region.release();
    assertThat(disk.read(file)).containsExactly(1, 2, 0, 0);
    assertThatThrownBy(() -> disk.cut(directory.resolve("none"), 1))
        .isInstanceOf(IOException.class)
        .hasMessage(directory.resolve("none") + ": no such file or directory");
  }

  @Test
  void whatDoesNotExistHasAnAnswer() throws IOException {
    Path none = directory.resolve("none");
    assertThat(disk.length(none)).isEqualTo(-1);
    assertThat(disk.read(none)).isNull();
    assertThat(disk.list(none)).isEmpty();
    assertThat(disk.lastModified(none)).isZero();
    disk.delete(none);
  }

  @Test
  void replacesAFileAndLeavesNothingElse() throws IOException {
    Path file = directory.resolve("config/topics.json");
    disk.replace(file, "old and longer".getBytes(UTF_8));
    disk.replace(file, "new".getBytes(UTF_8));
    assertThat(disk.read(file)).isEqualTo("new".getBytes(UTF_8));
    assertThat(disk.list(file.getParent())).containsExactly("topics.json");
    assertThat(disk.lastModified(file)).isPositive();
  }

  @Test
  void listsNamesSorted() throws IOException {
    disk.createDirectories(directory.resolve("b/c"));
    disk.replace(directory.resolve("a"), new byte[0]);
    assertThat(disk.list(directory)).containsExactly("a", "b");
  }

  @Test
  void deletesATree() throws IOException {
    Path outside = directory.resolve("outside");
    disk.replace(outside, new byte[] {1});
    disk.replace(directory.resolve("tree/x/y"), new byte[] {1});
    Files.createSymbolicLink(directory.resolve("tree/link"), outside);
    disk.delete(directory.resolve("tree"));
    assertThat(disk.list(directory)).containsExactly("outside");
  }

  @Test
  void tellsTheSpaceOfADirectoryThatIsStillToBeMade() throws IOException {
    Disk.Space space = disk.space(directory.resolve("not/yet"));
    assertThat(space.total()).isPositive();
    assertThat(space.usedRatio()).isBetween(0.0, 1.0);
  }

  @Test
  void aLockIsHeldByOne() throws IOException {
    Path file = directory.resolve("data/lock");
    try (Disk.Lock lock = disk.lock(file)) {
      assertThat(lock).isNotNull();
      assertThat(disk.lock(file)).isNull();
      assertThat(new FileDisk().lock(directory.resolve("data/../data/lock"))).isNull();
    }
    try (Disk.Lock again = disk.lock(file)) {
      assertThat(again).isNotNull();
    }
  }

  @Test
  void aRefusedAttemptLeavesTheLockToItsHolder() throws Exception {
    Path file = directory.resolve("lock");
    try (Disk.Lock lock = disk.lock(file)) {
      assertThat(lock).isNotNull();
      assertThat(disk.lock(file)).isNull();
      assertThat(otherProcessCanLock(file)).isFalse();
    }
    assertThat(otherProcessCanLock(file)).isTrue();
  }

  @Test
  void failuresNameThePathAndTheReason() throws IOException {
    Path file = directory.resolve("file");
    disk.replace(file, new byte[0]);
    assertThatThrownBy(() -> disk.createDirectories(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("exists and is not a directory");
    assertThatThrownBy(() -> disk.list(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": not a directory");
    assertThatThrownBy(() -> disk.map(file.resolve("below"), 8))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString());
    assertThatThrownBy(() -> disk.read(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(directory.toString());
  }

  private static boolean otherProcessCanLock(Path file) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                java.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LockingProcess.class.getName(),
                file.toString())
            .inheritIO()
            .start();
    return process.waitFor() == 0;
  }

  /** Exits with 0 if it could take the lock and with 3 if it was refused. */
  static final class LockingProcess {
    private LockingProcess() {}

    public static void main(String[] arguments) throws IOException {
      Disk.Lock lock = new FileDisk().lock(Path.of(arguments[0]));
      System.exit(lock == null ? 3 : 0);
    }
  }
}
