/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.DelayAdmin;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.fake.BrokerFixture;
import org.marquetry.broker.fake.FakeReply;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.broker.fake.HeapEngine;
import org.marquetry.broker.fake.MemoryDisk;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.broker.send.RecallHandlesTest;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.RequestCode;
import org.marquetry.system.Scheduler;
import org.marquetry.system.machine.ThreadScheduler;

/** What producers and operators do with messages that wait. */
class ParkedMessagesTest {

  private final MemoryDisk disk = new MemoryDisk();
  private final ThreadScheduler scheduler = new ThreadScheduler("test");
  private final List<DelayedDelivery> deliveries = new ArrayList<>();
  private BrokerFixture broker;
  private DelayedDelivery delivery;
  private DelayAdmin admin;
  private JsonFile switches;

  @BeforeEach
  void open(@TempDir Path root) throws Exception {
    broker =
        new BrokerFixture(root, Map.of("timerRollWindowSlot", "60", "recallMessageEnable", "true"));
    broker.topic("T", 1);
    broker.topic("Other", 1);
    broker.delayEngines.put("heap", new HeapEngine());
    start();
  }

  private void start() throws IOException {
    start(disk, scheduler);
  }

  private void start(MemoryDisk config, Scheduler threads) throws IOException {
    delivery = broker.delivery(config, Path.of("config"), threads);
    deliveries.add(delivery);
    broker.store.onAppend(delivery);
    delivery.start();
    switches = new JsonFile(config, Path.of("config", "delayEngines.json"));
    admin =
        new LocalDelayAdmin(
            delivery,
            broker.settings,
            broker.delayEngines,
            new EngineSwitches(switches, broker.settings),
            broker.clock);
  }

  @AfterEach
  void close() {
    deliveries.forEach(DelayedDelivery::close);
    broker.close();
    scheduler.close();
  }

  private void timed(String topic, String key, long delayMillis) throws IOException {
    Map<String, String> properties = new HashMap<>();
    properties.put("TIMER_DELAY_MS", Long.toString(delayMillis));
    properties.put("UNIQ_KEY", key);
    properties.put("KEYS", "order-" + key);
    broker.store(topic, 0, key, properties);
  }

  private void level(String key, int level) throws IOException {
    broker.store("T", 0, key, Map.of("DELAY", Integer.toString(level), "UNIQ_KEY", key));
  }

  private void pass(long millis) {
    broker.clock.advance(millis);
    delivery.wake();
  }

  /** Lets everything be delivered that there is, and a last message after it. */
  private List<String> deliveredIn(long millis) throws IOException {
    long before = lastOnes();
    timed("T", "last", millis);
    pass(millis);
    Awaitility.await("last").pollDelay(Duration.ZERO).until(() -> lastOnes() > before);
    return broker.bodies("T", 0);
  }

  private long lastOnes() {
    return broker.bodies("T", 0).stream().filter("last"::equals).count();
  }

  private FakeReply recall(String handle) {
    Processors.Builder builder = Processors.builder();
    new RecallProcessor(broker.settings, broker.topics, broker.store, delivery)
        .contribute(builder, Runnable::run);
    return FakeRequest.of(RequestCode.RECALL_MESSAGE)
        .with("topic", "T")
        .with("recallHandle", handle)
        .answeredBy(builder.build());
  }

  private static String handle(String key) {
    return RecallHandlesTest.handle("T", "broker-a", 1, key);
  }

  @Test
  void aRecalledMessageIsNotDelivered() throws IOException {
    timed("T", "a", 5_000);
    timed("T", "b", 5_000);
    FakeReply reply = recall(handle("a"));
    assertThat(reply.code()).as(reply.remark()).isZero();
    assertThat(reply.field("msgId")).isEqualTo("a");
    assertThat(recall(handle("a")).code()).as("once more").isZero();
    assertThat(deliveredIn(6_000)).containsExactly("b", "last");
    assertThat(recall(handle("a")).code()).as("still cancelled").isZero();
  }

  @Test
  void aRecallOutlivesARestartAndAnotherEngine() throws Exception {
    timed("T", "a", 50_000);
    assertThat(recall(handle("a")).code()).isZero();
    delivery.close();
    start();
    admin.switchEngine("timer", "heap");
    assertThat(recall(handle("a")).code()).isZero();
    assertThat(deliveredIn(51_000)).containsExactly("last");
  }

  @Test
  void aMessageThatWaitsBeyondTheRollWindowIsRecalled() throws IOException {
    timed("T", "a", 150_000);
    pass(60_000);
    Awaitility.await("parked again")
        .until(() -> broker.store.queue("rmq_sys_wheel_timer", 0).maxOffset() == 2);
    assertThat(recall(handle("a")).code()).isZero();
    pass(60_000);
    assertThat(deliveredIn(50_000)).containsExactly("last");
  }

