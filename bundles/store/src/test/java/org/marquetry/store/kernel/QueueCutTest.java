/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.store.kernel.StoreFixture.append;
import static org.marquetry.store.kernel.StoreFixture.bodies;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marquetry.store.mapped.MappedBackend;
import org.marquetry.store.simulated.SimulatedDisk;
import org.marquetry.store.simulated.SteppedScheduler;

/** What recovery makes durable in the files of queues, and when. */
class QueueCutTest {

  private static final Path ROOT = Path.of("/store");
  private static final Path QUEUE_FILE = ROOT.resolve("consumequeue/T/0/00000000000000000000");
  private static final int STRAY = 10 * 20;

  private final OneBackend backends = new OneBackend("mapped", new MappedBackend());
  private final SteppedScheduler time = new SteppedScheduler(1_700_000_000_000L);
  private final SimulatedDisk device = new SimulatedDisk();

  private MessageStore open(SimulatedDisk.Attachment disk) throws StoreException {
    return MessageStore.open(StoreFixture.settings(ROOT), backends, disk, time, time);
  }

  private void lose(double pages) {
    device.lose(new Random(1), pages);
    time.kill();
  }

  @Test
  void noQueueIsForcedBeforeTheStoreIsOpen() throws StoreException {
    MessageStore store = open(device.attach());
    for (int queueId = 0; queueId < 20; queueId++) {
      append(store, "T", queueId, "m" + queueId);
    }
    lose(1);
    SimulatedDisk.Attachment disk = device.attach();
    disk.broken(path -> path.startsWith(ROOT.resolve("consumequeue")));
    MessageStore again = open(disk);
    for (int queueId = 0; queueId < 20; queueId++) {
      assertThat(bodies(again, "T", queueId)).containsExactly("m" + queueId);
    }
  }

  @Test
  void anEntryFarBehindTheLastIsCutForGoodByTheNextFlush() throws StoreException {
    MessageStore store = open(device.attach());
    append(store, "T", 0, "first");
    time.pass(2_000);
    time.runAll();
    // As pages leave it that reached the device in another order than they were written.
    device.damage(
        QUEUE_FILE, STRAY, ByteBuffer.allocate(20).putLong(4711).putInt(200).putLong(1).array());
    lose(1);

    open(device.attach());
    assertThat(device.read(QUEUE_FILE, STRAY, 20)).as("after recovery").containsOnly(0);
    lose(0);
    assertThat(device.read(QUEUE_FILE, STRAY, 20)).as("after another loss").contains(200);

    open(device.attach());
    time.pass(2_000);
    time.runAll();
    lose(0);
    assertThat(device.read(QUEUE_FILE, STRAY, 20)).as("after a flush").containsOnly(0);
    assertThat(bodies(open(device.attach()), "T", 0)).containsExactly("first");
  }
}
