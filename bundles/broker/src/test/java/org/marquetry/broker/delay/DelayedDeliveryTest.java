/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.fake.BrokerFixture;
import org.marquetry.broker.fake.FakeClock;
import org.marquetry.broker.fake.MemoryDisk;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.system.machine.ThreadScheduler;

class DelayedDeliveryTest {

  private static final Path FILE = Path.of("config", "delayOffset.json");

  private final MemoryDisk disk = new MemoryDisk();

  private DelayedDelivery delivery(BrokerFixture broker, ThreadScheduler scheduler)
      throws IOException {
    return broker.delivery(disk, Path.of("config"), scheduler);
  }

  @Test
  void deliversInTheBackgroundAndGoesOnAfterARestart(@TempDir Path root) throws Exception {
    try (BrokerFixture broker = new BrokerFixture(root);
        ThreadScheduler scheduler = new ThreadScheduler("test")) {
      broker.topic("T", 1);
      broker.store("T", 0, "m1", Map.of("DELAY", "1"));
      broker.store("T", 0, "m2", Map.of("DELAY", "2"));
      broker.clock.advance(1_000);
      try (DelayedDelivery delivery = delivery(broker, scheduler)) {
        delivery.start();
        Awaitility.await("first message").until(() -> !broker.bodies("T", 0).isEmpty());
        assertThat(broker.bodies("T", 0)).containsExactly("m1");
        Awaitility.await("progress").until(() -> delivery.progress().get(1).equals("1,1"));
        assertThat(delivery.json()).contains("\"offsetTable\":{\"1\":1}");
      }
      assertThat(disk.text(FILE)).contains("\"offsetTable\":{\"1\":1}");

      broker.clock.advance(4_000);
      try (DelayedDelivery delivery = delivery(broker, scheduler)) {
        delivery.start();
        Awaitility.await("second message").until(() -> broker.store.queue("T", 0).maxOffset() == 2);
      }
      assertThat(broker.bodies("T", 0)).containsExactly("m1", "m2");
      assertThat(disk.text(FILE)).contains("\"offsetTable\":{\"1\":1,\"2\":1}");
    }
  }

  @Test
  void aKillBetweenTwoFilesOfProgressDeliversNothingTwice(@TempDir Path root) throws Exception {
    // The first file is written before anything is delivered.
    int kills = 1;
    while (!deliversOnceThoughKilledAfter(kills, root)) {
      kills++;
    }
    assertThat(kills).as("files written").isGreaterThan(2);
  }

  /**
   * @return whether all that was written could be kept
   */
  private static boolean deliversOnceThoughKilledAfter(int writes, Path root) throws Exception {
    MemoryDisk left = new MemoryDisk();
    left.keep(writes);
    try (BrokerFixture broker = new BrokerFixture(root.resolve("killed-after-" + writes));
        ThreadScheduler scheduler = new ThreadScheduler("test")) {
      broker.topic("T", 1);
      List<String> expected = new ArrayList<>();
      try (DelayedDelivery delivery = broker.delivery(left, Path.of("config"), scheduler)) {
        delivery.start();
        deliver(broker, "before", expected);
      }
      boolean all = left.left() > 0;
      left.keep(Integer.MAX_VALUE);
      try (DelayedDelivery delivery = broker.delivery(left, Path.of("config"), scheduler)) {
        delivery.start();
        deliver(broker, "after a kill behind " + writes + " writes", expected);
      }
      return all;
    }
  }

  /** Whatever the level delivers a second time comes before this message. */
  private static void deliver(BrokerFixture broker, String body, List<String> expected)
      throws Exception {
    broker.store("T", 0, body, Map.of("DELAY", "1"));
    broker.clock.advance(1_000);
    expected.add(body);
    Awaitility.await(body).until(() -> broker.bodies("T", 0).contains(body));
    assertThat(broker.bodies("T", 0)).isEqualTo(expected);
  }

  @Test
  void progressIsWrittenWhileRunning(@TempDir Path root) throws Exception {
    try (BrokerFixture broker = new BrokerFixture(root);
        ThreadScheduler scheduler = new ThreadScheduler("test")) {
      broker.topic("T", 1);
      broker.store("T", 0, "m1", Map.of("DELAY", "1"));
      broker.clock.advance(1_000);
      try (DelayedDelivery delivery = delivery(broker, scheduler)) {
        delivery.start();
        Awaitility.await("file").until(() -> disk.text(FILE) != null);
        assertThat(disk.text(FILE)).contains("\"offsetTable\":{\"1\":1}");
      }
    }
  }

  @Test
  void fileOfRocketMqIsUnderstood() throws IOException {
    disk.put(
        FILE,
        """
        {
          "dataVersion":{"counter":2,"stateVersion":0,"timestamp":1795221721322},
          "offsetTable":{1:12,3:7
          }
        }
        """);
    DelayOffsets offsets = new DelayOffsets(new JsonFile(disk, FILE), new FakeClock());

    assertThat(offsets.offset(1)).isEqualTo(12);
    assertThat(offsets.offset(2)).isZero();
    assertThat(offsets.offset(3)).isEqualTo(7);
    offsets.persist(Map.of(1, 13L, 2, 0L));
    assertThat(disk.text(FILE))
        .contains("\"counter\":3")
        .contains("\"offsetTable\":{\"1\":13,\"3\":7}");
  }

  @Test
  void damagedFileStopsTheStart() {
    disk.put(FILE, "{\"offsetTable\":{\"one\":1}}");
    assertThatThrownBy(() -> new DelayOffsets(new JsonFile(disk, FILE), new FakeClock()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(FILE.toString())
        .hasMessageContaining("'one'");

    disk.put(FILE, "{\"offsetTable\":{");
    assertThatThrownBy(() -> new DelayOffsets(new JsonFile(disk, FILE), new FakeClock()))
        .hasMessageContaining("damaged");
  }
}
