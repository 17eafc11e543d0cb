/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.rocketmq.client.QueryResult;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.marquetry.itests.stage.Play;
import org.marquetry.itests.stage.Target;

/** Looking messages up, and the errors that a program is told. */
public final class QueryScenarios extends Scenario {

  public QueryScenarios(Target target, String name) {
    super(target, name);
  }

  @Play
  public void messagesAreFoundByIdAndByKey() throws Exception {
    String topic = topic(4);
    DefaultMQProducer producer = producer();
    long begin = System.currentTimeMillis() - 60_000;
    SendResult wanted = null;
    for (int i = 0; i < 10; i++) {
      Message message = message(topic, "A", "m" + i);
      message.setKeys(List.of("order-" + i, "all"));
      SendResult result = producer.send(message);
      if (i == 3) {
        wanted = result;
      }
    }
    SendResult third = wanted;

    MessageExt byOffsetId = producer.viewMessage(topic, third.getOffsetMsgId());
    assertThat(text(byOffsetId)).isEqualTo("m3");
    assertThat(byOffsetId.getQueueOffset()).isEqualTo(third.getQueueOffset());

    await()
        .ignoreExceptions()
        .untilAsserted(
            () -> assertThat(text(producer.viewMessage(topic, third.getMsgId()))).isEqualTo("m3"));

    long end = System.currentTimeMillis() + 60_000;
    await()
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              QueryResult one = producer.queryMessage(topic, "order-3", 10, begin, end);
              assertThat(one.getMessageList()).extracting(Scenario::text).containsExactly("m3");
              QueryResult all = producer.queryMessage(topic, "all", 64, begin, end);
              assertThat(all.getMessageList())
                  .extracting(Scenario::text)
                  .containsExactlyInAnyOrderElementsOf(bodies("m", 10));
            });
    assertThat(producer.queryMessage(topic, "all", 4, begin, end).getMessageList()).hasSize(4);
    assertThatThrownBy(() -> producer.queryMessage(topic, "no such key", 10, begin, end))
        .isInstanceOf(MQClientException.class);
    assertThatThrownBy(
            () -> producer.queryMessage(topic, "all", 10, begin - 120_000, begin - 60_000))
        .isInstanceOf(MQClientException.class);
  }

  @Play
  public void tooLargeAMessageIsRefusedByTheBroker() throws Exception {
    String topic = topic(1);
    DefaultMQProducer producer = producer();
    producer.setMaxMessageSize(16 * 1024 * 1024);
    producer.setCompressMsgBodyOverHowmuch(Integer.MAX_VALUE);
    assertThatThrownBy(() -> producer.send(new Message(topic, new byte[5 * 1024 * 1024])))
        .isInstanceOfSatisfying(
            MQBrokerException.class, e -> assertThat(e.getResponseCode()).isEqualTo(13));
    assertThat(sendAll(producer, topic, "A", List.of("still fine"))).hasSize(1);
  }

  @Play
  public void systemTopicIsRefused() throws Exception {
    DefaultMQProducer producer = producer();
    producer.setRetryTimesWhenSendFailed(0);
    assertThatThrownBy(() -> producer.send(message("SCHEDULE_TOPIC_XXXX", "A", "not for you")))
        .isInstanceOf(Exception.class);
  }
}
