/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.broker.fake.Bench.pull;
import static org.marquetry.broker.fake.Bench.send;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.fake.Bench;
import org.marquetry.broker.fake.FakeConnection;
import org.marquetry.broker.fake.FakeGroups;
import org.marquetry.broker.fake.FakeReply;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.remoting.RequestCode;

class PullProcessorTest {

  private static final int SUSPEND = 2;
  private static final int SUBSCRIPTION = 4;

  @TempDir Path directory;
  private Bench bench;

  @BeforeEach
  void open() throws Exception {
    bench = new Bench(directory);
    bench.topics.put(TopicConfig.of("T", 4, 6));
    bench.groups.subscribe("G", "T", "*");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void store(String body, String tag) {
    assertThat(bench.answer(send("T", body, "TAGS", tag)).code()).isZero();
  }

  private FakeReply answer(FakeRequest request, int code, String remark) {
    FakeReply reply = bench.answer(request);
    assertThat(reply.code()).as(reply.remark()).isEqualTo(code);
    if (remark != null) {
      assertThat(reply.remark()).contains(remark);
    }
    return reply;
  }

  private static void offsets(FakeReply reply, long next, long min, long max) {
    assertThat(reply.fields())
        .containsEntry("suggestWhichBrokerId", "0")
        .containsEntry("nextBeginOffset", Long.toString(next))
        .containsEntry("minOffset", Long.toString(min))
        .containsEntry("maxOffset", Long.toString(max))
        .containsEntry("topicSysFlag", "0")
        .containsEntry("groupSysFlag", "0");
  }

  private static List<String> bodies(FakeReply reply) {
    return Bench.messages(reply).stream().map(Bench::text).toList();
  }

  @Test
  void givesMessagesInTheirOrder() {
    for (int i = 0; i < 5; i++) {
      store("m" + i, "A");
    }
    FakeReply reply = answer(pull("G", "T", 0, 0), 0, null);
    assertThat(bodies(reply)).containsExactly("m0", "m1", "m2", "m3", "m4");
    offsets(reply, 5, 0, 5);

    reply = answer(pull("G", "T", 0, 2).with("maxMsgNums", 2), 0, null);
    assertThat(bodies(reply)).containsExactly("m2", "m3");
    offsets(reply, 4, 0, 5);
  }

  @Test
  void filtersByTagAndAdvancesPastWhatDoesNotMatch() {
    for (String tag : List.of("A", "B", "A", "C", "C")) {
      store(tag, tag);
    }
    bench.groups.subscribe("G", "T", "A || B");
    FakeReply reply = answer(pull("G", "T", 0, 0), 0, null);
    assertThat(bodies(reply)).containsExactly("A", "B", "A");
    offsets(reply, 5, 0, 5);
    offsets(answer(pull("G", "T", 0, 3), 20, "NO_MATCHED_MESSAGE"), 5, 0, 5);
  }

  @Test
  void takesTheSubscriptionOfTheRequest() {
    store("a", "A");
    store("b", "B");
    bench.groups.online.clear();
    FakeRequest request =
        pull("G", "T", 0, 0).with("sysFlag", SUBSCRIPTION).with("subscription", "B");
    assertThat(bodies(answer(request, 0, null))).containsExactly("b");
    request = pull("G", "T", 0, 0).with("sysFlag", SUBSCRIPTION);
    assertThat(bodies(answer(request, 0, null))).containsExactly("a", "b");
  }

  @Test
  void answersLitePulls() throws Exception {
    store("a", "A");
    FakeRequest lite = FakeRequest.of(RequestCode.LITE_PULL_MESSAGE);
    pull("G", "T", 0, 0).fields().forEach(lite::with);
    assertThat(bodies(answer(lite, 0, null))).containsExactly("a");
    bench.settings.change(Map.of("litePullMessageEnable", "false"));
    FakeRequest refused = FakeRequest.of(RequestCode.LITE_PULL_MESSAGE);
    pull("G", "T", 0, 0).fields().forEach(refused::with);
    assertThat(answer(refused, 16, "litePullMessageEnable").field("forbiddenType")).isEqualTo("1");
  }

  @Test
  void boundsTheBytesOfAnAnswer() throws Exception {
    for (int i = 0; i < 10; i++) {
      store("x".repeat(1000), "A");
    }
    assertThat(bodies(answer(pull("G", "T", 0, 0).with("maxMsgBytes", 1), 0, null))).hasSize(1);
    assertThat(bodies(answer(pull("G", "T", 0, 0).with("maxMsgBytes", 4000), 0, null)))
        .hasSizeBetween(2, 3);
    bench.settings.change(Map.of("maxTransferCountOnMessageInMemory", "4"));
    assertThat(bodies(answer(pull("G", "T", 0, 0), 0, null))).hasSize(4);
  }

  @Test
  void tellsWhereAQueueBeginsAndEnds() {
    offsets(answer(pull("G", "T", 1, 0), 19, "NO_MATCHED_LOGIC_QUEUE"), 0, 0, 0);
    offsets(answer(pull("G", "T", 1, 5), 21, "NO_MATCHED_LOGIC_QUEUE"), 0, 0, 0);
    store("a", "A");
    offsets(answer(pull("G", "T", 0, 1), 19, "OFFSET_OVERFLOW_ONE"), 1, 0, 1);
    offsets(answer(pull("G", "T", 0, 2), 21, "OFFSET_OVERFLOW_BADLY"), 1, 0, 1);
    offsets(answer(pull("G", "T", 0, -1), 21, "OFFSET_TOO_SMALL"), 0, 0, 1);
  }

  @Test
  void checksInTheOrderOfTheReference() throws Exception {
    bench.settings.change(Map.of("brokerPermission", "2"));
    assertThat(answer(pull("G", "T", 0, 0), 16, "brokerPermission").field("forbiddenType"))
        .isEqualTo("1");
    bench.settings.change(Map.of("brokerPermission", "6"));

    answer(pull("nobody", "T", 0, 0), 26, "nobody");
    bench.groups.rules.put("off", new FakeGroups.Rules(false, true, 16, 0));
    assertThat(answer(pull("off", "missing", 0, 0), 16, "off").field("forbiddenType"))
        .isEqualTo("2");
    answer(pull("G", "missing", 0, 0), 17, "missing");
    bench.topics.put(TopicConfig.of("W", 1, 2));
    assertThat(answer(pull("G", "W", 9, 0), 16, "W").field("forbiddenType")).isEqualTo("3");
    answer(pull("G", "T", 4, 0), 29, "queueId[4]");
    answer(pull("G", "T", -1, 0), 29, "queueId[-1]");
    answer(
        pull("G", "T", 0, 0).with("sysFlag", SUBSCRIPTION).with("subscription", "||"),
        23,
        "names no tag");

    bench.groups.rules.put("away", new FakeGroups.Rules(true, true, 16, 0));
    answer(pull("away", "T", 0, 0), 24, "away");
    bench.groups.rules.put("G", new FakeGroups.Rules(true, false, 16, 0));
    bench.groups.online.put(
        "G", new FakeGroups.View(Map.of("T", Subscription.parse("T", "*", null, 10)), true, true));
    assertThat(answer(pull("G", "T", 0, 0), 16, "broadcast").field("forbiddenType")).isEqualTo("4");
    bench.groups.subscribe("G", "T", "*");
    bench.groups.forbidden.add("G@T");
    assertThat(answer(pull("G", "T", 0, 0), 16, "forbidden").field("forbiddenType")).isEqualTo("5");
    bench.groups.forbidden.clear();
    bench.groups.subscribe("G", "other", "*");
    answer(pull("G", "T", 0, 0), 24, "does not subscribe");
    bench.groups.subscribe("G", "T", "*");
    answer(pull("G", "T", 0, 0).with("subVersion", 11), 25, "version");
  }

  @Test
  void refusesLanguagesThatNoFilterUnderstands() throws Exception {
    FakeRequest request =
        pull("G", "T", 0, 0)
            .with("sysFlag", SUBSCRIPTION)
            .with("subscription", "a > 1")
            .with("expressionType", "SQL92");
    answer(request, 1, "does not support consumer to filter message by SQL92");
    bench.groups.online.put(
        "G",
        new FakeGroups.View(Map.of("T", Subscription.parse("T", "a", "SQL92", 10)), false, true));
    answer(pull("G", "T", 0, 0), 1, "SQL92");
  }

  @Test
  void mayRefuseGroupsWithoutPushConsumers() throws Exception {
    bench.settings.change(Map.of("rejectPullConsumerEnable", "true"));
    answer(pull("G", "T", 0, 0), 19, null);
    bench.groups.online.put(
        "G",
        new FakeGroups.View(Map.of("T", Subscription.parse("T", "*", null, 10)), false, false));
    answer(pull("G", "T", 0, 0), 24, "rejectPullConsumerEnable");
  }

  @Test
  void keepsTheOffsetThatAPullCarries() {
    answer(pull("G", "T", 0, 0).with("sysFlag", 1).with("commitOffset", 7), 19, null);
    assertThat(bench.offsets.offset("G", "T", 0)).isEqualTo(7);
    answer(pull("G", "T", 0, 0).with("commitOffset", 9), 19, null);
    assertThat(bench.offsets.offset("G", "T", 0)).isEqualTo(7);
  }

  @Test
  void sendsConsumersToAnOffsetThatAnOperatorSet() {
    store("a", "A");
    store("b", "B");
    bench.resets.set("G", "T", 0, 1);
    offsets(
        answer(pull("G", "T", 0, 2).with("sysFlag", 3).with("commitOffset", 2), 21, "OFFSET_RESET"),
        1,
        0,
        2);
    assertThat(bench.offsets.offset("G", "T", 0)).isEqualTo(-1);
    assertThat(bodies(answer(pull("G", "T", 0, 1), 0, null))).containsExactly("b");
  }

  private FakeRequest hold(int queueId, long offset) {
    FakeRequest request = pull("G", "T", queueId, offset).with("sysFlag", SUSPEND);
    bench.submit(request);
    assertThat(request.answered()).as("held").isFalse();
    return request;
  }

  @Test
  void answersAHeldPullWithTheMessageThatComes() {
    store("a", "A");
    FakeRequest held = hold(0, 1);
    assertThat(bench.pulls.held()).isEqualTo(1);
    store("b", "B");
    FakeReply reply = held.reply();
    assertThat(reply.code()).isZero();
    assertThat(bodies(reply)).containsExactly("b");
    offsets(reply, 2, 0, 2);
    assertThat(bench.pulls.held()).isZero();
  }

  @Test
  void holdsPullsOfQueuesThatNeverHadAMessage() {
    FakeRequest held = hold(0, 0);
    store("a", "A");
    assertThat(bodies(held.reply())).containsExactly("a");
  }

  @Test
  void leavesAPullHeldWhereTheMessageDoesNotMatch() {
    bench.groups.subscribe("G", "T", "B");
    FakeRequest held = hold(0, 0);
    store("a", "A");
    assertThat(held.answered()).isFalse();
    store("b", "B");
    assertThat(bodies(held.reply())).containsExactly("b");
    offsets(held.reply(), 2, 0, 2);
  }

  @Test
  void answersManyHeldPullsAtOnce() {
    List<FakeRequest> held = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      held.add(hold(0, 0));
    }
    FakeRequest other = hold(1, 0);
    bench.executor =
        new java.util.concurrent.Executor() {
          private int count;

          @Override
          public void execute(Runnable task) {
            if (++count > 10) {
              throw new RejectedExecutionException();
            }
            task.run();
          }
        };
    store("a", "A");
    assertThat(held).allSatisfy(pull -> assertThat(bodies(pull.reply())).containsExactly("a"));
    assertThat(other.answered()).isFalse();
  }

