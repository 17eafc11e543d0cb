/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.marquetry.broker.fake.FakeClock;
import org.marquetry.broker.fake.ManualScheduler;
import org.marquetry.broker.fake.MemoryDisk;
import org.marquetry.broker.json.JsonFile;

class LeaseFileTest {

  private static final Path FILE = Path.of("queueLeases.json");
  private static final QueueLocks.Queue QUEUE = new QueueLocks.Queue("T", "b", 0);

  private final FakeClock clock = new FakeClock();
  private final ManualScheduler scheduler = new ManualScheduler();
  private final MemoryDisk disk = new MemoryDisk();

  private LeaseFile open() {
    return LeaseFile.open(new JsonFile(disk, FILE), clock, scheduler);
  }

  @Test
  void aRestartEndsNoLease() {
    assertThat(open().locks().lock("G", QUEUE, "c1")).isTrue();
    scheduler.runAll();
    clock.advance(20_000);
    QueueLocks after = open().locks();
    assertThat(after.owner("G", "T", "b", 0)).isEqualTo("c1");
    assertThat(after.lock("G", QUEUE, "c2")).isFalse();
    assertThat(after.lock("H", QUEUE, "c2")).isTrue();
    clock.advance(39_999);
    assertThat(after.lock("G", QUEUE, "c2")).isFalse();
    clock.advance(1);
    assertThat(after.lock("G", QUEUE, "c2")).isTrue();
  }

  @Test
  void theOwnerFromBeforeGoesOn() {
    open().locks().lock("G", QUEUE, "c1");
    scheduler.runAll();
    assertThat(open().locks().lock("G", QUEUE, "c1")).isTrue();
  }

  @Test
  void renewalsAndReturnsReachTheFile() throws IOException {
    LeaseFile leases = open();
    leases.locks().lock("G", QUEUE, "c1");
    scheduler.runAll();
    clock.advance(50_000);
    leases.locks().lock("G", QUEUE, "c1");
    scheduler.runAll();
    clock.advance(50_000);
    assertThat(open().locks().owner("G", "T", "b", 0)).isEqualTo("c1");
    leases.locks().unlock("G", QUEUE, "c1");
    leases.persist();
    assertThat(open().locks().owner("G", "T", "b", 0)).isNull();
  }

  @Test
  void anOwnerIsOnDiskBeforeItHearsOfIt() {
    LeaseFile leases = open();
    leases.locks().lock("G", QUEUE, "c1");
    leases.ownersOnDisk();
    assertThat(open().locks().owner("G", "T", "b", 0)).isEqualTo("c1");
  }

  @Test
  void aLeaseThatHasEndedMeanwhileIsForgotten() {
    open().locks().lock("G", QUEUE, "c1");
    scheduler.runAll();
    clock.advance(60_000);
    assertThat(open().locks().holdsAny("G")).isFalse();
  }

  @Test
  void aClockThatWasSetBackProlongsNoLease() {
    open().locks().lock("G", QUEUE, "c1");
    scheduler.runAll();
    clock.advance(-3_600_000);
    QueueLocks after = open().locks();
    clock.advance(60_000);
    assertThat(after.owner("G", "T", "b", 0)).isNull();
  }

  @Test
  void aDamagedFileIsPassedOver() throws IOException {
    disk.replace(FILE, "nonsense".getBytes(UTF_8));
    assertThat(open().locks().lock("G", QUEUE, "c1")).isTrue();
  }
}
