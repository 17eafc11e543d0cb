/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.delay.TimerCheck;
import org.marquetry.broker.fake.BrokerFixture;
import org.marquetry.broker.fake.ComingBackends;
import org.marquetry.broker.fake.FakeReply;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.broker.fake.ManualCalls;
import org.marquetry.broker.fake.ManualScheduler;
import org.marquetry.broker.fake.WordFilter;
import org.marquetry.broker.intercept.DeliverInterception;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyNames;
import org.marquetry.remoting.Processors;
import org.marquetry.store.Durability;
import org.marquetry.store.mapped.MappedBackend;

class PopProcessorTest {

  private static final String GROUP = "G";

  @TempDir private Path root;
  private BrokerFixture broker;
  private ManualScheduler scheduler;
  private PopProcessor pops;
  private Processors processors;

  /** One message as a consumer gets it. */
  private record Got(String body, String topic, int times, String receipt, int queueId, long at) {}

  @BeforeEach
  void open() throws Exception {
    broker = new BrokerFixture(root);
    broker.topic("T", 2);
    begin();
  }

  private void begin() throws Exception {
    scheduler = new ManualScheduler();
    pops =
        new PopProcessor(
            new PopParts(
                broker.settings,
                broker.topics,
                broker.clients.consumers(),
                broker.store,
                broker.writer,
                broker.offsets,
                broker.resets,
                broker.filters,
                broker.stats,
                new DeliverInterception(new ManualCalls<>(), bundle -> true),
                new JsonFile(broker.disk, root.resolve("config").resolve("consumerOrderInfo.json")),
                broker.clock,
                scheduler),
            Runnable::run);
    broker.store.onAppend(pops.appendListener());
    pops.start(foreign());
    Processors.Builder builder = Processors.builder();
    pops.contribute(builder, Runnable::run);
    processors = builder.build();
  }

  private ForeignPops foreign() {
    Path config = root.resolve("config");
    return new ForeignPops(
        new JsonFile(broker.disk, config.resolve("popProgress.json")),
        new TimerCheck(broker.disk, config.resolve("timercheck")),
        broker.delayed);
  }

  @AfterEach
  void close() {
    pops.close();
    broker.close();
  }

  private void send(int queueId, String body) throws Exception {
    broker.store("T", queueId, body, Map.of());
  }

  private FakeRequest request(int messages, long pollMillis) {
    return FakeRequest.of(200_050)
        .with("consumerGroup", GROUP)
        .with("topic", "T")
        .with("queueId", -1)
        .with("maxMsgNums", messages)
        .with("invisibleTime", 10_000)
        .with("pollTime", pollMillis)
        .with("bornTime", broker.clock.millis())
        .with("initMode", 0);
  }

  private List<Got> pop(int messages) {
    return got(request(messages, 0).answeredBy(processors));
  }

  private List<Got> got(FakeReply reply) {
    if (reply.code() == 210) {
      return List.of();
    }
    assertThat(reply.code()).as(reply.remark()).isZero();
    List<Got> got = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(reply.bytes());
    MessageRecord record = new MessageRecord();
    for (int at = 0; at < bytes.limit(); at += record.size()) {
      record.wrap(bytes, at);
      got.add(
          new Got(
              UTF_8.decode(record.body()).toString(),
              record.topic(),
              record.reconsumeTimes(),
              receipt(reply, record),
              record.queueId(),
              record.queueOffset()));
    }
    return got;
  }

  /** As the client builds it. */
  private static String receipt(FakeReply reply, MessageRecord record) {
    String given = record.property(PropertyNames.POP_CHECKPOINT);
    if (given != null) {
      return given;
    }
    for (String start : reply.field("startOffsetInfo").split(";", -1)) {
      String[] fields = start.split(" ", -1);
      if (fields[0].equals("0") && Integer.parseInt(fields[1]) == record.queueId()) {
        return String.join(
            " ",
            fields[2],
            reply.field("popTime"),
            reply.field("invisibleTime"),
            reply.field("reviveQid"),
            fields[0],
            BrokerFixture.BROKER,
            fields[1],
            Long.toString(record.queueOffset()));
      }
    }
    throw new AssertionError("no start offset of queue " + record.queueId());
  }