  @Test
  void answersWhenTheTimeIsUp() {
    FakeRequest held = hold(0, 0);
    bench.clock.advance(14_999);
    bench.scheduler.runAll();
    assertThat(held.answered()).isFalse();
    bench.clock.advance(1);
    bench.scheduler.runAll();
    assertThat(held.reply().code()).isEqualTo(19);
    offsets(held.reply(), 0, 0, 0);
    assertThat(bench.pulls.held()).isZero();
  }

  @Test
  void tellsAtTheEndOfTheTimeWhatWasPassedOver() {
    bench.groups.subscribe("G", "T", "B");
    FakeRequest held = hold(0, 0);
    store("a", "A");
    bench.clock.advance(15_000);
    bench.scheduler.runAll();
    assertThat(held.reply().code()).isEqualTo(20);
    offsets(held.reply(), 1, 0, 1);
  }

  @Test
  void holdsShortlyWhereLongPollingIsOff() throws Exception {
    bench.settings.change(Map.of("longPollingEnable", "false", "shortPollingTimeMills", "300"));
    FakeRequest held = hold(0, 0);
    bench.clock.advance(300);
    bench.scheduler.runAll();
    assertThat(held.reply().code()).isEqualTo(19);
  }

  @Test
  void holdsNoPullThatMayNotWait() {
    answer(pull("G", "T", 0, 0).with("sysFlag", SUSPEND).with("suspendTimeoutMillis", 0), 19, null);
    store("a", "A");
    answer(pull("G", "T", 0, 9).with("sysFlag", SUSPEND), 21, null);
    bench.groups.subscribe("G", "T", "B");
    answer(pull("G", "T", 0, 0).with("sysFlag", SUSPEND), 20, null);
  }

