/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.config.SettingsException;
import org.marquetry.broker.fake.BrokerFixture;
import org.marquetry.broker.fake.HeapEngine;
import org.marquetry.broker.fake.MemoryDisk;
import org.marquetry.plugin.Gap;
import org.marquetry.system.machine.ThreadScheduler;

class TimedDeliveryTest {

  private static final Path CONFIG = Path.of("config");
  private static final String WAITING = "rmq_sys_wheel_timer";

  private final MemoryDisk disk = new MemoryDisk();
  private final ThreadScheduler scheduler = new ThreadScheduler("test");
  private final HeapEngine heap = new HeapEngine();
  private final List<DelayedDelivery> deliveries = new ArrayList<>();
  private BrokerFixture broker;
  private DelayedDelivery delivery;

  @BeforeEach
  void open(@TempDir Path root) throws Exception {
    broker = new BrokerFixture(root, Map.of("timerRollWindowSlot", "60"));
    broker.topic("T", 1);
    broker.delayEngines.put("heap", heap);
  }

  @AfterEach
  void close() {
    deliveries.forEach(DelayedDelivery::close);
    broker.close();
    scheduler.close();
  }

  private DelayedDelivery start(MemoryDisk progress) throws IOException {
    delivery = broker.delivery(progress, CONFIG, scheduler);
    deliveries.add(delivery);
    broker.store.onAppend(delivery);
    delivery.start();
    return delivery;
  }

  private void timed(String body, long delayMillis) throws IOException {
    Map<String, String> properties = new HashMap<>();
    properties.put("TIMER_DELAY_MS", Long.toString(delayMillis));
    properties.put("UNIQ_KEY", body);
    broker.store("T", 0, body, properties);
  }

  /** Lets a time pass and the lane notice it. */
  private void pass(long millis) {
    broker.clock.advance(millis);
    delivery.wake();
  }

  private List<String> delivered() {
    return broker.bodies("T", 0);
  }

  /** Looks often: there are many waits, and most are short. */
  private static ConditionFactory await(String what) {
    return Awaitility.await(what).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
  }

  private void awaitDelivered(String... bodies) {
    await("delivered " + List.of(bodies)).until(() -> delivered().size() >= bodies.length);
    assertThat(delivered()).containsExactly(bodies);
  }

  /** Waits until an engine has everything and nothing is left to do. */
  private void awaitQuiet() {
    long waiting = broker.store.openQueue(WAITING, 0).maxOffset();
    await("all " + waiting + " known to the engine")
        .until(
            () ->
                delivery.timerState().problem().isEmpty()
                    && !delivery.timerState().filling()
                    && delivery.timerPoint().offset() == waiting);
  }

  @Test
  void deliversInTheOrderOfTimesAndNotBefore() throws IOException {
    start(disk);
    timed("late", 30_000);
    timed("soon", 1_000);
    timed("sooner", 999);
    awaitQuiet();
    pass(998);
    awaitQuiet();
    assertThat(delivered()).isEmpty();
    pass(1);
    awaitDelivered("sooner");
    pass(1);
    awaitDelivered("sooner", "soon");
    pass(30_000);
    awaitDelivered("sooner", "soon", "late");
    broker.messages(
        "T",
        0,
        record -> {
          assertThat(record.property("TIMER_DELAY_MS")).isNotNull();
          assertThat(record.property("REAL_TOPIC")).isEqualTo("T");
          assertThat(record.property("TIMER_DEQUEUE_MS")).isNotNull();
          assertThat(Long.parseLong(record.property("TIMER_ENQUEUE_MS")))
              .isLessThanOrEqualTo(record.storeTimestamp());
          return null;
        });
  }

  @Test
  void whatAnEngineIsFilledWithIsNotReadAgain() throws Exception {
    broker.settings.change(Map.of("delayEngineTimer", "heap"));
    timed("a", 1_000);
    timed("b", 1_000);
    start(disk);
    awaitQuiet();
    assertThat(delivered()).isEmpty();
  }

  @Test
  void goesOnAfterAStop() throws IOException {
    start(disk);
    timed("a", 1_000);
    timed("b", 2_000);
    awaitQuiet();
    pass(1_000);
    awaitDelivered("a");
    delivery.close();
    broker.clock.advance(60_000);
    timed("c", 500);
    start(disk);
    pass(500);
    awaitDelivered("a", "b", "c");
    awaitQuiet();
    assertThat(delivered()).containsExactly("a", "b", "c");
  }