  private FakeRequest about(int code, Got message) {
    String flag = message.receipt().split(" ", -1)[4];
    return FakeRequest.of(code)
        .with("consumerGroup", GROUP)
        .with("topic", flag.equals("0") ? "T" : "%RETRY%G_T")
        .with("queueId", message.queueId())
        .with("extraInfo", message.receipt())
        .with("offset", message.at());
  }

  private void acknowledge(Got message) {
    assertThat(about(200_051, message).answeredBy(processors).code()).isZero();
  }

  private static List<String> bodies(List<Got> messages) {
    return messages.stream().map(Got::body).toList();
  }

  @FunctionalInterface
  private interface Meanwhile {
    void happens() throws Exception;
  }

  private void restart() throws Exception {
    restart(() -> {});
  }

  private void restart(Meanwhile meanwhile) throws Exception {
    pops.close();
    pops.persist();
    broker.offsets.persist();
    broker.close();
    meanwhile.happens();
    broker = new BrokerFixture(root);
    begin();
  }

  /** Only what is in the log and was written before is there afterwards. */
  private void crash() throws Exception {
    pops.close();
    broker.close();
    broker = new BrokerFixture(root);
    begin();
  }

  @Test
  void messagesOfAllQueuesAreHandedOutOnceAndAcknowledged() throws Exception {
    send(0, "a0");
    send(0, "a1");
    send(1, "b0");
    List<Got> first = pop(32);
    assertThat(bodies(first)).containsExactlyInAnyOrder("a0", "a1", "b0");
    assertThat(pop(32)).as("all are hidden").isEmpty();
    first.forEach(this::acknowledge);
    broker.clock.advance(20_000);
    scheduler.runAll();
    assertThat(pop(32)).isEmpty();
    assertThat(broker.offsets.offset(GROUP, "T", 0)).isEqualTo(2);
  }

  @Test
  void whatIsNotAcknowledgedComesAgainThroughTheRetryTopic() throws Exception {
    send(0, "kept");
    send(0, "failed");
    List<Got> first = pop(32);
    acknowledge(first.get(0));
    broker.clock.advance(9_999);
    scheduler.runAll();
    assertThat(pop(32)).as("before its time is up").isEmpty();
    broker.clock.advance(1);
    scheduler.runAll();

    List<Got> again = pop(32);
    assertThat(bodies(again)).containsExactly("failed");
    assertThat(again.get(0).topic()).as("the topic that the consumer asked for").isEqualTo("T");
    assertThat(again.get(0).times()).isEqualTo(1);
    acknowledge(first.get(1));
    broker.clock.advance(10_000);
    scheduler.runAll();
    List<Got> third = pop(32);
    assertThat(bodies(third)).as("an old receipt does not count").containsExactly("failed");
    assertThat(third.get(0).times()).isEqualTo(2);
    acknowledge(third.get(0));
    broker.clock.advance(10_000);
    scheduler.runAll();
    assertThat(pop(32)).isEmpty();
  }

  @Test
  void whatIsDueWaitsForALogThatIsAway(@TempDir Path other) throws Exception {
    close();
    ComingBackends backends = new ComingBackends();
    broker = new BrokerFixture(other, Map.of(), backends.table);
    broker.topic("T", 2);
    begin();
    send(0, "kept");
    assertThat(bodies(pop(1))).containsExactly("kept");
    backends.add("next", new MappedBackend());
    broker.store.switchTo("next", Durability.ON_DISK, false).get();
    backends.leave();
    broker.clock.advance(10_000);
    scheduler.runAll();
    assertThat(pop(1)).as("what cannot be read").isEmpty();

    backends.comeBack();
    Awaitility.await()
        .untilAsserted(
            () -> {
              scheduler.runAll();
              assertThat(bodies(pop(1))).containsExactly("kept");
            });
  }