  @Test
  void holdsNoMoreThanItMay() throws Exception {
    bench.settings.change(Map.of("maxHeldPulls", "2"));
    hold(0, 0);
    hold(0, 0);
    answer(
        pull("G", "T", 0, 0).with("sysFlag", SUSPEND),
        2,
        "2 pulls wait for a message, the limit is 2: raise maxHeldPulls");
  }

  @Test
  void forgetsThePullsOfAConnectionThatEnds() {
    FakeConnection connection = new FakeConnection();
    FakeRequest held = pull("G", "T", 0, 0).with("sysFlag", SUSPEND).over(connection);
    bench.submit(held);
    FakeRequest other = hold(0, 0);
    connection.close();
    bench.pulls.disconnected(connection);
    assertThat(bench.pulls.held()).isEqualTo(1);
    store("a", "A");
    assertThat(other.reply().code()).isZero();
  }

  @Test
  void aPullOfADeadConnectionTakesNoOperatorsOffsetAway() {
    FakeConnection connection = new FakeConnection();
    FakeRequest held = pull("G", "T", 0, 0).with("sysFlag", SUSPEND).over(connection);
    bench.submit(held);
    bench.resets.set("G", "T", 0, 0);
    connection.close();
    bench.pulls.disconnected(connection);
    assertThat(bench.resets.pending("G", "T", 0)).isZero();
  }

