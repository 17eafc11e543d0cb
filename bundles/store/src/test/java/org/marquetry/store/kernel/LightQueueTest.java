/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.store.kernel.StoreFixture.append;
import static org.marquetry.store.kernel.StoreFixture.bodies;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyNames;
import org.marquetry.store.mapped.MappedBackend;
import org.marquetry.store.simulated.SimulatedDisk;
import org.marquetry.store.simulated.SteppedScheduler;

/** Messages that go into light queues too, and what becomes of those queues. */
class LightQueueTest {

  private static final Path ROOT = Path.of("/store");
  private static final String A = "%LMQ%a";
  private static final String B = "%LMQ%b";

  private final OneBackend backends = new OneBackend("mapped", new MappedBackend());
  private final SteppedScheduler time = new SteppedScheduler(1_700_000_000_000L);
  private final SimulatedDisk device = new SimulatedDisk();
  private SimulatedDisk.Attachment disk;
  private MessageStore store;

  @BeforeEach
  void open() throws StoreException {
    disk = device.attach();
    store =
        MessageStore.open(
            StoreFixture.settings(ROOT),
            backends,
            disk,
            time,
            time,
            TagsCodes::of,
            topic -> !topic.startsWith("%RETRY%"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static MessageDraft draft(String body, String lights) {
    return StoreFixture.draft(
        body.getBytes(UTF_8),
        lights == null ? Map.of() : Map.of(PropertyNames.LIGHT_QUEUES, lights));
  }

  private Appended send(String body, String lights) {
    return append(store, "T", 0, draft(body, lights));
  }

  private String offsets(long position) {
    var view = store.record(position);
    try {
      return new MessageRecord().wrap(view.buffer(), 0).property(PropertyNames.LIGHT_OFFSETS);
    } finally {
      view.release();
    }
  }

  @Test
  void messageGoesIntoEveryLightQueueItNames() {
    send("m0", A);
    send("m1", null);
    Appended both = send("m2", A + "," + B);

    assertThat(bodies(store, "T", 0)).containsExactly("m0", "m1", "m2");
    assertThat(bodies(store, A, 0)).containsExactly("m0", "m2");
    assertThat(bodies(store, B, 0)).containsExactly("m2");
    assertThat(offsets(both.position())).isEqualTo("1,0");
    assertThat(both.queueOffset()).isEqualTo(2);
    assertThat(store.lightQueues()).isEqualTo(2);
  }

  @Test
  void everyQueueIsToldOfItsMessage() {
    List<String> told = new ArrayList<>();
    store.onAppend((queue, offset, tagsCode) -> told.add(queue + "@" + offset));
    send("m0", A + "," + B);
    send("m1", B);
    assertThat(told).containsExactly("T/0@0", A + "/0@0", B + "/0@0", "T/0@1", B + "/0@1");
  }

  @Test
  void aNameThatStandsTwiceIsOneEntryAndOthersThanLightQueuesAreNone() {
    Appended appended = send("m0", A + "," + A + ",T2,%LMQ%," + "%LMQ%x/y," + B);
    assertThat(offsets(appended.position())).isEqualTo("0,0,-1,-1,-1,0");
    assertThat(bodies(store, A, 0)).containsExactly("m0");
    assertThat(bodies(store, B, 0)).containsExactly("m0");
    assertThat(store.topics()).containsExactlyInAnyOrder(A, B, "T");
  }

  @Test
  void topicThatDoesNotFanOutKeepsItsMessages() {
    Appended appended = append(store, "%RETRY%g", 0, draft("m0", A));
    assertThat(offsets(appended.position())).isNull();
    assertThat(store.queue(A, 0)).isNull();
  }

  @Test
  void messagesOfABatchGoTheirOwnWays() {
    send("m0", A);
    Appended appended = new Appended();
    LogicalQueue queue = store.openQueue("T", 1);
    List<MessageDraft> batch = List.of(draft("b0", A), draft("b1", B + "," + A), draft("b2", null));
    assertThat(store.appendBatch(queue, batch, appended)).isEqualTo(AppendStatus.OK);
    assertThat(bodies(store, "T", 1)).containsExactly("b0", "b1", "b2");
    assertThat(bodies(store, A, 0)).containsExactly("m0", "b0", "b1");
    assertThat(bodies(store, B, 0)).containsExactly("b1");
  }

  @Test
  void anOffsetThatTheMessageBringsAlongIsNotBelieved() {
    MessageDraft forged =
        StoreFixture.draft(
            new byte[] {'x'},
            Map.of(PropertyNames.LIGHT_QUEUES, A, PropertyNames.LIGHT_OFFSETS, "4711"));
    assertThat(offsets(append(store, "T", 0, forged).position())).isEqualTo("0");
  }

  @Test
  void propertiesThatBecomeTooLongAreRefused() {
    String most = "x".repeat(32_767 - 60);
    MessageDraft draft =
        StoreFixture.draft(new byte[] {'x'}, Map.of(PropertyNames.LIGHT_QUEUES, A, "p", most));
    assertThat(store.append(store.openQueue("T", 0), draft, new Appended()))
        .isEqualTo(AppendStatus.PROPERTIES_TOO_LARGE);
    assertThat(bodies(store, "T", 0)).isEmpty();
    send("m0", A);
    assertThat(bodies(store, A, 0)).containsExactly("m0");
  }

  @Test
  void queuesSurviveACleanStop() throws Exception {
    send("m0", A);
    send("m1", A + "," + B);
    store.close();
    open();
    send("m2", B);
    assertThat(bodies(store, A, 0)).containsExactly("m0", "m1");
    assertThat(bodies(store, B, 0)).containsExactly("m1", "m2");
  }

  @Test
  void queuesAreMadeAnewFromTheLog() throws Exception {
    for (int i = 0; i < 250; i++) {
      send("m" + i, i % 2 == 0 ? A : A + "," + B);
    }
    List<String> a = bodies(store, A, 0);
    List<String> b = bodies(store, B, 0);
    store.close();
    disk.delete(ROOT.resolve("consumequeue"));
    open();
    assertThat(bodies(store, A, 0)).hasSize(250).isEqualTo(a);
    assertThat(bodies(store, B, 0)).hasSize(125).isEqualTo(b);
    assertThat(bodies(store, "T", 0)).hasSize(250);
  }

  @Test
  void aDeletedQueueDoesNotComeBackButItsNameMayBeUsedAgain() throws Exception {
    send("m0", A + "," + B);
    store.deleteTopic(A);
    assertThat(store.queue(A, 0)).isNull();
    send("m1", A);
    store.close();
    disk.delete(ROOT.resolve("consumequeue"));
    open();
    assertThat(bodies(store, A, 0)).containsExactly("m1");
    assertThat(bodies(store, B, 0)).containsExactly("m0");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void afterALossOfPowerEveryMessageThatIsLeftIsInItsQueues(long seed) throws Exception {
    Random random = new Random(seed);
    for (int round = 0; round < 4; round++) {
      int count = 20 + random.nextInt(200);
      for (int i = 0; i < count; i++) {
        String body = "m" + round + "." + i;
        send(body, random.nextBoolean() ? A : random.nextBoolean() ? B : A + "," + B);
        if (random.nextInt(40) == 0) {
          time.pass(200);
          time.runAll();
        }
      }
      device.lose(random, 0.5);
      time.kill();
      open();
      check();
    }
  }

  private void check() throws Exception {
    List<String> a = new ArrayList<>();
    List<String> b = new ArrayList<>();
    store.records(
        store.firstPosition(),
        record -> {
          String lights = record.property(PropertyNames.LIGHT_QUEUES);
          String[] offsets = record.property(PropertyNames.LIGHT_OFFSETS).split(",", -1);
          List<String> names = List.of(lights.split(",", -1));
          for (int i = 0; i < offsets.length; i++) {
            List<String> queue = names.get(i).equals(A) ? a : b;
            assertThat(Long.parseLong(offsets[i])).isEqualTo(queue.size());
            queue.add(StoreFixture.text(record));
          }
        });
    assertThat(bodies(store, A, 0)).isEqualTo(a);
    assertThat(bodies(store, B, 0)).isEqualTo(b);
  }
}
