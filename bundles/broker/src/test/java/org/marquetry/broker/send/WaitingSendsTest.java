/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.broker.fake.Bench.send;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.fake.Bench;
import org.marquetry.broker.fake.ComingBackends;
import org.marquetry.broker.fake.FakeConnection;
import org.marquetry.broker.fake.FakeGroups;
import org.marquetry.broker.fake.FakeReply;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.store.Durability;
import org.marquetry.store.MessageLog;
import org.marquetry.store.SpanContext;
import org.marquetry.store.StorageBackend;
import org.marquetry.store.mapped.MappedBackend;

/** Sends that come while the log's storage backend is not there. */
@Timeout(60)
class WaitingSendsTest {

  private static final int PATIENCE = 2_500;

  private final ComingBackends backends = new ComingBackends();
  private Bench bench;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    bench = new Bench(directory, backends.table);
    bench.topics.put(TopicConfig.of("T", 4, 6));
    bench.groups.rules.put("g", new FakeGroups.Rules(true, true, 16, 0));
    assertThat(bench.answer(send("T", "before")).code()).isZero();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private FakeRequest submit(FakeRequest request) {
    request.process(bench.processors);
    return request;
  }

  private List<FakeRequest> submit(String... bodies) {
    return List.of(bodies).stream().map(body -> submit(send("T", body))).toList();
  }

  private List<String> bodies() {
    int count = (int) bench.store.queue("T", 0).maxOffset();
    return IntStream.range(0, count).mapToObj(i -> Bench.text(bench.stored("T", 0, i))).toList();
  }

  private static FakeReply refused(FakeRequest request, int code) {
    FakeReply reply = request.reply();
    assertThat(reply.code()).as(reply.remark()).isEqualTo(code);
    return reply;
  }

  @Test
  void whatCameMeanwhileIsStoredInItsOrderAndBeforeWhatComesAfter() {
    backends.leave(bench.store);
    List<FakeRequest> held = submit("a", "b", "c");
    assertThat(held).noneMatch(FakeRequest::answered);
    assertThat(bench.sends.waiting()).isEqualTo(3);

    backends.comeBack(bench.store);
    List<FakeRequest> behind = submit("d", "e");
    assertThat(behind).as("others wait before them").noneMatch(FakeRequest::answered);
    bench.scheduler.runAll();

    List<FakeRequest> all = new ArrayList<>(held);
    all.addAll(behind);
    for (int i = 0; i < all.size(); i++) {
      assertThat(all.get(i).reply().code()).isZero();
      assertThat(all.get(i).reply().field("queueOffset")).isEqualTo("" + (i + 1));
    }
    assertThat(bodies()).containsExactly("before", "a", "b", "c", "d", "e");
    assertThat(bench.sends.waiting()).isZero();
    assertThat(submit(send("T", "at once")).reply().code()).isZero();
  }

  @Test
  void everyKindOfSendWaits() {
    FakeRequest batch = FakeRequest.of(320);
    send("T", "").fields().forEach(batch::with);
    batch
        .with("m", true)
        .body(new byte[] {0, 0, 0, 23, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 'x', 0, 0});
    backends.leave(bench.store);
    List<FakeRequest> held =
        List.of(
            submit(send("T", "delayed", "DELAY", "1")),
            submit(batch),
            submit(send("NEW", "of a new topic")),
            submit(send("%RETRY%g", "once more")),
            submit(send("T", "one-way").asOneWay()));
    assertThat(held).noneMatch(FakeRequest::answered);
    assertThat(bench.sends.waiting()).isEqualTo(5);

    backends.comeBack(bench.store);
    bench.scheduler.runAll();

    held.forEach(each -> assertThat(each.reply().code()).as(each.reply().remark()).isZero());
    assertThat(bodies()).containsExactly("before", "x", "one-way");
    assertThat(bench.store.queue("NEW", 0).maxOffset()).isEqualTo(1);
    assertThat(bench.store.queue("%RETRY%g", 0).maxOffset()).isEqualTo(1);
    assertThat(bench.store.queue("SCHEDULE_TOPIC_XXXX", 0).maxOffset()).isEqualTo(1);
  }

  @Test
  void aLogThatLeavesAgainLosesNoneAndKeepsTheOrder() {
    backends.leave(bench.store);
    submit("a", "b");
    backends.comeBack(bench.store);
    backends.leave(bench.store);
    bench.scheduler.runAll();
    submit("c");
    assertThat(bench.sends.waiting()).isEqualTo(3);
    backends.comeBack(bench.store);
    bench.scheduler.runAll();
    assertThat(bodies()).containsExactly("before", "a", "b", "c");
  }