  @Test
  void answersHeldPullsOfATopicThatIsDeleted() throws Exception {
    FakeRequest held = hold(0, 0);
    bench.topics.delete("T");
    assertThat(held.reply().code()).isEqualTo(17);
  }

  @Test
  void answersHeldPullsWhenTheBrokerCloses() {
    FakeRequest held = hold(0, 0);
    bench.pulls.close();
    assertThat(held.reply().code()).isEqualTo(19);
    answer(pull("G", "T", 0, 0).with("sysFlag", SUSPEND), 14, "closing");
  }

  @Test
  void readsOldMessagesOffTheIoThread() throws Exception {
    close();
    bench = new Bench(directory, "hotDataMegabytes", "1");
    bench.topics.put(TopicConfig.of("T", 4, 6));
    bench.groups.subscribe("G", "T", "*");
    for (int i = 0; i < 25; i++) {
      store("x".repeat(60_000), "A");
    }
    bench.deferred = 0;
    assertThat(bodies(answer(pull("G", "T", 0, 24), 0, null))).hasSize(1);
    assertThat(bench.deferred).isZero();
    assertThat(bodies(answer(pull("G", "T", 0, 0), 0, null))).isNotEmpty();
    assertThat(bench.deferred).isEqualTo(1);
    bench.executor =
        task -> {
          throw new RejectedExecutionException("7 pulls wait, the limit is 7");
        };
    answer(pull("G", "T", 0, 0), 2, "7 pulls wait, the limit is 7");
  }
}
