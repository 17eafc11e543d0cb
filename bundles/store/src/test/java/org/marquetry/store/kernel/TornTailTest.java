/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.store.kernel.StoreFixture.append;
import static org.marquetry.store.kernel.StoreFixture.bodies;
import static org.marquetry.store.kernel.StoreFixture.draft;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marquetry.store.mapped.MappedBackend;
import org.marquetry.store.simulated.SimulatedDisk;
import org.marquetry.store.simulated.SteppedScheduler;

class TornTailTest {

  private static final Path ROOT = Path.of("/store");
  private static final Path LOG_FILE = ROOT.resolve("commitlog/00000000000000000000");
  private static final byte[] LAST = "last".getBytes(StandardCharsets.UTF_8);
  private static final Map<String, String> PROPERTIES = Map.of("KEYS", "k", "TAGS", "tag");

  private final OneBackend backends = new OneBackend("mapped", new MappedBackend());
  private final SteppedScheduler time = new SteppedScheduler(1_700_000_000_000L);

  private MessageStore open(SimulatedDisk disk) throws StoreException {
    return MessageStore.open(StoreFixture.settings(ROOT), backends, disk.attach(), time, time);
  }

  @Test
  void aTornRecordIsCutWhereverItIsTorn() throws StoreException {
    int size = 1;
    for (int kept = 0; kept < size; kept++) {
      SimulatedDisk disk = new SimulatedDisk();
      MessageStore store = open(disk);
      append(store, "T", 0, "first");
      Appended last = append(store, "T", 0, draft(LAST, PROPERTIES));
      size = (int) (last.endPosition() - last.position());
      disk.damage(LOG_FILE, (int) last.position() + kept, new byte[size - kept]);
      disk.lose(new Random(1), 1);

      MessageStore again = open(disk);
      assertThat(again.endPosition()).as("torn after %d bytes", kept).isEqualTo(last.position());
      assertThat(bodies(again, "T", 0)).as("torn after %d bytes", kept).containsExactly("first");
      assertThat(append(again, "T", 0, "next").queueOffset()).isEqualTo(1);
      assertThat(bodies(again, "T", 0)).containsExactly("first", "next");
    }
    assertThat(size).isGreaterThan(100);
  }

  @Test
  void aBatchIsThereAsAWholeOrNotAtAll() throws StoreException {
    SimulatedDisk disk = new SimulatedDisk();
    MessageStore store = open(disk);
    append(store, "T", 0, "first");
    Appended batch = new Appended();
    store.appendBatch(store.openQueue("T", 0), List.of(draft("a"), draft("b"), draft("c")), batch);
    // What a kill leaves that comes before the first record's length, which is written last.
    disk.damage(LOG_FILE, (int) batch.position(), new byte[4]);
    disk.lose(new Random(1), 1);
    MessageStore again = open(disk);
    assertThat(bodies(again, "T", 0)).containsExactly("first");
    assertThat(again.endPosition()).isEqualTo(batch.position());
  }
}
