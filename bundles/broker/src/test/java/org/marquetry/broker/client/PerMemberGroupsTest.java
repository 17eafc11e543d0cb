/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.marquetry.admin.AdminException;
import org.marquetry.broker.admin.LocalFilterAdmin;
import org.marquetry.broker.fake.Bench;
import org.marquetry.broker.fake.BrokerFixture;
import org.marquetry.broker.fake.FakeConnection;
import org.marquetry.broker.fake.FakeReply;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.message.MessageRecord;

/** Groups in per-member mode, as clients see them that pull one queue or two. */
class PerMemberGroupsTest {

  private static final int QUEUES = 2;

  @TempDir Path directory;
  private BrokerFixture broker;
  private int ports = 50_000;

  /** By body: who got it, in order. */
  private final Map<String, List<String>> got = new TreeMap<>();

  @BeforeEach
  void open() throws Exception {
    broker = new BrokerFixture(directory);
    broker.topic("T", QUEUES);
  }

  @AfterEach
  void close() {
    broker.close();
  }

  /** One client that consumes all queues, since no other subscribes to the same. */
  private final class Consumer {

    final String id;
    final String expression;
    FakeConnection connection;
    final Map<Integer, Long> cursors = new HashMap<>();

    Consumer(String id, String expression) {
      this.id = id;
      this.expression = expression;
      connect();
    }

    void connect() {
      connection = new FakeConnection(ports++);
    }

    void beat() {
      String body =
          "{\"clientID\":\""
              + id
              + "\",\"consumerDataSet\":[{\"consumeFromWhere\":\"CONSUME_FROM_FIRST_OFFSET\","
              + "\"consumeType\":\"CONSUME_PASSIVELY\",\"groupName\":\"G\","
              + "\"messageModel\":\"CLUSTERING\",\"subscriptionDataSet\":["
              + "{\"classFilterMode\":false,\"codeSet\":[],\"expressionType\":\"TAG\","
              + "\"subString\":\""
              + expression
              + "\",\"subVersion\":9,\"tagsSet\":[],\"topic\":\"T\"}],\"unitMode\":false}],"
              + "\"producerDataSet\":[]}";
      assertThat(broker.ask(FakeRequest.of(34).body(body).over(connection)).code()).isZero();
    }

    void leave() {
      FakeReply reply =
          broker.ask(
              FakeRequest.of(35).with("clientID", id).with("consumerGroup", "G").over(connection));
      assertThat(reply.code()).isZero();
      cursors.clear();
    }

    void lose() {
      broker.clients.consumers().disconnected(connection);
      cursors.clear();
    }

    long start(int queue) {
      FakeReply reply =
          broker.ask(
              FakeRequest.of(14)
                  .with("consumerGroup", "G")
                  .with("topic", "T")
                  .with("queueId", queue)
                  .over(connection));
      if (reply.code() == 22) {
        return 0;
      }
      assertThat(reply.code()).as(reply.remark()).isZero();
      return Long.parseLong(reply.fields().get("offset"));
    }

    /**
     * Pulls once, consumes what comes, and commits it.
     *
     * @return the reply's code
     */
    int pull(int queue) {
      long from = cursors.computeIfAbsent(queue, this::start);
      FakeReply reply =
          broker.ask(Bench.pull("G", "T", queue, from).with("maxMsgNums", 3).over(connection));
      if (reply.code() == 0 || reply.code() == 20 || reply.code() == 21) {
        if (reply.code() == 0) {
          for (MessageRecord message : Bench.messages(reply)) {
            got.computeIfAbsent(Bench.text(message), body -> new ArrayList<>()).add(id);
          }
        }
        long next = Long.parseLong(reply.fields().get("nextBeginOffset"));
        cursors.put(queue, next);
        commit(queue, next);
      }
      return reply.code();
    }

    void commit(int queue, long offset) {
      broker.ask(
          FakeRequest.of(15)
              .with("consumerGroup", "G")
              .with("topic", "T")
              .with("queueId", queue)
              .with("commitOffset", offset)
              .over(connection));
    }

    void drain() {
      for (int queue = 0; queue < QUEUES; queue++) {
        for (int rounds = 0; pull(queue) != 19; rounds++) {
          assertThat(rounds).as("pulls until the end of the queue").isLessThan(10_000);
        }
      }
    }
  }

  private Consumer join(String id, String expression) {
    Consumer consumer = new Consumer(id, expression);
    consumer.beat();
    return consumer;
  }

