/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.system.machine.FileDisk;

class IndexFileTest {

  private static final int SLOTS = 7;
  private static final int ENTRIES = 20;
  private static final int FIRST_ENTRY = 40 + SLOTS * 4;
  private static final long ALWAYS = Long.MAX_VALUE;

  @TempDir Path root;
  private Path path;
  private IndexFile file;

  @BeforeEach
  void open() throws IOException {
    path = root.resolve("20261121000000000");
    file = map();
  }

  private IndexFile map() throws IOException {
    long length = IndexFile.length(SLOTS, ENTRIES);
    return new IndexFile(path, SLOTS, ENTRIES, new FileDisk().map(path, length));
  }

  @AfterEach
  void close() {
    file.close();
  }

  private List<Long> find(int hash) {
    return find(hash, 0, ALWAYS);
  }

  private List<Long> find(int hash, long begin, long end) {
    List<Long> found = new ArrayList<>();
    file.find(hash, begin, end, found::add);
    return found;
  }

  private ByteBuffer content() throws IOException {
    file.force();
    return ByteBuffer.wrap(Files.readAllBytes(path));
  }

  @Test
  void theBytesAreRocketMqs() throws IOException {
    file.put(3, 1000, 1_700_000_000_000L);
    file.put(10, 2000, 1_700_000_002_999L);
    file.put(4, 2000, 1_700_000_002_999L);

    ByteBuffer bytes = content();
    assertThat(bytes.limit()).isEqualTo(40 + SLOTS * 4 + ENTRIES * 20);
    assertThat(bytes.getLong(0)).as("beginTimestamp").isEqualTo(1_700_000_000_000L);
    assertThat(bytes.getLong(8)).as("endTimestamp").isEqualTo(1_700_000_002_999L);
    assertThat(bytes.getLong(16)).as("beginPhyOffset").isEqualTo(1000);
    assertThat(bytes.getLong(24)).as("endPhyOffset").isEqualTo(2000);
    assertThat(bytes.getInt(32)).as("hashSlotCount").isEqualTo(2);
    assertThat(bytes.getInt(36)).as("indexCount").isEqualTo(4);
    assertThat(bytes.getInt(40 + 3 * 4)).as("slot 3").isEqualTo(2);
    assertThat(bytes.getInt(40 + 4 * 4)).as("slot 4").isEqualTo(3);
    int second = FIRST_ENTRY + 2 * 20;
    assertThat(bytes.getInt(second)).as("keyHash").isEqualTo(10);
    assertThat(bytes.getLong(second + 4)).as("phyOffset").isEqualTo(2000);
    assertThat(bytes.getInt(second + 12)).as("seconds since the begin").isEqualTo(2);
    assertThat(bytes.getInt(second + 16)).as("previous entry of the slot").isEqualTo(1);
  }

  @Test
  void keysOfOneSlotAreToldApart() {
    file.put(3, 1000, 5000);
    file.put(10, 2000, 6000);
    file.put(3, 3000, 7000);
    assertThat(find(3)).containsExactly(3000L, 1000L);
    assertThat(find(10)).containsExactly(2000L);
    assertThat(find(17)).isEmpty();
    assertThat(find(5)).isEmpty();
  }

  @Test
  void timesBoundTheSearchWithoutOverflow() {
    file.put(3, 1000, 10_000);
    file.put(3, 2000, 20_500);
    file.put(3, 3000, 30_000);
    assertThat(find(3, 20_200, 20_900)).containsExactly(2000L);
    assertThat(find(3, Long.MIN_VALUE, Long.MAX_VALUE)).containsExactly(3000L, 2000L, 1000L);
    assertThat(find(3, 31_000, Long.MAX_VALUE)).isEmpty();
    assertThat(find(3, 0, 9_999)).isEmpty();
  }

  @Test
  void theSearchStopsWhenItIsEnough() {
    file.put(3, 1000, 5000);
    file.put(3, 2000, 6000);
    List<Long> found = new ArrayList<>();
    boolean goOn =
        file.find(
            3,
            0,
            ALWAYS,
            position -> {
              found.add(position);
              return false;
            });
    assertThat(goOn).isFalse();
    assertThat(found).containsExactly(2000L);
  }

  @Test
  void aFullFileSaysSo() {
    for (int i = 1; i < ENTRIES; i++) {
      assertThat(file.full()).as("before entry %d", i).isFalse();
      file.put(i, i * 100L, i);
    }
    assertThat(file.full()).isTrue();
  }

  @Test
  void aDamagedChainDoesNotGoRound() throws IOException {
    file.put(3, 1000, 5000);
    file.put(3, 2000, 6000);
    ByteBuffer bytes = content();
    bytes.putInt(FIRST_ENTRY + 20 + 16, 2);
    rewrite(bytes);
    assertThat(find(3)).containsExactly(2000L, 1000L);
  }

  @Test
  void repairKeepsTheEntriesBeforeTheFirstThatIsLost() throws IOException {
    for (int i = 1; i <= 9; i++) {
      file.put(3 * i, 1000L * ((i + 1) / 2), 10_000L * i);
    }
    ByteBuffer bytes = content();
    // Entry 7 and the header never reached the device; the slots and the entries behind did.
    zero(bytes, FIRST_ENTRY + 7 * 20, 20);
    zero(bytes, 0, 40);
    rewrite(bytes);

    assertThat(file.repair(0, 100_000, position -> position * 10)).isTrue();
    // Entries 5 and 6 belong to the last record left, which may lack some: it goes too.
    assertThat(find(3)).containsExactly(1000L);
    assertThat(find(12)).containsExactly(2000L);
    assertThat(find(15)).isEmpty();
    assertThat(find(27)).isEmpty();
    assertThat(file.endPosition()).isEqualTo(2000);
    assertThat(file.beginPosition()).isEqualTo(1000);
    assertThat(file.beginTimestamp()).isEqualTo(10_000);
    assertThat(file.endTimestamp()).isEqualTo(20_000);
    ByteBuffer repaired = content();
    assertThat(repaired.getInt(36)).isEqualTo(5);
    for (int at = FIRST_ENTRY + 5 * 20; at < repaired.limit(); at++) {
      assertThat(repaired.get(at)).as("byte %d", at).isZero();
    }
    file.put(15, 3000, 50_000);
    assertThat(find(15)).containsExactly(3000L);
  }

  @Test
  void repairDropsEntriesBehindTheEndOfTheLog() throws IOException {
    file.put(3, 1000, 5000);
    file.put(4, 2000, 6000);
    file.put(5, 3000, 7000);
    assertThat(file.repair(0, 2500, position -> 5000)).isTrue();
    assertThat(find(3)).containsExactly(1000L);
    assertThat(find(4)).isEmpty();
    assertThat(find(5)).isEmpty();
  }

  @Test
  void repairOfAFileWithoutSoundEntriesLeavesNothing() throws IOException {
    assertThat(file.repair(0, 2500, position -> -1)).isFalse();
    file.put(3, 3000, 5000);
    assertThat(file.repair(0, 2500, position -> -1)).isFalse();
    assertThat(find(3)).isEmpty();
  }

  private static void zero(ByteBuffer bytes, int from, int length) {
    for (int at = from; at < from + length; at++) {
      bytes.put(at, (byte) 0);
    }
  }

  private void rewrite(ByteBuffer bytes) throws IOException {
    file.close();
    byte[] content = new byte[bytes.capacity()];
    bytes.get(0, content);
    Files.write(path, content);
    file = map();
  }
}