  @Test
  void theAnswerIsDefinite() throws IOException {
    timed("T", "a", 1_000);
    assertThat(deliveredIn(2_000)).containsExactly("a", "last");
    FakeReply delivered = recall(handle("a"));
    assertThat(delivered.code()).isEqualTo(604);
    assertThat(delivered.remark()).contains("already been delivered");
    FakeReply unknown = recall(handle("nobody"));
    assertThat(unknown.code()).isEqualTo(22);
    assertThat(unknown.remark()).contains("unknown");
    assertThat(recall("nonsense").code()).isEqualTo(604);
    assertThat(recall(RecallHandlesTest.handle("Other", "broker-a", 1, "a")).code()).isEqualTo(604);
    assertThat(recall(RecallHandlesTest.handle("T", "broker-b", 1, "a")).code()).isEqualTo(604);
  }

  @Test
  void recallHasToBeAllowed() throws Exception {
    broker.settings.change(Map.of("recallMessageEnable", "false"));
    FakeReply reply = recall(handle("a"));
    assertThat(reply.code()).isEqualTo(16);
    assertThat(reply.remark()).contains("recallMessageEnable");
  }

  @Test
  void operatorsSeeWhatWaits() throws Exception {
    timed("T", "c", 30_000);
    timed("Other", "x", 20_000);
    level("l", 3);
    timed("T", "a", 5_000);
    assertThat(admin.waiting(null, 10))
        .extracting(DelayAdmin.Waiting::uniqueKey)
        .containsExactly("a", "l", "x", "c");
    assertThat(admin.waiting("T", 2))
        .extracting(DelayAdmin.Waiting::uniqueKey)
        .containsExactly("a", "l");
    DelayAdmin.Waiting first = admin.waiting(null, 1).get(0);
    assertThat(first.lane()).isEqualTo("timer");
    assertThat(first.keys()).isEqualTo("order-a");
    assertThat(first.dueMillis()).isEqualTo(broker.clock.millis() + 5_000);
    assertThat(admin.find("l").get(0).level()).isEqualTo(3);
    assertThat(admin.find("order-x").get(0).state()).isEqualTo("waiting");
    assertThat(admin.find("nobody")).isEmpty();
    assertThat(deliveredIn(6_000)).contains("a");
    assertThat(admin.find("a").get(0).state()).isEqualTo("delivered");
    assertThat(admin.waiting(null, 10))
        .extracting(DelayAdmin.Waiting::uniqueKey)
        .containsExactly("l", "x", "c");
    assertThat(admin.lanes()).extracting(DelayAdmin.Lane::state).containsOnly("serving");
  }

  @Test
  void operatorsCancel() throws Exception {
    timed("T", "a", 5_000);
    level("l", 2);
    level("kept", 2);
    assertThat(admin.cancel("order-a")).isEqualTo(1);
    assertThat(admin.cancel("a")).isZero();
    assertThat(admin.cancel("l")).isEqualTo(1);
    assertThat(admin.find("l").get(0).state()).isEqualTo("cancelled");
    assertThat(admin.waiting(null, 10))
        .extracting(DelayAdmin.Waiting::uniqueKey)
        .contains("kept")
        .doesNotContain("l");
    delivery.close();
    start();
    assertThat(deliveredIn(6_000)).containsExactlyInAnyOrder("kept", "last");
  }

  /** Threads that do nothing again and again: progress is not written before the end. */
  private Scheduler withoutPeriods() {
    return new Scheduler() {
      @Override
      public Task every(String name, long initialMillis, long periodMillis, Runnable body) {
        return () -> {};
      }

      @Override
      public Task after(String name, long delayMillis, Runnable body) {
        return scheduler.after(name, delayMillis, body);
      }

      @Override
      public Worker worker(String name, Step step) {
        return scheduler.worker(name, step);
      }

      @Override
      public Pool pool(String name, int threads, int queueCapacity) {
        return scheduler.pool(name, threads, queueCapacity);
      }
    };
  }

  @Test
  void aCancellationIsKnownUntilTheProgressBeyondItIsOnDisk() throws Exception {
    delivery.close();
    start(disk, withoutPeriods());
    level("cancelled", 1);
    level("delivered", 1);
    level("later", 4);
    assertThat(admin.cancel("cancelled")).isEqualTo(1);
    pass(1_000);
    Awaitility.await("passed by").until(() -> broker.bodies("T", 0).contains("delivered"));
    assertThat(admin.cancel("later")).isEqualTo(1);
    MemoryDisk left = disk.copy();
    delivery.close();
    start(left, scheduler);
    assertThat(deliveredIn(60_000)).containsExactly("delivered", "last");
  }