  private void perMember() throws IOException {
    broker.groups.find("G");
    broker.clients.consumers().servePerMember("G");
  }

  private void store(int queue, String tag, int number) throws IOException {
    broker.store("T", queue, tag + number, Map.of("TAGS", tag));
  }

  private void pass(long seconds) {
    for (long left = seconds; left > 0; left -= 5) {
      broker.clock.advance(TimeUnit.SECONDS.toMillis(Math.min(5, left)));
      broker.perMember.tick();
    }
  }

  private static boolean wants(String expression, String body) {
    return Set.of(expression.split(" \\|\\| ")).contains(body.replaceAll("[0-9]", ""));
  }

  @Test
  void everyMessageGoesToOneMemberThatWantsIt() throws Exception {
    perMember();
    Consumer ab = join("ab", "a || b");
    Consumer bc = join("bc", "b || c");
    for (int i = 0; i < 100; i++) {
      for (String tag : List.of("a", "b", "c", "d")) {
        store(i % QUEUES, tag, i);
      }
    }
    ab.drain();
    bc.drain();
    assertThat(got.keySet()).as("bodies that came").hasSize(300);
    got.forEach(
        (body, who) -> {
          assertThat(who).as("who got " + body).hasSize(1);
          assertThat(wants(who.get(0).equals("ab") ? "a || b" : "b || c", body)).isTrue();
        });
    long shared =
        got.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("b") && entry.getValue().contains("ab"))
            .count();
    assertThat(shared).as("of 100 that both want").isBetween(20L, 80L);
  }

  @Test
  void membersThatSubscribeToTheSameDivideTheQueues() throws Exception {
    perMember();
    join("one", "a");
    Consumer two = join("two", "a");
    Consumer other = join("other", "b");
    assertThat(members(two)).contains("\"one\"", "\"two\"").doesNotContain("other");
    assertThat(members(other)).contains("\"other\"").doesNotContain("one");
    FakeReply reply =
        broker.ask(FakeRequest.of(38).with("consumerGroup", "G").over(new FakeConnection(1)));
    assertThat(reply.code()).as("who asks is not known yet").isEqualTo(1);
    assertThat(reply.remark()).contains("per-member", "heartbeat");
  }

  private String members(Consumer asking) {
    FakeReply reply =
        broker.ask(FakeRequest.of(38).with("consumerGroup", "G").over(asking.connection));
    assertThat(reply.code()).as(reply.remark()).isZero();
    return new String(reply.bytes(), UTF_8);
  }

  @Test
  void clientThatConnectedAnewIsServedAfterItsHeartbeat() throws Exception {
    perMember();
    Consumer a = join("a", "a");
    join("b", "b");
    store(0, "a", 1);
    a.drain();
    store(0, "a", 2);
    store(0, "b", 3);
    broker.clients.consumers().disconnected(a.connection);
    a.connect();
    assertThat(a.pull(0)).as("not known yet").isEqualTo(24);
    a.commit(0, 77);
    a.beat();
    assertThat(a.start(0)).as("what a stranger committed does not count").isEqualTo(1);
    a.drain();
    assertThat(got).containsOnly(Map.entry("a1", List.of("a")), Map.entry("a2", List.of("a")));
  }

  @Test
  void groupStandsWhereItsSlowestShareDoesAndGoesOnFromThereWhenShared() throws Exception {
    Consumer a = join("a", "a");
    perMember();
    Consumer b = join("b", "b");
    for (int i = 0; i < 10; i++) {
      store(0, "a", i);
      store(0, "b", i);
    }
    a.drain();
    assertThat(broker.offsets.offset("G", "T", 0)).as("b has not begun").isEqualTo(-1);
    b.pull(0);
    long stood = broker.offsets.offset("G", "T", 0);
    assertThat(stood).isPositive().isLessThan(20);
    LocalFilterAdmin admin = new LocalFilterAdmin(broker.parts, broker.comparisons);
    assertThat(admin.mixed())
        .singleElement()
        .satisfies(mixed -> assertThat(mixed.mode()).isEqualTo("per-member"));
    admin.mode("G", "shared");
    assertThat(admin.mixed())
        .singleElement()
        .satisfies(mixed -> assertThat(mixed.mode()).isEqualTo("shared"));
    assertThat(a.start(0)).isEqualTo(stood);
  }

  @Test
  void modesAndGroupsThatAreNotThereAreRefused() {
    LocalFilterAdmin admin = new LocalFilterAdmin(broker.parts, broker.comparisons);
    assertThatThrownBy(() -> admin.mode("NoSuch", "per-member"))
        .isInstanceOf(AdminException.class)
        .hasMessageContaining("NoSuch")
        .hasMessageContaining("mq:groups");
    broker.groups.find("G");
    assertThatThrownBy(() -> admin.mode("G", "mixed"))
        .isInstanceOf(AdminException.class)
        .hasMessageContaining("'mixed'")
        .hasMessageContaining("shared or per-member");
  }

  @Test
  void shareThatLeftIsTakenOverWithoutGivingAnythingTwice() throws Exception {
    perMember();
    Consumer ab = join("ab", "a || b");
    Consumer bc = join("bc", "b || c");
    for (int i = 0; i < 60; i++) {
      store(0, "b", i);
    }
    for (int i = 0; i < 5; i++) {
      ab.pull(0);
    }
    bc.leave();
    ab.drain();
    assertThat(got.size()).as("bc is waited for").isLessThan(60);
    pass(25);
    ab.drain();
    assertThat(got).hasSize(60);
    assertThat(got.values()).allMatch(who -> who.size() == 1);
    store(0, "c", 1);
    bc.connect();
    bc.beat();
    bc.drain();
    assertThat(got.get("c1")).containsExactly("bc");
    assertThat(got.values()).allMatch(who -> who.size() == 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void nothingIsLostOrGivenTwiceWhoeverComesAndGoes(int seed) throws Exception {
    comeAndGo(seed, true);
    got.forEach((body, who) -> assertThat(who).as("who got " + body).hasSize(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {21, 22, 23, 24, 25, 26, 27, 28})
  void neitherWhereSharesAreGivenUpBeforeTheyHaveDoneWhatOthersLeft(int seed) throws Exception {
    comeAndGo(seed, false);
    got.forEach((body, who) -> assertThat(who).as("who got " + body).hasSize(1));
  }

  /**
   * A model of what is sent and who is there; looks for what is missing.
   *
   * @param calm whether whoever takes over gets done with it before the next one goes
   */
  private void comeAndGo(int seed, boolean calm) throws Exception {
    Random random = new Random(seed);
    List<String> expressions =
        List.of("a || b || c", "b || c || d", "c || d || e", "a || e", "a || b || c || d || e");
    Map<String, Consumer> there = new LinkedHashMap<>();
    perMember();
    Set<String> joined = new TreeSet<>();
    // By body, the expressions of shares that there were when it was sent.
    Map<String, Set<String>> sent = new LinkedHashMap<>();
    for (int step = 0; step < 400; step++) {
      int what = random.nextInt(100);
      String expression = expressions.get(random.nextInt(expressions.size()));
      if (what < 40) {
        for (int i = 0; i < 5; i++) {
          String tag = String.valueOf((char) ('a' + random.nextInt(5)));
          store(random.nextInt(QUEUES), tag, sent.size());
          sent.put(tag + sent.size(), Set.copyOf(joined));
        }
      } else if (what < 80) {
        for (Consumer consumer : there.values()) {
          if (random.nextBoolean()) {
            consumer.pull(random.nextInt(QUEUES));
          }
        }
      } else if (what < 86) {
        there.computeIfAbsent(expression, each -> join(each, each));
        joined.add(expression);
      } else if (what < 90) {
        Consumer gone = there.remove(expression);
        if (gone != null && random.nextBoolean()) {
          gone.leave();
        } else if (gone != null) {
          gone.lose();
        }
      } else if (what < 98) {
        pass(1 + random.nextInt(40));
        if (calm) {
          there.values().forEach(Consumer::drain);
        }
      } else {
        broker.perMember.persist();
        broker.offsets.persist();
        broker.groups.persist();
        broker.close();
        broker = new BrokerFixture(directory);
        there.values().forEach(consumer -> consumer.lose());
        there.values().forEach(consumer -> consumer.connect());
        there.values().forEach(Consumer::beat);
      }
    }
    if (there.isEmpty()) {
      there.put("c || d || e", join("c || d || e", "c || d || e"));
    }
    pass(200);
    there.values().forEach(Consumer::drain);
    there.values().forEach(Consumer::drain);
    Set<String> missing = new TreeSet<>();
    sent.forEach(
        (body, known) -> {
          if (!got.containsKey(body)
              && there.keySet().stream()
                  .anyMatch(each -> known.contains(each) && wants(each, body))) {
            missing.add(body);
          }
        });
    assertThat(missing).as("wanted by " + there.keySet() + " and not given").isEmpty();
  }
}