  @Test
  void deliversNothingTwiceThatItHadNoTimeToNote() throws IOException {
    start(disk);
    timed("a", 1_000);
    broker.store("T", 0, "level", Map.of("DELAY", "1"));
    timed("b", 5_000);
    awaitQuiet();
    MemoryDisk before = disk.copy();
    pass(1_000);
    await("both").until(() -> delivered().size() == 2);
    delivery.close();

    start(before);
    timed("c", 1_000);
    awaitQuiet();
    pass(1_000);
    await("the third").until(() -> delivered().size() >= 3);
    pass(10_000);
    await("the last").until(() -> delivered().contains("b"));
    assertThat(delivered()).containsExactlyInAnyOrder("a", "level", "c", "b").endsWith("c", "b");
  }

  @Test
  void anotherEngineGoesOnWithWhatWaits() throws IOException, SettingsException {
    start(disk);
    for (int i = 0; i < 20; i++) {
      timed("m" + i, 1_000L * (i + 1));
    }
    awaitQuiet();
    for (int i = 0; i < 20; i++) {
      pass(1_000);
      int expected = i + 1;
      await("message " + i).until(() -> delivered().size() == expected);
      String engine = i % 2 == 0 ? "heap" : "wheel";
      broker.settings.change(Map.of("delayEngineTimer", engine));
      delivery.wake();
      await(engine).until(() -> delivery.timerState().engine().equals(engine));
      awaitQuiet();
      assertThat(delivered()).hasSize(expected);
    }
    assertThat(heap.opened).hasValue(10);
    assertThat(delivered())
        .containsExactlyElementsOf(IntStream.range(0, 20).mapToObj(i -> "m" + i).toList());
  }

  @Test
  void messagesWaitForAnEngineThatIsAway() throws IOException {
    start(disk);
    timed("a", 1_000);
    awaitQuiet();
    broker.delayEngines.remove("wheel");
    pass(1_000);
    await("told").until(() -> delivery.timerState().problem().contains("wheel"));
    assertThat(delivered()).isEmpty();
    broker.delayEngines.put("wheel", heap);
    awaitDelivered("a");
  }

  @Test
  void anEngineThatIsPutAsideIsReplacedByAnother() throws Exception {
    broker.settings.change(Map.of("delayEngineTimer", "heap"));
    start(disk);
    timed("a", 1_000);
    awaitQuiet();
    broker.delayEngines.gap("heap", Gap.Cause.PUT_ASIDE);
    pass(1_000);
    awaitDelivered("a");
    assertThat(delivery.timerState().engine()).isEqualTo("wheel");

    timed("b", 1_000);
    broker.delayEngines.gap("heap", null);
    await("back").until(() -> delivery.timerState().engine().equals("heap"));
    pass(1_000);
    awaitDelivered("a", "b");
  }

  @Test
  void anEngineThatFailsIsFilledAgain() throws Exception {
    broker.settings.change(Map.of("delayEngineTimer", "heap"));
    start(disk);
    timed("a", 1_000);
    timed("b", 1_000);
    await("both known to the engine").until(() -> heap.added.get() == 2);
    heap.failure = new IllegalStateException("out of order");
    pass(1_000);
    await("told").until(() -> delivery.timerState().problem().contains("out of order"));
    assertThat(delivered()).isEmpty();
    heap.failure = null;
    awaitDelivered("a", "b");
  }

  @Test
  void whatIsDueWithOthersThatWaitIsNotDeliveredTwice() throws Exception {
    broker.settings.change(Map.of("delayEngineTimer", "heap"));
    heap.left.set(2);
    start(disk);
    timed("a", 1_000);
    timed("b", 1_000);
    timed("c", 1_000);
    Awaitility.await("all known to the engine").until(() -> heap.added.get() == 3);
    pass(1_000);
    Awaitility.await("told").until(() -> delivery.timerState().problem().contains("out of order"));
    assertThat(delivered()).hasSize(2);
    delivery.close();
    heap.left.set(Integer.MAX_VALUE);
    start(disk);
    Awaitility.await("the third").until(() -> delivered().size() >= 3);
    timed("d", 1_000);
    pass(1_000);
    Awaitility.await("the last").until(() -> delivered().contains("d"));
    assertThat(delivered()).containsExactlyInAnyOrder("a", "b", "c", "d");
  }