  @Test
  void operatorsReschedule() throws Exception {
    timed("T", "a", 5_000);
    timed("T", "b", 30_000);
    level("l", 4);
    long now = broker.clock.millis();
    assertThat(admin.reschedule("a", now + 40_000)).isEqualTo(1);
    assertThat(admin.reschedule("b", now + 2_000)).isEqualTo(1);
    assertThat(admin.reschedule("l", now - 1)).isEqualTo(1);
    assertThat(admin.reschedule("nobody", now)).isZero();
    Awaitility.await("now").until(() -> broker.bodies("T", 0).contains("l"));
    assertThat(deliveredIn(10_000)).containsExactly("l", "b", "last");
    delivery.close();
    start();
    pass(30_000);
    Awaitility.await("later").until(() -> broker.bodies("T", 0).contains("a"));
    assertThat(deliveredIn(5_000)).containsExactly("l", "b", "last", "a", "last");
  }

  @Test
  void whatWasMovedOnceIsMovedAgainAsOneMessage() throws Exception {
    timed("T", "a", 50_000);
    long now = broker.clock.millis();
    for (long after : new long[] {20_000, 30_000, 20_000, 20_000}) {
      assertThat(admin.reschedule("order-a", now + after)).as("to %d", after).isEqualTo(1);
    }
    assertThat(admin.find("order-a"))
        .extracting(DelayAdmin.Waiting::state)
        .containsExactly("waiting", "cancelled", "cancelled", "cancelled", "cancelled");
    assertThat(admin.waiting(null, 10)).hasSize(1);
    assertThat(deliveredIn(60_000)).containsExactly("a", "last");
  }

  @Test
  void whatWasTakenBackIsShownSoByEachOfItsKeys() throws Exception {
    timed("T", "a", 50_000);
    timed("T", "b", 50_000);
    Awaitility.await("fed").until(() -> admin.lanes().get(1).pending() == 2);
    assertThat(admin.cancel("order-a")).isEqualTo(1);
    assertThat(admin.cancel("order-a")).as("once more").isZero();
    assertThat(admin.find("order-a").get(0).state()).isEqualTo("cancelled");
    assertThat(admin.find("a").get(0).state()).isEqualTo("cancelled");
    assertThat(admin.waiting(null, 10))
        .extracting(DelayAdmin.Waiting::uniqueKey)
        .containsExactly("b");
    delivery.wake();
    Awaitility.await("pending").until(() -> admin.lanes().get(1).pending() == 1);
    assertThat(deliveredIn(60_000)).containsExactly("b", "last");
    assertThat(admin.find("order-a").get(0).state()).as("later").isEqualTo("cancelled");
  }

  @Test
  void nothingWaitsForATopicThatWasDeleted() throws Exception {
    timed("Other", "o", 50_000);
    broker.store("Other", 0, "l", Map.of("DELAY", "4", "UNIQ_KEY", "l"));
    timed("T", "a", 50_000);
    broker.topics.delete("Other");
    broker.store.deleteTopic("Other");
    assertThat(admin.waiting(null, 10))
        .extracting(DelayAdmin.Waiting::uniqueKey)
        .containsExactly("a");
    assertThat(admin.find("o").get(0).state()).isEqualTo("cancelled");
    assertThat(admin.find("l").get(0).state()).isEqualTo("cancelled");
    assertThat(admin.reschedule("o", 0)).isZero();
  }

  private String engineAfterRestart(Map<String, String> configuration) throws Exception {
    LiveSettings settings = new LiveSettings(configuration, Path.of("data"));
    new EngineSwitches(switches, settings);
    return settings.current().timers().engine("levels");
  }

  @Test
  void enginesAreSwitchedForReasons() throws Exception {
    assertThatThrownBy(() -> admin.switchEngine("timer", "levels"))
        .isInstanceOf(AdminException.class)
        .hasMessageContaining("cannot serve lane timer")
        .hasMessageContaining("heap");
    assertThatThrownBy(() -> admin.switchEngine("timer", "nothing"))
        .hasMessageContaining("no delay engine nothing");
    assertThatThrownBy(() -> admin.switchEngine("lane", "heap"))
        .hasMessageContaining("levels or timer");
    admin.switchEngine("levels", "heap");
    Awaitility.await("heap").until(() -> admin.lanes().get(0).engine().equals("heap"));
    assertThat(engineAfterRestart(Map.of())).isEqualTo("heap");
    assertThat(engineAfterRestart(Map.of("delayEngineLevels", "wheel")))
        .as("configured since")
        .isEqualTo("wheel");
    level("l", 1);
    pass(1_000);
    Awaitility.await("delivered").until(() -> broker.bodies("T", 0).contains("l"));
  }
}
