/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.retry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.fake.BrokerFixture;
import org.marquetry.broker.fake.FakeReply;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.message.MessageRecord;
import org.marquetry.remoting.Dispatch;
import org.marquetry.store.kernel.Appended;

class SendBackProcessorTest {

  private static final String SCHEDULE = "SCHEDULE_TOPIC_XXXX";

  private BrokerFixture broker;

  @BeforeEach
  void open(@TempDir Path root) throws Exception {
    broker = new BrokerFixture(root);
    broker.topic("T", 1);
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private long message() throws IOException {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("TAGS", "A");
    properties.put("UNIQ_KEY", "U1");
    return broker.store("T", 0, "body", properties).position();
  }

  private FakeRequest back(long offset, int level) {
    return FakeRequest.of(36).with("offset", offset).with("group", "G").with("delayLevel", level);
  }

  private MessageRecord only(String topic, int queueId) {
    List<byte[]> copies =
        broker.messages(
            topic,
            queueId,
            record -> {
              byte[] copy = new byte[record.size()];
              record.bytes().get(record.start(), copy);
              return copy;
            });
    assertThat(copies).as("messages of %s/%s", topic, queueId).hasSize(1);
    return new MessageRecord().wrap(ByteBuffer.wrap(copies.get(0)), 0);
  }

  @Test
  void firstFailureWaitsAtLevelThree() throws IOException {
    long position = message();
    assertThat(broker.ask(back(position, 0)).code()).isZero();

    MessageRecord waiting = only(SCHEDULE, 2);
    assertThat(BrokerFixture.body(waiting)).isEqualTo("body");
    assertThat(waiting.reconsumeTimes()).isEqualTo(1);
    assertThat(waiting.bornHost().getPort()).isEqualTo(4711);
    assertThat(waiting.property("REAL_TOPIC")).isEqualTo("%RETRY%G");
    assertThat(waiting.property("REAL_QID")).isEqualTo("0");
    assertThat(waiting.property("RETRY_TOPIC")).isEqualTo("T");
    assertThat(waiting.property("DELAY")).isEqualTo("3");
    assertThat(waiting.property("WAIT")).isEqualTo("false");
    assertThat(waiting.property("ORIGIN_MESSAGE_ID"))
        .isEqualTo(String.format("7F00000100002A9F%016X", position));
    assertThat(waiting.property("UNIQ_KEY")).isEqualTo("U1");
    assertThat(broker.store.queue(SCHEDULE, 2).tagsCode(0))
        .isEqualTo(broker.clock.millis() + 10_000);
    assertThat(broker.topics.find("%RETRY%G").readQueues()).isEqualTo(1);
  }

  @Test
  void furtherFailuresKeepTopicAndFirstIdAndWaitLonger() throws IOException {
    long position = message();
    broker.ask(back(position, 0));
    MessageRecord first = only(SCHEDULE, 2);
    broker.ask(back(first.position(), 0));

    MessageRecord second = only(SCHEDULE, 3);
    assertThat(second.reconsumeTimes()).isEqualTo(2);
    assertThat(second.property("RETRY_TOPIC")).isEqualTo("T");
    assertThat(second.property("ORIGIN_MESSAGE_ID")).isEqualTo(first.property("ORIGIN_MESSAGE_ID"));
    assertThat(new String(second.properties(), UTF_8))
        .as("properties are not repeated")
        .containsOnlyOnce("REAL_TOPIC")
        .containsOnlyOnce("DELAY");
  }

  @Test
  void consumerChoosesTheLevel() throws IOException {
    broker.ask(back(message(), 1));
    assertThat(only(SCHEDULE, 0).property("DELAY")).isEqualTo("1");
  }

  @Test
  void levelBeyondTheHighestIsTheHighest() throws IOException {
    broker.ask(back(message(), 99));
    assertThat(only(SCHEDULE, 17).property("DELAY")).isEqualTo("18");
  }

  @Test
  void negativeLevelIsADeadLetterAtOnce() throws IOException {
    broker.ask(back(message(), -1));

    MessageRecord dead = only("%DLQ%G", 0);
    assertThat(dead.property("DELAY")).isEqualTo("0");
    assertThat(dead.property("RETRY_TOPIC")).isEqualTo("T");
    assertThat(dead.reconsumeTimes()).isEqualTo(1);
    assertThat(broker.store.queue("%DLQ%G", 0).tagsCode(0)).isEqualTo("A".hashCode());
    TopicConfig topic = broker.topics.find("%DLQ%G");
    assertThat(topic.writeQueues()).isEqualTo(1);
    assertThat(topic.permission()).isEqualTo(6);
    assertThat(broker.stats.json("DLQ_PUT_NUMS", "T@G")).isNotNull();
  }

  @Test
  void tooManyFailuresMakeADeadLetter() throws IOException {
    broker.ask(FakeRequest.of(200).body("{\"groupName\":\"G\",\"retryMaxTimes\":1}"));
    broker.ask(back(message(), 0));
    broker.ask(back(only(SCHEDULE, 2).position(), 0));

    assertThat(only("%DLQ%G", 0).reconsumeTimes()).isEqualTo(2);
  }

  @Test
  void clientsLimitCountsUnlessTheClientIsTooOld() throws IOException {
    long position = message();
    broker.ask(back(position, 0).with("maxReconsumeTimes", 0).version(120));
    assertThat(broker.store.queue("%DLQ%G", 0)).isNull();

    broker.ask(back(position, 0).with("maxReconsumeTimes", 0).version(121));
    assertThat(broker.store.queue("%DLQ%G", 0)).isNotNull();
  }

  @Test
  void groupWithoutRetryQueuesDropsTheMessage() throws IOException {
    broker.ask(FakeRequest.of(200).body("{\"groupName\":\"G\",\"retryQueueNums\":0}"));
    assertThat(broker.ask(back(message(), 0)).code()).isZero();

    assertThat(broker.topics.find("%RETRY%G")).isNull();
    assertThat(broker.store.queues(SCHEDULE)).isEmpty();
  }

  @Test
  void unknownGroupIsRefusedWhereGroupsAreNotMade() throws Exception {
    broker.settings.change(Map.of("autoCreateSubscriptionGroup", "false"));
    FakeReply reply = broker.ask(back(message(), 0));

    assertThat(reply.code()).isEqualTo(26);
    assertThat(reply.remark()).contains("G");
  }

  @Test
  void brokerThatMayNotBeWrittenToRefuses() throws Exception {
    long position = message();
    broker.settings.change(Map.of("brokerPermission", "4"));

    assertThat(broker.ask(back(position, 0)).code()).isEqualTo(16);
  }

  @Test
  void retryTopicThatMayNotBeWrittenToRefuses() throws IOException {
    broker.topics.put(TopicConfig.of("%RETRY%G", 1, 4));
    FakeReply reply = broker.ask(back(message(), 0));

    assertThat(reply.code()).isEqualTo(16);
    assertThat(reply.remark()).contains("%RETRY%G");
  }

  @Test
  void messageThatIsNotThereIsRefused() throws IOException {
    Appended appended = broker.store("T", 0, "body", Map.of());
    for (long offset : new long[] {-1, appended.position() + 1, 9_000_000}) {
      FakeReply reply = broker.ask(back(offset, 0));
      assertThat(reply.code()).as("offset %s", offset).isEqualTo(1);
      assertThat(reply.remark()).isEqualTo("look message by offset failed, " + offset);
    }
  }

  @Test
  void requestWithoutOffsetIsRefused() {
    assertThat(broker.ask(FakeRequest.of(36).with("group", "G")).code()).isEqualTo(1);
  }

  @Test
  void underSynchronousFlushTheAnswerComesWhenTheMessageIsOnDisk() throws Exception {
    long position = message();
    broker.settings.change(Map.of("flushDiskType", "SYNC_FLUSH"));
    FakeRequest request = back(position, 0);
    Dispatch.run(broker.processors, request);

    Awaitility.await("reply").until(request::answered);
    assertThat(request.reply().code()).isZero();
    assertThat(broker.store.durablePosition()).isEqualTo(broker.store.endPosition());
  }
}
