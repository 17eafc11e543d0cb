/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.fake.BrokerFixture;
import org.marquetry.broker.fake.FakeReply;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.remoting.Command;

class TopicProcessorTest {

  private BrokerFixture broker;

  @BeforeEach
  void open(@TempDir Path root) throws Exception {
    broker = new BrokerFixture(root);
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private static FakeRequest update(String topic) {
    return FakeRequest.of(17)
        .with("topic", topic)
        .with("defaultTopic", "TBW102")
        .with("readQueueNums", 4)
        .with("writeQueueNums", 3)
        .with("perm", 6)
        .with("topicFilterType", "SINGLE_TAG")
        .with("topicSysFlag", 0)
        .with("order", "false");
  }

  private static JsonObject json(FakeReply reply) {
    return JsonParser.parseString(reply.text()).getAsJsonObject();
  }

  @Test
  void topicIsMadeAndShown() {
    FakeRequest request =
        update("T").with("order", "true").with("attributes", "+message.type=FIFO");
    assertThat(broker.ask(request).code()).isZero();

    TopicConfig topic = broker.topics.find("T");
    assertThat(topic)
        .isEqualTo(
            new TopicConfig("T", 4, 3, 6, "SINGLE_TAG", 0, true, Map.of("message.type", "FIFO")));
    assertThat(json(broker.ask(FakeRequest.of(351).with("topic", "T")))).isEqualTo(topic.toJson());
  }

  @Test
  void theAnswerComesWhenTheNameServersKnow() {
    broker.network((address, request) -> Command.request(0, Map.of()));
    broker.registration.start();
    broker.scheduler.runAll();
    FakeRequest request = update("T");
    request.process(broker.processors);
    assertThat(request.answered()).isFalse();

    broker.scheduler.runAll();
    assertThat(request.reply().code()).isZero();
  }

  @Test
  void sameConfigurationAgainChangesNothing() {
    broker.ask(update("T"));
    long version = broker.topics.version().counter();
    assertThat(broker.ask(update("T")).code()).isZero();
    assertThat(broker.topics.version().counter()).isEqualTo(version);
  }

  @Test
  void namesAndSystemTopicsAreRefused() {
    for (String name :
        new String[] {"", "a b", "t".repeat(128), "SCHEDULE_TOPIC_XXXX", "DefaultCluster"}) {
      FakeReply reply = broker.ask(update(name));
      assertThat(reply.code()).as("topic <%s>", name).isEqualTo(29);
      assertThat(reply.remark()).as("topic <%s>", name).isNotBlank();
    }
    assertThat(broker.ask(FakeRequest.of(17)).code()).isEqualTo(1);
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThat(broker.ask(update("T").with("readQueueNums", -1)).code()).isEqualTo(29);
    assertThat(broker.ask(update("T").with("writeQueueNums", 70_000)).remark())
        .contains("writeQueueNums=70000")
        .contains("65536");
    assertThat(broker.ask(update("T").with("perm", 99)).code()).isEqualTo(29);
    assertThat(broker.ask(update("T").with("topicFilterType", "NONE")).code()).isEqualTo(29);
    assertThat(broker.topics.find("T")).isNull();
  }

  @Test
  void attributesAreCheckedAndChanged() {
    for (String bad :
        new String[] {
          "+no.such=1",
          "message.type=FIFO",
          "+message.type=NOVEL",
          "+cleanup.policy=COMPACTION",
          "+reserve.time=soon",
          "-message.type"
        }) {
      assertThat(broker.ask(update("T").with("attributes", bad)).code()).as(bad).isEqualTo(1);
    }
    assertThat(broker.ask(update("T").with("attributes", "+message.type=MIXED")).code())
        .isEqualTo(29);
    assertThat(broker.topics.find("T")).isNull();

    broker.ask(update("T").with("attributes", "+message.type=DELAY,+reserve.time=7"));
    assertThat(broker.ask(update("T").with("attributes", "-reserve.time")).code()).isZero();
    assertThat(broker.topics.find("T").attributes()).isEqualTo(Map.of("message.type", "DELAY"));
    assertThat(broker.ask(update("T").with("attributes", "+queue.type=SimpleCQ")).code())
        .as("immutable attribute")
        .isEqualTo(1);
  }

  @Test
  void severalTopicsAreMadeAtOnceOrNoneAtAll() {
    String list =
        "{\"topicConfigList\":[{\"topicName\":\"T\",\"readQueueNums\":2,\"writeQueueNums\":2,"
            + "\"attributes\":{\"+message.type\":\"FIFO\"}},{\"topicName\":\"NAME\"}]}";
    assertThat(broker.ask(FakeRequest.of(18).body(list.replace("NAME", "a b"))).code())
        .isEqualTo(29);
    assertThat(broker.topics.find("T")).isNull();

    assertThat(broker.ask(FakeRequest.of(18).body(list.replace("NAME", "U"))).code()).isZero();
    assertThat(broker.topics.find("T").attributes()).isEqualTo(Map.of("message.type", "FIFO"));
    assertThat(broker.topics.find("U").readQueues()).isEqualTo(16);
  }

  @Test
  void deletedTopicIsGoneWithEverythingThatHangsOnIt() throws Exception {
    broker.topic("T", 1);
    broker.topic("%RETRY%G_T", 1);
    broker.store("T", 0, "m", Map.of());
    broker.offsets.commit("G", "T", 0, 1);
    broker.resets.set("G", "T", 0, 1);
    broker.stats.put("T", 1, 1);
    assertThat(broker.ask(FakeRequest.of(215).with("topic", "T")).code()).isZero();

    assertThat(broker.topics.find("T")).isNull();
    assertThat(broker.topics.find("%RETRY%G_T")).isNull();
    assertThat(broker.store.queue("T", 0)).isNull();
    assertThat(broker.offsets.offset("G", "T", 0)).isEqualTo(-1);
    assertThat(broker.resets.pending("G", "T", 0)).isEqualTo(-1);
    assertThat(broker.stats.json("TOPIC_PUT_NUMS", "T")).isNull();
    assertThat(broker.ask(FakeRequest.of(351).with("topic", "T")).code()).isEqualTo(17);
    assertThat(broker.ask(FakeRequest.of(215).with("topic", "T")).code()).isZero();
  }

  @Test
  void systemTopicCannotBeDeleted() {
    assertThat(broker.ask(FakeRequest.of(215).with("topic", "SCHEDULE_TOPIC_XXXX")).code())
        .isEqualTo(29);
    assertThat(broker.ask(FakeRequest.of(215).with("topic", "")).code()).isEqualTo(29);
  }

  @Test
  void topicsComeAllOrInPages() {
    FakeReply all = broker.ask(FakeRequest.of(21));
    int total = json(all).getAsJsonObject("topicConfigTable").size();
    assertThat(all.field("totalTopicNum")).isEqualTo(Integer.toString(total));
    assertThat(json(all).has("mappingDataVersion")).isTrue();

    FakeReply page =
        broker.ask(
            FakeRequest.of(21)
                .with("topicSeq", 1)
                .with("maxTopicNum", 2)
                .with("dataVersion", json(all).get("dataVersion")));
    assertThat(json(page).getAsJsonObject("topicConfigTable").keySet())
        .containsExactlyElementsOf(
            broker.topics.all().subList(1, 3).stream().map(TopicConfig::name).toList());
    assertThat(page.field("totalTopicNum")).isEqualTo(Integer.toString(total));
  }

  @Test
  void systemTopicsAreListed() throws Exception {
    broker.topic("T", 1);
    String list = broker.ask(FakeRequest.of(305)).text();

    assertThat(list).contains("\"TBW102\"", "\"broker-a\"").doesNotContain("\"T\"");
  }

  @Test
  void staticTopicsAreRefused() {
    FakeReply reply = broker.ask(FakeRequest.of(513).with("topic", "S"));
    assertThat(reply.code()).isEqualTo(3);
    assertThat(reply.remark()).contains("static topics", "S");
    assertThat(broker.topics.find("S")).isNull();
  }
}