  @Test
  void whatCameTooOftenGoesToTheDeadLetters() throws Exception {
    send(0, "bad");
    for (int times = 0; times <= 16; times++) {
      List<Got> got = pop(32);
      assertThat(bodies(got)).as("delivery %s", times).containsExactly("bad");
      assertThat(got.get(0).times()).isEqualTo(times);
      broker.clock.advance(10_000);
      scheduler.runAll();
    }
    assertThat(pop(32)).isEmpty();
    assertThat(broker.bodies("%DLQ%G", 0)).containsExactly("bad");
  }

  @Test
  void aMessageMayBeHiddenForAnotherTime() throws Exception {
    send(0, "m");
    Got first = pop(1).get(0);
    FakeReply changed = about(200_053, first).with("invisibleTime", 30_000).answeredBy(processors);
    assertThat(changed.code()).isZero();
    assertThat(about(200_053, first).with("invisibleTime", 1).answeredBy(processors).code())
        .as("the receipt before is no longer valid")
        .isEqualTo(208);
    broker.clock.advance(20_000);
    scheduler.runAll();
    assertThat(pop(1)).isEmpty();
    String receipt =
        first.at()
            + " "
            + changed.field("popTime")
            + " 30000 "
            + changed.field("reviveQid")
            + " 0 broker-a 0 0";
    acknowledge(new Got("m", "T", 0, receipt, 0, 0));
    broker.clock.advance(30_000);
    scheduler.runAll();
    assertThat(pop(1)).isEmpty();
  }

  @Test
  void whatWasHiddenStaysHiddenAndWhatWasAcknowledgedStaysSoOverARestart() throws Exception {
    for (int i = 0; i < 6; i++) {
      send(0, "m" + i);
    }
    List<Got> first = pop(4);
    acknowledge(first.get(1));
    acknowledge(first.get(2));
    restart();
    assertThat(bodies(pop(32))).as("new ones alone").containsExactly("m4", "m5");
    broker.clock.advance(10_000);
    scheduler.runAll();
    assertThat(bodies(pop(32))).containsExactlyInAnyOrder("m0", "m3", "m4", "m5");
  }

  @Test
  void aCrashLosesNothingThoughTheOffsetsAreOld() throws Exception {
    for (int i = 0; i < 4; i++) {
      send(0, "m" + i);
    }
    List<Got> first = pop(2);
    acknowledge(first.get(0));
    crash();
    assertThat(bodies(pop(32))).containsExactly("m2", "m3");
    broker.clock.advance(10_000);
    scheduler.runAll();
    assertThat(bodies(pop(32))).containsExactlyInAnyOrder("m1", "m2", "m3");
  }

  private static final String REVIVE = "rmq_sys_REVIVE_LOG_DefaultCluster";

  /** What RocketMQ stores of a pop of three messages, and of an acknowledgement. */
  private List<String[]> foreignEvents() {
    String key = ",\"pt\":%d,\"q\":0,\"so\":0,\"t\":\"T\"}".formatted(broker.clock.millis());
    return List.of(
        new String[] {
          "ck", "{\"bm\":0,\"bn\":\"broker-a\",\"c\":\"G\",\"d\":[0,1,2],\"it\":10000,\"n\":3" + key
        },
        new String[] {"ack", "{\"ao\":1,\"bn\":\"broker-a\",\"c\":\"G\"" + key});
  }