  @Test
  void anEngineThatIsTooEarlyIsNotBelieved() throws Exception {
    broker.settings.change(Map.of("delayEngineTimer", "heap"));
    heap.early = true;
    start(disk);
    timed("a", 1_000);
    await("asked").until(() -> heap.added.get() > 3);
    assertThat(delivered()).isEmpty();
    heap.early = false;
    pass(1_000);
    awaitDelivered("a");
  }

  @Test
  void anEngineThatRepeatsItselfDeliversNothingTwice() throws Exception {
    broker.settings.change(Map.of("delayEngineTimer", "heap"));
    heap.forgetful = true;
    start(disk);
    timed("a", 1_000);
    pass(1_000);
    await("delivered").until(() -> !delivered().isEmpty());
    timed("b", 1_000);
    heap.forgetful = false;
    pass(1_000);
    await("both").until(() -> delivered().size() == 2);
    awaitQuiet();
    assertThat(delivered()).containsExactly("a", "b");
  }

  @Test
  void whatWaitsForLongIsStoredAgain() throws IOException {
    start(disk);
    timed("a", 150_000);
    awaitQuiet();
    pass(60_000);
    await("once").until(() -> broker.store.queue(WAITING, 0).maxOffset() == 2);
    awaitQuiet();
    delivery.close();
    broker.clock.advance(60_000);
    start(disk);
    await("twice").until(() -> broker.store.queue(WAITING, 0).maxOffset() == 3);
    assertThat(broker.messages(WAITING, 0, record -> record.property("TIMER_ROLL_TIMES")))
        .containsExactly(null, "1", "2");
    awaitQuiet();
    pass(29_999);
    awaitQuiet();
    assertThat(delivered()).isEmpty();
    pass(1);
    awaitDelivered("a");
  }

  @Test
  void aMessageForATopicThatIsGoneIsDropped() throws IOException {
    start(disk);
    broker.store("Gone", 0, "x", Map.of("TIMER_DELAY_MS", "10"));
    timed("a", 20);
    pass(20);
    awaitDelivered("a");
    assertThat(broker.store.queue("Gone", 0)).isNull();
  }

  /** As RocketMQ parks it: its entry has the hash of a tag, its time is rounded. */
  private void parkedByRocketMq(String key, long dueMillis, String... more) throws IOException {
    Map<String, String> properties = new HashMap<>();
    properties.put("UNIQ_KEY", key);
    properties.put("TIMER_DELIVER_MS", Long.toString(dueMillis));
    properties.put("TIMER_OUT_MS", Long.toString((dueMillis - 1) / 1_000 * 1_000));
    properties.put("REAL_TOPIC", "T");
    properties.put("REAL_QID", "0");
    properties.put("TAGS", "A");
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    broker.storeAsIs(WAITING, 0, key, properties);
  }

  @Test
  void goesOnWhereRocketMqHasEnded() throws IOException {
    long now = broker.clock.millis() / 1_000 * 1_000;
    parkedByRocketMq("delivered", now - 500);
    parkedByRocketMq("waits", now + 10_100);
    parkedByRocketMq("cancelled", now + 10_900);
    parkedByRocketMq("mark", now + 10_900, "TIMER_DEL_UNIQKEY", "cancelled");
    parkedByRocketMq("unknown", now - 100);
    new TimerCheck(disk, CONFIG.resolve("timercheck")).write(new TimerCheck.Content(now, 4_711, 4));

    start(disk);
    awaitDelivered("unknown");
    pass(now + 10_099 - broker.clock.millis());
    awaitQuiet();
    assertThat(delivered()).containsExactly("unknown");
    pass(1);
    awaitDelivered("unknown", "waits");
    pass(10_000);
    timed("later", 50_000);
    awaitQuiet();
    assertThat(delivered()).containsExactly("unknown", "waits");

    delivery.close();
    TimerCheck.Content left = new TimerCheck(disk, CONFIG.resolve("timercheck")).read();
    assertThat(left.logPosition()).isEqualTo(4_711);
    assertThat(left.queueOffset()).as("first that waits").isEqualTo(5);
    assertThat(left.readMillis()).isEqualTo(broker.clock.millis() / 1_000 * 1_000);
    start(disk);
    pass(50_000);
    awaitDelivered("unknown", "waits", "later");
  }
}
