/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.marquetry.itests.stage.Play;
import org.marquetry.itests.stage.Target;

/** Messages that a consumer could not handle: later again, and at last the dead letter queue. */
public final class RetryScenarios extends Scenario {

  public RetryScenarios(Target target, String name) {
    super(target, name);
  }

  @Play
  public void consumeLaterBringsTheMessageBack() throws Exception {
    String topic = topic(2);
    ConcurrentLinkedQueue<MessageExt> deliveries = new ConcurrentLinkedQueue<>();
    DefaultMQPushConsumer consumer = pushConsumer(named("group"));
    consumer.subscribe(topic, "R");
    consumer.registerMessageListener(
        (MessageListenerConcurrently)
            (batch, context) -> {
              deliveries.addAll(batch);
              context.setDelayLevelWhenNextConsume(1);
              return batch.get(0).getReconsumeTimes() < 2
                  ? ConsumeConcurrentlyStatus.RECONSUME_LATER
                  : ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
    start(consumer);
    SendResult sent = producer().send(message(topic, "R", "try me"));

    await().until(() -> deliveries.size() == 3);
    List<MessageExt> seen = new ArrayList<>(deliveries);
    for (int attempt = 0; attempt < 3; attempt++) {
      MessageExt message = seen.get(attempt);
      assertThat(message.getReconsumeTimes()).isEqualTo(attempt);
      assertThat(message.getTopic()).as("topic the listener sees").isEqualTo(topic);
      assertThat(text(message)).isEqualTo("try me");
      assertThat(message.getTags()).isEqualTo("R");
      assertThat(message.getMsgId()).isEqualTo(sent.getMsgId());
    }
    assertThat(seen.get(1).getProperty(MessageConst.PROPERTY_ORIGIN_MESSAGE_ID))
        .isEqualTo(sent.getOffsetMsgId());
    assertThat(seen.get(2).getProperty(MessageConst.PROPERTY_ORIGIN_MESSAGE_ID))
        .isEqualTo(sent.getOffsetMsgId());
  }

  @Play
  public void exhaustedRetriesEndInTheDeadLetterQueue() throws Exception {
    String topic = topic(1);
    String group = named("group");
    ConcurrentLinkedQueue<Integer> attempts = new ConcurrentLinkedQueue<>();
    DefaultMQPushConsumer consumer = pushConsumer(group);
    consumer.setMaxReconsumeTimes(1);
    consumer.subscribe(topic, "*");
    consumer.registerMessageListener(
        (MessageListenerConcurrently)
            (batch, context) -> {
              batch.forEach(m -> attempts.add(m.getReconsumeTimes()));
              context.setDelayLevelWhenNextConsume(1);
              return ConsumeConcurrentlyStatus.RECONSUME_LATER;
            });
    start(consumer);
    SendResult sent = producer().send(message(topic, "R", "hopeless"));

    MessageExt dead = firstOf("%DLQ%" + group);
    assertThat(attempts).containsExactly(0, 1);
    assertThat(text(dead)).isEqualTo("hopeless");
    assertThat(dead.getTags()).isEqualTo("R");
    assertThat(dead.getMsgId()).isEqualTo(sent.getMsgId());
    assertThat(dead.getProperty(MessageConst.PROPERTY_RETRY_TOPIC)).isEqualTo(topic);
    assertThat(dead.getProperty(MessageConst.PROPERTY_ORIGIN_MESSAGE_ID))
        .isEqualTo(sent.getOffsetMsgId());
  }

  @Play
  public void negativeDelayLevelGoesStraightToTheDeadLetterQueue() throws Exception {
    String topic = topic(1);
    String group = named("group");
    DefaultMQPushConsumer consumer = pushConsumer(group);
    consumer.subscribe(topic, "*");
    consumer.registerMessageListener(
        (MessageListenerConcurrently)
            (batch, context) -> {
              context.setDelayLevelWhenNextConsume(-1);
              return ConsumeConcurrentlyStatus.RECONSUME_LATER;
            });
    start(consumer);
    producer().send(message(topic, "R", "straight"));
    assertThat(text(firstOf("%DLQ%" + group))).isEqualTo("straight");
  }

  /** Waits until the topic exists and has a message in its queue 0. */
  private MessageExt firstOf(String topic) throws Exception {
    MessageQueue queue = new MessageQueue(topic, target().brokerName(), 0);
    DefaultMQPullConsumer reader = pullConsumer(named("reader"));
    List<MessageExt> found = new ArrayList<>();
    await()
        .ignoreExceptions()
        .until(
            () -> {
              PullResult result = reader.pull(queue, "*", 0, 1);
              if (result.getPullStatus() == PullStatus.FOUND) {
                found.addAll(result.getMsgFoundList());
              }
              return !found.isEmpty();
            });
    return found.get(0);
  }
}