  @Test
  void whatRocketMqHadPoppedIsTakenOverOnce() throws Exception {
    for (int i = 0; i < 4; i++) {
      send(0, "m" + i);
    }
    broker.offsets.commit(GROUP, "T", 0, 3);
    List<String[]> events = foreignEvents();
    long popTime = broker.clock.millis();
    for (String[] event : events) {
      broker.store(
          REVIVE,
          3,
          event[1],
          Map.of(
              PropertyNames.TAGS,
              event[0],
              PropertyNames.TIMER_DELIVER_MS,
              Long.toString(popTime + 9_000)));
    }
    byte[] check = new byte[4_096];
    ByteBuffer.wrap(check).putLong(popTime - 1_000);
    Files.write(root.resolve("config").resolve("timercheck"), check);
    restart();
    assertThat(bodies(pop(32))).as("the others are hidden or acknowledged").containsExactly("m3");
    acknowledge(new Got("m0", "T", 0, "0 " + popTime + " 10000 3 0 broker-a 0 0", 0, 0));
    for (String[] event : events) {
      broker.storeAsIs(REVIVE, 3, event[1], Map.of(PropertyNames.TAGS, event[0]));
    }
    restart();
    broker.clock.advance(10_000);
    scheduler.runAll();
    List<Got> again = pop(32);
    assertThat(bodies(again)).containsExactlyInAnyOrder("m2", "m3");
    again.forEach(this::acknowledge);
    restart();
    broker.clock.advance(10_000);
    scheduler.runAll();
    assertThat(pop(32)).isEmpty();
  }

  @Test
  void eventsThatAreNoLongerNeededAreNotReadAgain() throws Exception {
    send(0, "m0");
    acknowledge(pop(1).get(0));
    scheduler.runAll();
    scheduler.runAll();
    long noted = 0;
    for (int id = 0; id < 8; id++) {
      noted +=
          Math.max(
              0, broker.offsets.offset(PopJournal.GROUP, "rmq_sys_REVIVE_LOG_DefaultCluster", id));
    }
    assertThat(noted)
        .as("the last that is not needed: of a check point and an acknowledgement the second")
        .isEqualTo(1);
  }

  @Test
  void aPopWaitsForAMessage() throws Exception {
    FakeRequest waiting = request(1, 15_000);
    waiting.process(processors);
    assertThat(waiting.answered()).isFalse();
    assertThat(pops.held()).isEqualTo(1);
    send(1, "late");
    assertThat(waiting.answered()).isTrue();
    assertThat(bodies(got(waiting.reply()))).containsExactly("late");
    assertThat(pops.held()).isZero();

    FakeRequest another = request(1, 15_000);
    another.process(processors);
    broker.clock.advance(15_000);
    scheduler.runAll();
    assertThat(another.reply().code()).isEqualTo(210);
    assertThat(another.reply().field("msgOffsetInfo")).isEmpty();
  }

  @Test
  void whoFindsNoRoomToWaitIsToldWhatIsShort() throws Exception {
    broker.settings.change(Map.of("popPollingSize", "1"));
    request(1, 15_000).process(processors);
    FakeReply reply = request(1, 15_000).answeredBy(processors);
    assertThat(reply.code()).isEqualTo(209);
    assertThat(reply.remark())
        .contains("1 pops of group G wait for a message of topic T, the limit is 1")
        .contains("raise popPollingSize");
    broker.settings.change(Map.of("maxPopPollingSize", "1"));
    assertThat(request(1, 15_000).answeredBy(processors).remark())
        .contains("1 pops wait for a message, the limit is 1: raise maxPopPollingSize");
  }

  @Test
  void aGroupThatAcknowledgesNothingGetsNoMoreAndIsToldWhy() throws Exception {
    broker.settings.change(Map.of("popInflightMessageThreshold", "2"));
    for (int i = 0; i < 3; i++) {
      send(0, "m" + i);
    }
    List<Got> first = pop(2);
    FakeReply reply = request(1, 0).answeredBy(processors);
    assertThat(reply.code()).isEqualTo(210);
    assertThat(reply.remark())
        .contains("2 messages of T/0 for G are popped and not acknowledged, the limit is 2")
        .contains("popInflightMessageThreshold");
    acknowledge(first.get(0));
    assertThat(bodies(pop(1))).containsExactly("m2");
  }

  @Test
  void aRevivedMessageWakesWhoeverWaits() throws Exception {
    send(0, "m");
    pop(1);
    broker.clock.advance(9_000);
    FakeRequest waiting = request(1, 15_000);
    waiting.process(processors);
    assertThat(waiting.answered()).isFalse();
    broker.clock.advance(1_000);
    scheduler.runAll();
    assertThat(bodies(got(waiting.reply()))).containsExactly("m");
  }

