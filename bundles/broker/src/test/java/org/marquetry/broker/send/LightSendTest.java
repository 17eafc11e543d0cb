/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.broker.fake.Bench.pull;
import static org.marquetry.broker.fake.Bench.send;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.marquetry.broker.fake.Bench;
import org.marquetry.broker.fake.FakeGroups;
import org.marquetry.broker.fake.FakeReply;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.broker.topic.TopicConfig;

/** Sends that name light queues, and those that ask for a queue by their priority. */
class LightSendTest {

  private static final String LIGHTS = "INNER_MULTI_DISPATCH";

  @TempDir Path directory;
  private Bench bench;

  private void open(String... keysAndValues) throws Exception {
    bench = new Bench(directory, keysAndValues);
    bench.topics.put(TopicConfig.of("T", 4, 6));
    bench.groups.rules.put("G", new FakeGroups.Rules(true, true, 16, 0));
  }

  private void openLight(String... more) throws Exception {
    String[] all = new String[more.length + 4];
    all[0] = "enableLmq";
    all[1] = "true";
    all[2] = "enableMultiDispatch";
    all[3] = "true";
    System.arraycopy(more, 0, all, 4, more.length);
    open(all);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private FakeReply stored(FakeRequest request) {
    FakeReply reply = bench.answer(request);
    assertThat(reply.code()).as(reply.remark()).isZero();
    return reply;
  }

  @Test
  void messageIsPulledFromItsTopicAndFromItsLightQueues() throws Exception {
    openLight();
    stored(send("T", "one", LIGHTS, "%LMQ%a"));
    stored(send("T", "both", LIGHTS, "%LMQ%b,%LMQ%a"));

    FakeReply a = stored(pull("G", "%LMQ%a", 0, 0).with("sysFlag", 4).with("subscription", "*"));
    assertThat(Bench.messages(a)).extracting(Bench::text).containsExactly("one", "both");
    assertThat(Bench.messages(a).get(1).topic()).isEqualTo("T");
    assertThat(Bench.messages(a).get(1).property("INNER_MULTI_QUEUE_OFFSET")).isEqualTo("0,1");
    assertThat(a.field("maxOffset")).isEqualTo("2");
    FakeReply own = stored(pull("G", "T", 0, 0).with("sysFlag", 4).with("subscription", "*"));
    assertThat(Bench.messages(own)).hasSize(2);
  }

  @Test
  void pullThatWaitsAtALightQueueIsAnsweredByAMessageForIt() throws Exception {
    openLight();
    FakeRequest waiting =
        pull("G", "%LMQ%a", 0, 0).with("sysFlag", 2 + 4).with("subscription", "*");
    bench.submit(waiting);
    assertThat(bench.pulls.held()).isOne();
    stored(send("T", "at last", LIGHTS, "%LMQ%a"));
    assertThat(bench.pulls.held()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "%LMQ%", "%LMQ%a,b", "%LMQ%a/b", "%LMQ%a,,%LMQ%b"})
  void nameOfNoLightQueueIsRefused(String names) throws Exception {
    openLight();
    FakeReply reply = bench.answer(send("T", "m", LIGHTS, names));
    assertThat(reply.code()).isEqualTo(13);
    assertThat(reply.remark()).contains(LIGHTS, "%LMQ%");
    assertThat(bench.store.queue("T", 0)).isNull();
  }

  @Test
  void thereAreNoMoreLightQueuesThanMayBe() throws Exception {
    openLight("enableLmqQuota", "true", "maxLmqConsumeQueueNum", "2");
    stored(send("T", "m0", LIGHTS, "%LMQ%a,%LMQ%b"));
    FakeReply reply = bench.answer(send("T", "m1", LIGHTS, "%LMQ%a,%LMQ%c"));
    assertThat(reply.code()).isEqualTo(2017);
    assertThat(reply.remark()).contains("%LMQ%c", "maxLmqConsumeQueueNum=2");
    stored(send("T", "m2", LIGHTS, "%LMQ%b,%LMQ%a"));
  }

  @Test
  void withoutLightQueuesThePropertyMeansNothing() throws Exception {
    open();
    stored(send("T", "m", LIGHTS, "whatever"));
    assertThat(bench.stored("T", 0, 0).property(LIGHTS)).isEqualTo("whatever");
    assertThat(bench.store.topics()).containsExactly("T");
    assertThat(bench.answer(pull("G", "%LMQ%a", 0, 0)).code()).isEqualTo(17);
  }

  @Test
  void messageThatComesAgainIsNotFannedOutAgain() throws Exception {
    openLight();
    bench.topics.put(TopicConfig.of("%RETRY%G", 1, 6));
    stored(send("%RETRY%G", "again", LIGHTS, "%LMQ%a"));
    assertThat(bench.store.queue("%LMQ%a", 0)).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3, 9})
  void priorityChoosesTheQueue(int priority) throws Exception {
    open();
    FakeReply reply = stored(send("T", "m", "_SYS_MSG_PRIORITY_", Integer.toString(priority)));
    int queueId = Math.min(priority, 3);
    assertThat(reply.field("queueId")).isEqualTo(Integer.toString(queueId));
    assertThat(bench.stored("T", queueId, 0).property("_SYS_MSG_PRIORITY_"))
        .isEqualTo(Integer.toString(priority));
  }

  @ParameterizedTest
  @ValueSource(strings = {"__SHARDINGKEY=k", "_SYS_MSG_PRIORITY_=-1", "_SYS_MSG_PRIORITY_=high"})
  void priorityThatCannotBeHadIsForgotten(String property) throws Exception {
    open();
    String[] pair = property.split("=", -1);
    stored(send("T", "m", "_SYS_MSG_PRIORITY_", "2", pair[0], pair[1]));
    assertThat(bench.stored("T", 0, 0).property("_SYS_MSG_PRIORITY_")).isNull();
  }
}