  @Test
  void whoHasWaitedTooLongIsToldWhy() {
    backends.leave(bench.store);
    FakeRequest early = submit(send("T", "early"));
    bench.clock.advance(PATIENCE - 1);
    FakeRequest late = submit(send("T", "late"));
    bench.scheduler.runAll();
    assertThat(early.answered()).isFalse();

    bench.clock.advance(1);
    bench.scheduler.runAll();
    bench.sends.close();

    assertThat(refused(early, 14).remark())
        .contains("waitTimeMillsForStorage=2500")
        .contains("'mapped' is not there")
        .contains("deploy the bundle");
    assertThat(refused(late, 14).remark()).contains("broker is closing");
    backends.comeBack(bench.store);
    assertThat(bodies()).containsExactly("before");
  }

  @Test
  void noMoreWaitThanMay() throws Exception {
    bench.settings.change(Map.of("maxSendsWaitingForStorage", "2"));
    backends.leave(bench.store);
    List<FakeRequest> held = submit("a", "b", "one too many");
    assertThat(refused(held.get(2), 2).remark())
        .contains("2 sends of 2 bytes wait for the log")
        .contains("maxSendsWaitingForStorage=2")
        .contains("'mapped'");

    bench.settings.change(
        Map.of("maxSendsWaitingForStorage", "100", "maxBytesWaitingForStorage", "10"));
    List<FakeRequest> more = submit("12345678", "9");
    assertThat(more.get(0).answered()).as("10 bytes wait").isFalse();
    assertThat(refused(more.get(1), 2).remark()).contains("maxBytesWaitingForStorage=10");

    backends.comeBack(bench.store);
    bench.scheduler.runAll();
    assertThat(bodies()).containsExactly("before", "a", "b", "12345678");
    backends.leave(bench.store);
    assertThat(submit(send("T", "1234567890")).answered()).as("none waits before it").isFalse();
  }

  @Test
  void nobodyWaitsWhereThatIsNotWanted() throws Exception {
    bench.settings.change(Map.of("waitTimeMillsForStorage", "0"));
    backends.leave(bench.store);
    assertThat(refused(submit(send("T", "a")), 14).remark()).contains("'mapped' is not there");
    assertThat(bench.sends.waiting()).isZero();
  }

  @Test
  void aMessageWhoseProducerHasGoneIsStoredAllTheSame() {
    FakeConnection connection = new FakeConnection(50_001);
    backends.leave(bench.store);
    submit(send("T", "last words").over(connection));
    connection.close();
    backends.comeBack(bench.store);
    bench.scheduler.runAll();
    assertThat(bodies()).containsExactly("before", "last words");
    assertThat(bench.stored("T", 0, 1).bornHost().getPort()).isEqualTo(50_001);
  }

  @Test
  void aBrokerThatStopsRefusesThemAndThoseThatCome() {
    backends.leave(bench.store);
    List<FakeRequest> held = submit("a", "b");
    bench.sends.stopWaiting();
    held.forEach(
        each -> assertThat(refused(each, 14).remark()).contains("broker is closing: ", "'mapped'"));
    assertThat(refused(submit(send("T", "c")), 14).remark()).contains("broker is closing");
    assertThat(bench.sends.waiting()).isZero();
  }

  @Test
  void aStoreThatIsClosedMeanwhileDoesNotKeepThemWaiting() {
    backends.leave(bench.store);
    FakeRequest held = submit(send("T", "a"));
    bench.store.close();
    bench.scheduler.runAll();
    assertThat(refused(held, 14).remark()).contains("the store is closed");
  }

  @Test
  void sendsWaitForASwitchToAnotherBackend() throws Exception {
    CountDownLatch opening = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    StorageBackend real = new MappedBackend();
    backends.add(
        "slow",
        new StorageBackend() {
          @Override
          public MessageLog open(SpanContext context) throws IOException {
            opening.countDown();
            try {
              goOn.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            return real.open(context);
          }

          @Override
          public Durability durability() {
            return real.durability();
          }
        });
    var switched = bench.store.switchTo("slow", Durability.ON_DISK, false);
    opening.await();
    List<FakeRequest> held = submit("a", "b");
    assertThat(held).noneMatch(FakeRequest::answered);

    goOn.countDown();
    switched.get();
    Awaitility.await().until(() -> bench.store.absence() == null);
    bench.scheduler.runAll();

    held.forEach(each -> assertThat(each.reply().code()).isZero());
    assertThat(bodies()).containsExactly("before", "a", "b");
    assertThat(bench.store.queue("T", 0).position(1)).isEqualTo(switched.get().start());
  }
}