  @Test
  void severalAreAcknowledgedAtOnce() throws Exception {
    for (int i = 0; i < 4; i++) {
      send(0, "m" + i);
    }
    FakeReply reply = request(4, 0).answeredBy(processors);
    String bits = Base64.getEncoder().encodeToString(new byte[] {0b1101});
    String body =
        "{\"acks\":[{\"b\":\""
            + bits
            + "\",\"c\":\"G\",\"it\":10000,\"pt\":"
            + reply.field("popTime")
            + ",\"q\":0,\"r\":\"0\",\"rq\":"
            + reply.field("reviveQid")
            + ",\"so\":0,\"t\":\"T\"}],\"brokerName\":\"broker-a\"}";
    assertThat(FakeRequest.of(200_151).body(body).answeredBy(processors).code()).isZero();
    broker.clock.advance(10_000);
    scheduler.runAll();
    assertThat(bodies(pop(32))).containsExactly("m1");
    assertThat(FakeRequest.of(200_151).body("{\"acks\":[]}").answeredBy(processors).code())
        .isEqualTo(208);
  }

  @Test
  void ofATopicWithPrioritiesTheHighestQueueComesFirst() throws Exception {
    prioritized();
    for (int round = 0; round < 10; round++) {
      for (int priority : new int[] {1, 3, 0, 2}) {
        send(priority, round + "p" + priority);
      }
      for (int priority = 3; priority >= 0; priority--) {
        List<Got> next = pop(1);
        assertThat(bodies(next)).containsExactly(round + "p" + priority);
        acknowledge(next.get(0));
      }
    }
  }

  private void prioritized() throws Exception {
    broker.topics.put(
        new TopicConfig(
            "T", 4, 4, 6, TopicConfig.SINGLE_TAG, 0, false, Map.of("message.type", "PRIORITY")));
  }

  @Test
  void theBrokerMayCallTheSmallestNumberTheHighestPriority() throws Exception {
    prioritized();
    broker.settings.change(Map.of("priorityOrderAsc", "false"));
    for (int priority : new int[] {1, 3, 0, 2}) {
      send(priority, "p" + priority);
    }
    FakeReply first = request(1, 0).answeredBy(processors);
    assertThat(bodies(got(first))).containsExactly("p0");
    assertThat(first.field("restNum")).as("of all queues").isEqualTo("3");
    assertThat(bodies(pop(3))).containsExactly("p1", "p2", "p3");
  }

