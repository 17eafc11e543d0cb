/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.marquetry.broker.fake.Bench.pull;
import static org.marquetry.broker.fake.Bench.send;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.fake.Bench;
import org.marquetry.broker.fake.FakeConnection;
import org.marquetry.broker.fake.FakeGroups;
import org.marquetry.broker.fake.FakeReply;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.broker.fake.WordFilter;
import org.marquetry.broker.filter.FilterTable;
import org.marquetry.broker.filter.Filters;
import org.marquetry.broker.filter.Standstills.Standstill;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.plugin.Gap;

/** Pulls whose messages a plugin judges. */
class FilteredPullTest {

  private static final int SUSPEND = 2;
  private static final int SUBSCRIPTION = 4;
  private static final long SUSPENDED = 15_000;

  @TempDir Path directory;
  private Bench bench;
  private final WordFilter filter = new WordFilter();

  @BeforeEach
  void open() throws Exception {
    bench = new Bench(directory);
    bench.topics.put(TopicConfig.of("T", 4, 6));
    bench.filterPlugins.put("SQL92", filter);
    subscribe("SQL92", "yes");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void subscribe(String type, String expression) {
    bench.groups.subscribe("G", "T", "*");
    bench.groups.online.put(
        "G",
        new FakeGroups.View(
            Map.of("T", Subscription.parse("T", expression, type, 10)), false, true));
  }

  private void store(String body, String word) {
    assertThat(bench.answer(send("T", body, "TAGS", "A", "word", word)).code()).isZero();
  }

  private void storeEach(String... words) {
    for (String word : words) {
      store(word, word);
    }
  }

  private FakeReply answer(FakeRequest request, int code) {
    FakeReply reply = bench.answer(request);
    assertThat(reply.code()).as(reply.remark()).isEqualTo(code);
    return reply;
  }

  private FakeReply answer(int code, long offset) {
    return answer(pull("G", "T", 0, offset), code);
  }

  private FakeRequest hold(long offset) {
    FakeRequest request = pull("G", "T", 0, offset).with("sysFlag", SUSPEND);
    bench.submit(request);
    assertThat(request.answered()).as("answered at once").isFalse();
    return request;
  }

  private void pass(long millis) {
    bench.clock.advance(millis);
    bench.scheduler.runAll();
  }

  private static List<String> bodies(FakeReply reply) {
    return Bench.messages(reply).stream().map(Bench::text).toList();
  }

  private static void next(FakeReply reply, long next, long max) {
    assertThat(reply.fields())
        .containsEntry("nextBeginOffset", Long.toString(next))
        .containsEntry("minOffset", "0")
        .containsEntry("maxOffset", Long.toString(max));
  }

  @Test
  void givesTheMessagesThatMatchInTheirOrder() {
    store("m0", "no");
    store("m1", "yes");
    store("m2", "yes");
    store("m3", "no");
    store("m4", "yes");
    store("m5", "no");
    FakeReply reply = answer(0, 0);
    assertThat(bodies(reply)).containsExactly("m1", "m2", "m4");
    next(reply, 6, 6);
    assertThat(filter.compiled).containsExactly("yes");
  }

  @Test
  void passesOverWhatDoesNotMatch() {
    storeEach("no", "no", "no");
    next(answer(20, 0), 3, 3);
    next(answer(19, 3), 3, 3);
    next(answer(21, 4), 3, 3);
    next(answer(21, -1), 0, 3);
  }

  @Test
  void givesNoMoreThanIsAskedForAndGoesOnThere() {
    for (int i = 0; i < 200; i++) {
      store("m" + i, i % 2 == 0 ? "yes" : "no");
    }
    FakeReply reply = answer(pull("G", "T", 0, 0).with("maxMsgNums", 3), 0);
    assertThat(bodies(reply)).containsExactly("m0", "m2", "m4");
    assertThat(filter.asked).hasSizeLessThan(10);
    List<String> all = new ArrayList<>();
    for (long offset = 0; offset < 200; offset = Long.parseLong(reply.field("nextBeginOffset"))) {
      reply = answer(pull("G", "T", 0, offset).with("maxMsgNums", 7), 0);
      assertThat(bodies(reply)).hasSizeBetween(1, 7);
      all.addAll(bodies(reply));
    }
    assertThat(all).hasSize(100).doesNotHaveDuplicates().contains("m0", "m198");
  }

  @Test
  void boundsTheBytesOfAnAnswer() {
    for (int i = 0; i < 10; i++) {
      store("x".repeat(1000), "yes");
    }
    FakeReply reply = answer(pull("G", "T", 0, 0).with("maxMsgBytes", 1), 0);
    assertThat(bodies(reply)).hasSize(1);
    next(reply, 1, 10);
    reply = answer(pull("G", "T", 0, 1).with("maxMsgBytes", 4000), 0);
    assertThat(bodies(reply)).hasSize(3);
    next(reply, 4, 10);
  }

  @Test
  void gathersWhatIsRareFromManyMessages() {
    for (int i = 0; i < 700; i++) {
      store("m" + i, i % 100 == 99 ? "yes" : "no");
    }
    FakeReply reply = answer(0, 0);
    assertThat(bodies(reply))
        .containsExactly("m99", "m199", "m299", "m399", "m499", "m599", "m699");
    next(reply, 700, 700);
  }

  @Test
  void looksAtNoMoreThanItMayForOnePull() {
    for (int i = 0; i < 9000; i++) {
      store("m", "no");
    }
    FakeReply reply = answer(20, 0);
    assertThat(Long.parseLong(reply.field("nextBeginOffset"))).isBetween(8192L, 8999L);
  }

  @Test
  void goesOnWaitingWhereAMessageDoesNotMatch() {
    store("m0", "no");
    FakeRequest held = hold(1);
    store("m1", "no");
    store("m2", "no");
    assertThat(held.answered()).isFalse();
    assertThat(filter.asked).containsExactly(1L, 2L);
    store("m3", "yes");
    assertThat(bodies(held.reply())).containsExactly("m3");
    next(held.reply(), 4, 4);
    assertThat(filter.asked).containsExactly(1L, 2L, 3L);
    assertThat(bench.pulls.held()).isZero();
  }

  @Test
  void holdsPullsOfAQueueThatNeverHadAMessage() {
    next(answer(19, 0), 0, 0);
    FakeRequest held = hold(0);
    storeEach("no", "yes");
    assertThat(bodies(held.reply())).containsExactly("yes");
  }

  @Test
  void tellsAtTheEndOfTheTimeWhatWasPassedOver() {
    FakeRequest held = hold(0);
    FakeRequest other = pull("G", "T", 1, 0).with("sysFlag", SUSPEND);
    bench.submit(other);
    store("m0", "no");
    pass(SUSPENDED);
    assertThat(held.reply().code()).isEqualTo(20);
    next(held.reply(), 1, 1);
    assertThat(other.reply().code()).isEqualTo(19);
    assertThat(bench.pulls.held()).isZero();
  }

  @Test
  void runsNoPluginOnTheThreadOfThePull() {
    bench.filterPlugins.hold();
    store("m0", "yes");
    FakeRequest request = pull("G", "T", 0, 0);
    bench.submit(request);
    assertThat(request.answered()).isFalse();
    assertThat(bench.filterPlugins.waiting()).isEqualTo(1);
    bench.filterPlugins.letGo();
    assertThat(bodies(request.reply())).containsExactly("m0");
  }

  @Test
  void keepsTheLogWhereItIsWhileAPluginThatOverranMayReadIt() {
    bench.filterPlugins.hold();
    store("m0", "yes");
    FakeRequest request = pull("G", "T", 0, 0).with("sysFlag", SUSPEND);
    bench.submit(request);
    bench.filterPlugins.overrunNext();
    assertThat(filter.asked).as("read after it was given up on").containsExactly(0L);
    assertThat(request.answered()).isFalse();
    assertThat(bench.filters.standstills().all())
        .extracting(Standstill::cause)
        .containsExactly("overrun");
  }

  @Test
  void waitsForAFilterThatIsGoneAndSkipsNothing() {
    storeEach("yes", "no", "yes");
    bench.filterPlugins.remove("SQL92");
    FakeRequest held = hold(1);
    FakeReply impatient = answer(19, 1);
    next(impatient, 1, 3);
    assertThat(impatient.remark()).contains("SQL92").contains("ABSENT");
    Standstill standstill = bench.filters.standstills().all().get(0);
    assertThat(standstill.group()).isEqualTo("G");
    assertThat(standstill.topic()).isEqualTo("T");
    assertThat(standstill.filter()).isEqualTo("SQL92");
    pass(6_000);
    assertThat(held.answered()).as("looked again, still gone").isFalse();

    bench.filterPlugins.put("SQL92", filter);
    assertThat(bodies(held.reply())).containsExactly("yes");
    next(held.reply(), 3, 3);
    assertThat(bench.filters.standstills().all()).isEmpty();
  }

  @Test
  void answersNotFoundWhereTheFilterDoesNotComeBackInTime() {
    storeEach("yes");
    bench.filterPlugins.gap("SQL92", Gap.Cause.PUT_ASIDE);
    FakeRequest held = hold(0);
    pass(SUSPENDED - 1);
    assertThat(held.answered()).isFalse();
    pass(1);
    assertThat(held.reply().code()).isEqualTo(19);
    next(held.reply(), 0, 1);
    assertThat(bench.pulls.held()).isZero();
    bench.filterPlugins.gap("SQL92", null);
    assertThat(bodies(answer(0, 0))).containsExactly("yes");
  }

  @Test
  void triesAgainSoonWhereTheFilterIsBusyAndTellsOnlyIfItStaysSo() {
    storeEach("yes");
    bench.filterPlugins.gap("SQL92", Gap.Cause.BUSY);
    FakeRequest held = hold(0);
    pass(100);
    assertThat(bench.filters.standstills().all()).isEmpty();
    for (int i = 0; i < 10; i++) {
      pass(400);
    }
    assertThat(bench.filters.standstills().all())
        .extracting(Standstill::cause)
        .containsExactly("busy");
    assertThat(held.answered()).isFalse();
    bench.filterPlugins.gap("SQL92", null);
    assertThat(bodies(held.reply())).containsExactly("yes");
  }

  @Test
  void givesWhatWasJudgedBeforeAMessageThatCannotBe() {
    storeEach("yes", "no", "bad", "yes");
    FakeReply reply = answer(0, 0);
    assertThat(bodies(reply)).containsExactly("yes");
    next(reply, 2, 4);
    FakeReply stuck = answer(19, 2);
    next(stuck, 2, 4);
    assertThat(stuck.remark()).contains("message 2 of queue 0 of topic T").contains("a bad word");
    FakeReply before = answer(19, 1);
    next(before, 2, 4);
    assertThat(bench.filters.standstills().all())
        .extracting(Standstill::cause)
        .containsExactly("failed");
  }

  @Test
  void tellsConsumersWhichFilterThereHasNeverBeen() throws Exception {
    subscribe("XPATH", "/a");
    storeEach("yes");
    assertThat(answer(1, 0).remark())
        .isEqualTo("The broker does not support consumer to filter message by XPATH");
    subscribe("SQL92", "yes");
    bench.settings.change(Map.of("enablePropertyFilter", "false"));
    assertThat(answer(1, 0).remark())
        .isEqualTo("The broker does not support consumer to filter message by SQL92");
  }

  @Test
  void refusesIllegalExpressionsWithTheirPosition() {
    storeEach("yes");
    subscribe("SQL92", "what?");
    FakeReply reply = answer(27, 0);
    assertThat(reply.remark()).contains("\"what?\"").contains("at character 5").contains("please");
    FakeRequest carrying =
        pull("G", "T", 0, 0)
            .with("sysFlag", SUBSCRIPTION)
            .with("subscription", "why?")
            .with("expressionType", "SQL92");
    assertThat(answer(carrying, 23).remark()).contains("at character 4");
    subscribe("SQL92", "#! what");
    assertThat(answer(27, 0).remark()).contains("at character 3");
  }

  @Test
  void takesTheExpressionThatAPullCarries() {
    storeEach("a", "b", "a");
    bench.groups.online.clear();
    FakeRequest request =
        pull("G", "T", 0, 0)
            .with("sysFlag", SUBSCRIPTION)
            .with("subscription", "b")
            .with("expressionType", "SQL92");
    assertThat(bodies(answer(request, 0))).containsExactly("b");
  }

  @Test
  void reachesAnyFilterThroughAMarkInAnSqlExpression() {
    WordFilter other = new WordFilter();
    bench.filterPlugins.put("word", other);
    storeEach("a", "b");
    subscribe("SQL92", "#!word  b ");
    assertThat(bodies(answer(0, 0))).containsExactly("b");
    assertThat(other.compiled).containsExactly("b");
    assertThat(filter.compiled).isEmpty();
  }

  @Test
  void asksWhatAnOperatorHasBoundToo() throws Exception {
    store("m0", "yes");
    store("m1", "no");
    bench.groups.subscribe("G", "T", "*");
    assertThat(bodies(answer(0, 0))).containsExactly("m0", "m1");
    bench.filters.table().bind(binding("SQL92", "yes"));
    assertThat(bodies(answer(0, 0))).containsExactly("m0");
    subscribe("SQL92", "no");
    assertThat(answer(20, 0).remark()).isEqualTo("NO_MATCHED_MESSAGE");
    bench.groups.subscribe("G", "T", "B");
    answer(20, 0);
    bench.groups.subscribe("G", "T", "A");
    bench.filters.table().bind(binding("TAG", "B"));
    answer(20, 0);
    bench.filters.table().bind(binding("TAG", "A || B"));
    assertThat(bodies(answer(0, 0))).containsExactly("m0", "m1");
    bench.filters.table().unbind("G", "T");
    assertThat(bodies(answer(0, 0))).containsExactly("m0", "m1");
  }

  private static FilterTable.Binding binding(String type, String expression) {
    return new FilterTable.Binding("G", "T", type, expression, Filters.condition(type, expression));
  }

  @Test
  void waitsForABoundFilterThatIsGoneThoughTheConsumerAsksForTagsOnly() throws Exception {
    storeEach("yes");
    bench.filters.table().bind(binding("SQL92", "yes"));
    bench.groups.subscribe("G", "T", "*");
    bench.filterPlugins.remove("SQL92");
    FakeRequest held = hold(0);
    bench.filters.table().unbind("G", "T");
    pass(6_000);
    assertThat(bodies(held.reply())).containsExactly("yes");
  }

  @Test
  void takesAPluginsViewAwayAfterTheCall() {
    storeEach("yes");
    answer(0, 0);
    assertThatThrownBy(() -> filter.kept.property("word"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("only during the call");
  }

  @Test
  void answersWhoIsSentToAnotherOffset() {
    storeEach("no", "no");
    bench.resets.set("G", "T", 0, 1);
    next(answer(21, 0), 1, 2);
    FakeRequest held = hold(2);
    bench.resets.set("G", "T", 0, 0);
    store("m", "no");
    assertThat(held.reply().code()).isEqualTo(21);
    next(held.reply(), 0, 3);
  }

  @Test
  void forgetsThePullsOfAConnectionThatEnds() {
    storeEach("yes");
    bench.filterPlugins.remove("SQL92");
    FakeConnection connection = new FakeConnection();
    bench.submit(pull("G", "T", 0, 0).with("sysFlag", SUSPEND).over(connection));
    bench.submit(pull("G", "T", 0, 1).with("sysFlag", SUSPEND).over(connection));
    assertThat(bench.pulls.held()).isEqualTo(2);
    connection.close();
    bench.pulls.disconnected(connection);
    assertThat(bench.pulls.held()).isZero();
  }

  @Test
  void answersWaitingPullsOfATopicThatIsDeleted() throws Exception {
    storeEach("yes");
    bench.filterPlugins.remove("SQL92");
    FakeRequest held = hold(0);
    bench.topics.delete("T");
    assertThat(held.reply().code()).isEqualTo(17);
  }

  @Test
  void answersWaitingPullsWhenTheBrokerCloses() {
    storeEach("yes");
    FakeRequest message = hold(1);
    bench.filterPlugins.remove("SQL92");
    FakeRequest plugin = hold(0);
    bench.pulls.close();
    assertThat(message.reply().code()).isEqualTo(19);
    assertThat(plugin.reply().code()).isEqualTo(19);
  }

  @Test
  void holdsNoMoreThanItMay() throws Exception {
    storeEach("yes");
    bench.filterPlugins.remove("SQL92");
    bench.settings.change(Map.of("maxHeldPulls", "1"));
    hold(0);
    FakeReply reply = bench.answer(pull("G", "T", 0, 0).with("sysFlag", SUSPEND));
    assertThat(reply.code()).isEqualTo(2);
    assertThat(reply.remark()).contains("maxHeldPulls");
  }

  @Test
  void asksAgainFromTheSameOffsetForWhatAnInterceptorHoldsBack() {
    storeEach("no", "yes", "yes");
    List<Integer> seen = new ArrayList<>();
    bench.deliverInterceptors.put(
        "no",
        context -> {
          seen.add(context.messages().size());
          context.holdBack("not now");
        });
    next(answer(19, 0), 0, 3);
    assertThat(seen).as("messages that match").containsExactly(2);
    bench.deliverInterceptors.remove("no");
    assertThat(bodies(answer(0, 0))).containsExactly("yes", "yes");
  }

  @Test
  void readsOldMessagesOffTheIoThread() throws Exception {
    close();
    bench = new Bench(directory, "hotDataMegabytes", "1");
    bench.topics.put(TopicConfig.of("T", 4, 6));
    bench.filterPlugins.put("SQL92", filter);
    subscribe("SQL92", "yes");
    for (int i = 0; i < 25; i++) {
      store("x".repeat(60_000), "yes");
    }
    bench.deferred = 0;
    assertThat(bodies(answer(0, 24))).hasSize(1);
    assertThat(bench.deferred).isZero();
    assertThat(bodies(answer(0, 0))).isNotEmpty();
    assertThat(bench.deferred).isPositive();
  }
}