  @Test
  void aGroupMayHaveItsPopsLookEverywhereAlike() throws Exception {
    prioritized();
    String group = "{\"groupName\":\"G\",\"attributes\":{\"+priority.factor\":\"0\"}}";
    assertThat(broker.ask(FakeRequest.of(200).body(group)).code()).isZero();
    Set<String> first = new HashSet<>();
    for (int round = 0; round < 200; round++) {
      for (int priority = 0; priority < 4; priority++) {
        send(priority, "p" + priority);
      }
      List<Got> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.addAll(pop(1));
      }
      first.add(all.get(0).body());
      all.forEach(this::acknowledge);
    }
    assertThat(first)
        .as("what came first in some of 200 rounds")
        .containsExactlyInAnyOrder("p0", "p1", "p2", "p3");
  }

  @Test
  void inOrderNothingComesBeforeTheBatchIsAcknowledged() throws Exception {
    for (int i = 0; i < 4; i++) {
      send(0, "m" + i);
    }
    FakeRequest ordered = request(2, 0).with("order", true).with("attemptId", "one");
    List<Got> first = got(ordered.answeredBy(processors));
    assertThat(bodies(first)).containsExactly("m0", "m1");
    assertThat(got(request(2, 0).with("order", true).answeredBy(processors))).isEmpty();
    assertThat(
            bodies(
                got(
                    request(2, 0)
                        .with("order", true)
                        .with("attemptId", "one")
                        .answeredBy(processors))))
        .as("the answer was lost")
        .containsExactly("m0", "m1");
    broker.clock.advance(10_000);
    FakeReply again = request(2, 0).with("order", true).answeredBy(processors);
    List<Got> second = got(again);
    assertThat(bodies(second)).containsExactly("m0", "m1");
    assertThat(again.field("orderCountInfo"))
        .as("once before, asked for again not counted")
        .isEqualTo("0 qo0%0 1;0 qo0%1 1;0 0 1");
    second.forEach(
        message ->
            acknowledge(
                new Got(
                    message.body(), "T", 0, message.receipt(), message.queueId(), message.at())));
    assertThat(bodies(got(request(2, 0).with("order", true).answeredBy(processors))))
        .containsExactly("m2", "m3");
    assertThat(broker.offsets.offset(GROUP, "T", 0)).isEqualTo(2);
  }

  @Test
  void aStepOfTheClockGivesNothingBackEarlyOrLate() throws Exception {
    send(0, "m");
    pop(1);
    broker.clock.step(3_600_000);
    broker.clock.advance(9_999);
    scheduler.runAll();
    assertThat(pop(1)).as("an hour forwards, and not yet 10 s").isEmpty();
    broker.clock.step(-7_200_000);
    broker.clock.advance(1);
    scheduler.runAll();
    List<Got> again = pop(1);
    assertThat(bodies(again)).as("an hour backwards, and 10 s").containsExactly("m");
    acknowledge(again.get(0));
    broker.clock.advance(20_000);
    scheduler.runAll();
    assertThat(pop(1)).isEmpty();
  }

  private List<Got> popInOrder(int messages, String attempt) {
    FakeRequest request = request(messages, 0).with("order", true);
    return got(
        (attempt == null ? request : request.with("attemptId", attempt)).answeredBy(processors));
  }

  @Test
  void inOrderABatchStaysUnderWayOverACrash() throws Exception {
    for (int i = 0; i < 6; i++) {
      send(0, "m" + i);
    }
    List<Got> before = popInOrder(1, null);
    broker.offsets.persist();
    before.forEach(this::acknowledge);
    List<Got> first = popInOrder(3, "one");
    acknowledge(first.get(0));
    crash();
    assertThat(popInOrder(3, null)).as("while it is under way").isEmpty();
    assertThat(bodies(popInOrder(3, "one")))
        .as("the answer was lost")
        .containsExactly("m2", "m3", "m4");
    crash();
    broker.clock.advance(9_999);
    assertThat(popInOrder(3, null)).as("before its time is up").isEmpty();
    broker.clock.advance(1);
    List<Got> again = popInOrder(3, "two");
    assertThat(bodies(again))
        .as("from the first one that is open on")
        .containsExactly("m2", "m3", "m4");
    acknowledge(first.get(1));
    crash();
    assertThat(popInOrder(3, null)).as("a receipt of before counts nothing").isEmpty();
    again.forEach(this::acknowledge);
    crash();
    assertThat(bodies(popInOrder(3, null))).containsExactly("m5");
  }

  @Test
  void inOrderAMessageThatIsHiddenLongerIsSoAfterARestart() throws Exception {
    send(0, "m0");
    send(0, "m1");
    List<Got> first = popInOrder(2, null);
    FakeReply changed =
        about(200_053, first.get(1)).with("invisibleTime", 30_000).answeredBy(processors);
    assertThat(changed.code()).as(changed.remark()).isZero();
    assertThat(changed.field("popTime")).isEqualTo(first.get(0).receipt().split(" ", -1)[1]);
    acknowledge(first.get(0));
    restart();
    assertThat(broker.offsets.offset(GROUP, "T", 0)).isEqualTo(1);
    broker.clock.advance(20_000);
    assertThat(popInOrder(2, null)).isEmpty();
    broker.clock.advance(10_000);
    assertThat(bodies(popInOrder(2, null))).containsExactly("m1");
  }

  @Test
  void inOrderAnOperatorsResetEndsWhatIsUnderWay() throws Exception {
    for (int i = 0; i < 3; i++) {
      send(0, "m" + i);
    }
    popInOrder(2, null).forEach(this::acknowledge);
    assertThat(bodies(popInOrder(1, null))).containsExactly("m2");
    broker.resets.set(GROUP, "T", 0, 1);
    assertThat(bodies(popInOrder(1, null))).containsExactly("m1");
    crash();
    broker.clock.advance(10_000);
    assertThat(bodies(popInOrder(1, null))).containsExactly("m1");
  }

  @Test
  void inOrderAReceiptOfAnotherMessageIsRefused() throws Exception {
    for (int i = 0; i < 3; i++) {
      send(0, "m" + i);
    }
    Got first = popInOrder(1, null).get(0);
    FakeReply refused = about(200_051, first).with("offset", 2).answeredBy(processors);
    assertThat(refused.code()).isEqualTo(13);
    assertThat(refused.remark()).contains("offset 2 of T/0 for G is none of those popped: [0]");
    assertThat(popInOrder(1, null)).isEmpty();
  }

  /** As RocketMQ writes its file: with numbers for names. */
  @Test
  void inOrderWhatRocketMqHadHandedOutStaysUnderWay() throws Exception {
    for (int i = 0; i < 5; i++) {
      send(0, "m" + i);
    }
    long popTime = broker.clock.millis();
    broker.offsets.commit(GROUP, "T", 0, 1);
    Path file = root.resolve("config").resolve("consumerOrderInfo.json");
    restart(
        () ->
            Files.writeString(
                file,
                ("{\"orderInfoCount\":1,\"table\":{\"T@G\":{0:{\"a\":\"x\",\"cm\":2,\"i\":10000,"
                        + "\"l\":%d,\"o\":[1,1,2],\"oc\":{1:2},\"ot\":{3:%d},\"popTime\":%d},"
                        + "\"odd\":{},1:7}}}")
                    .formatted(popTime, popTime + 20_000, popTime)));
    assertThat(popInOrder(3, null)).isEmpty();
    acknowledge(new Got("m1", "T", 0, "0 " + popTime + " 10000 999 0 broker-a 0 1", 0, 1));
    assertThat(broker.offsets.offset(GROUP, "T", 0)).as("m2 was acknowledged").isEqualTo(3);
    broker.clock.advance(19_999);
    assertThat(popInOrder(3, null)).isEmpty();
    broker.clock.advance(1);
    FakeReply again = request(3, 0).with("order", true).answeredBy(processors);
    assertThat(bodies(got(again))).containsExactly("m3", "m4");
    assertThat(again.field("orderCountInfo")).isEqualTo("0 qo0%3 1;0 0 0");
    scheduler.runAll();
    assertThat(file)
        .content()
        .as("what RocketMQ reads")
        .contains("\"T@G\":{\"0\":{\"cm\":0,\"i\":10000,")
        .contains("\"o\":[3,1],\"oc\":{\"3\":1},\"ot\":{},\"popTime\":");
  }

  @Test
  void filterPluginsChooseWhatIsPopped() throws Exception {
    broker.filterPlugins.put("WORD", new WordFilter());
    broker.store("T", 0, "good one", Map.of("word", "good"));
    broker.store("T", 0, "other", Map.of("word", "other"));
    broker.store("T", 0, "good two", Map.of("word", "good"));
    FakeRequest wanted = request(32, 0).with("expType", "WORD").with("exp", "good");
    assertThat(bodies(got(wanted.answeredBy(processors)))).containsExactly("good one", "good two");
    broker.clock.advance(10_000);
    scheduler.runAll();
    FakeRequest again = request(32, 0).with("expType", "WORD").with("exp", "good");
    assertThat(bodies(got(again.answeredBy(processors))))
        .as("a filter judges once: what comes again was chosen before")
        .containsExactly("good one", "good two");
  }

  @Test
  void aGroupInPerMemberModeIsRefused() throws Exception {
    send(0, "m");
    broker.clients.consumers().servePerMember(GROUP);
    FakeReply reply = request(1, 0).answeredBy(processors);
    assertThat(reply.code()).isEqualTo(1);
    assertThat(reply.remark()).contains("per-member mode", "mq:group-mode G shared");
  }

  @Test
  void onlyWantedMessagesAreHandedOut() throws Exception {
    broker.store("T", 0, "red", Map.of(PropertyNames.TAGS, "red"));
    broker.store("T", 0, "blue", Map.of(PropertyNames.TAGS, "blue"));
    broker.store("T", 0, "red2", Map.of(PropertyNames.TAGS, "red"));
    assertThat(
            bodies(
                got(
                    request(32, 0)
                        .with("expType", "TAG")
                        .with("exp", "red")
                        .answeredBy(processors))))
        .containsExactly("red", "red2");
    assertThat(broker.offsets.offset(GROUP, "T", 0)).isEqualTo(3);
  }

  @Test
  void aRemovedGroupGetsNothingBack() throws Exception {
    send(0, "m");
    pop(1);
    pops.groupRemoved(GROUP);
    broker.clock.advance(10_000);
    scheduler.runAll();
    assertThat(broker.topics.find("%RETRY%G_T")).isNull();
  }

  @Test
  void whatCannotBeIsRefused() throws Exception {
    assertThat(request(33, 0).answeredBy(processors).code()).isEqualTo(29);
    assertThat(request(1, 0).with("queueId", 2).answeredBy(processors).code()).isEqualTo(29);
    assertThat(request(1, 0).with("topic", "U").answeredBy(processors).code()).isEqualTo(17);
    assertThat(
            request(1, 0).with("expType", "NEVER").with("exp", "a").answeredBy(processors).code())
        .isEqualTo(1);
    FakeRequest late = request(1, 100).with("bornTime", broker.clock.millis() - 5_000);
    assertThat(late.answeredBy(processors).code()).isEqualTo(210);
    send(0, "m");
    Got message = pop(1).get(0);
    assertThat(about(200_051, message).with("offset", 7).answeredBy(processors).code())
        .isEqualTo(208);
    assertThat(about(200_051, message).with("queueId", 9).answeredBy(processors).code())
        .isEqualTo(13);
    assertThat(about(200_051, message).with("extraInfo", "x").answeredBy(processors).code())
        .isEqualTo(13);
  }

  @Test
  void showsWhatComesNextAndTakesNothing() throws Exception {
    for (int i = 0; i < 3; i++) {
      send(0, "m" + i);
    }
    pop(1);
    for (int i = 0; i < 2; i++) {
      FakeReply shown = peek();
      assertThat(shown.code()).as(shown.remark()).isZero();
      assertThat(BrokerFixture.body(new MessageRecord().wrap(ByteBuffer.wrap(shown.bytes()), 0)))
          .isEqualTo("m1");
      assertThat(shown.field("restNum")).isEqualTo("1");
    }
    assertThat(bodies(pop(32))).containsExactly("m1", "m2");
    assertThat(peek().code()).isEqualTo(19);
  }

  private FakeReply peek() {
    return FakeRequest.of(200_052)
        .with("consumerGroup", GROUP)
        .with("topic", "T")
        .with("queueId", 0)
        .with("maxMsgNums", 1)
        .answeredBy(processors);
  }

  @Test
  void tellsWhetherThereIsAMessage() throws Exception {
    FakeRequest asking =
        FakeRequest.of(200_054)
            .with("consumerGroup", GROUP)
            .with("topic", "T")
            .with("queueId", -1)
            .with("pollTime", 1_000)
            .with("bornTime", broker.clock.millis());
    asking.process(processors);
    assertThat(asking.answered()).isFalse();
    FakeReply count =
        FakeRequest.of(200_055)
            .with("consumerGroup", GROUP)
            .with("topic", "T")
            .with("queueId", -1)
            .answeredBy(processors);
    assertThat(count.field("pollingNum")).isEqualTo("1");
    send(0, "m");
    assertThat(asking.reply().field("hasMsg")).isEqualTo("true");
    assertThat(bodies(pop(1))).as("asking takes nothing").containsExactly("m");
  }
}
