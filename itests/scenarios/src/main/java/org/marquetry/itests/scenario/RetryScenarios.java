/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
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

  /** A consumer's listener that hangs: the client itself gives the message back. */
  @Play
  public void aMessageThatExpiresInTheConsumerComesBack() throws Exception {
    String topic = topic(1);
    ConcurrentLinkedQueue<Integer> attempts = new ConcurrentLinkedQueue<>();
    CountDownLatch released = new CountDownLatch(1);
    DefaultMQPushConsumer consumer = pushConsumer(named("group"));
    consumer.subscribe(topic, "*");
    consumer.registerMessageListener(
        (MessageListenerConcurrently)
            (batch, context) -> {
              int attempt = batch.get(0).getReconsumeTimes();
              attempts.add(attempt);
              if (attempt == 0) {
                hang(released);
              }
              return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
    start(consumer);
    atEnd(released::countDown);
    producer().send(message(topic, "R", "stuck"));
    await().until(() -> !attempts.isEmpty());
    // The client looks for expired messages by itself once in consumeTimeout, a minute at least.
    consumer.setConsumeTimeout(0);
    await()
        .until(
            () -> {
              consumer
                  .getDefaultMQPushConsumerImpl()
                  .getRebalanceImpl()
                  .getProcessQueueTable()
                  .values()
                  .forEach(queue -> queue.cleanExpiredMsg(consumer));
              return attempts.size() > 1;
            });
    assertThat(attempts).startsWith(0, 1);
  }

  private static void hang(CountDownLatch released) {
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** An orderly consumer waits with the queue, and gives the message up by a send of its own. */
  @Play
  public void anOrderlyConsumerGivesAMessageUpAndGoesOnInOrder() throws Exception {
    String topic = topic(1);
    String group = named("group");
    ConcurrentLinkedQueue<String> attempts = new ConcurrentLinkedQueue<>();
    DefaultMQPushConsumer consumer = pushConsumer(group);
    consumer.setMaxReconsumeTimes(2);
    consumer.setSuspendCurrentQueueTimeMillis(100);
    consumer.subscribe(topic, "*");
    consumer.registerMessageListener(
        (MessageListenerOrderly)
            (batch, context) -> {
              String text = text(batch.get(0));
              attempts.add(text + " " + batch.get(0).getReconsumeTimes());
              return text.equals("m1")
                  ? ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT
                  : ConsumeOrderlyStatus.SUCCESS;
            });
    start(consumer);
    sendAll(producer(), topic, "R", bodies("m", 3));

    MessageExt dead = firstOf("%DLQ%" + group);
    assertThat(text(dead)).isEqualTo("m1");
    assertThat(dead.getProperty(MessageConst.PROPERTY_RETRY_TOPIC)).isEqualTo(topic);
    await().until(() -> attempts.contains("m2 0"));
    assertThat(attempts).containsExactly("m0 0", "m1 0", "m1 1", "m1 2", "m2 0");
  }

  /** A pull consumer gives messages back as it likes: old clients' way of it. */
  @Play
  public void aPullConsumerSendsAMessageBack() throws Exception {
    String topic = topic(1);
    String group = named("group");
    DefaultMQPullConsumer puller = pullConsumer(group);
    Received retried = new Received();
    SendResult sent = producer().send(message(topic, "R", "not now"));
    MessageExt pulled = firstOf(topic);
    // The group comes to be with its first pull or member.
    await()
        .ignoreExceptions()
        .until(
            () -> {
              puller.pull(new MessageQueue(topic, target().brokerName(), 0), "*", 0, 1);
              puller.sendMessageBack(pulled, 1);
              return true;
            });
    puller.shutdown();
    DefaultMQPushConsumer consumer = pushConsumer(group);
    consumer.subscribe(named("other"), "*");
    consumer.registerMessageListener(retried);
    start(consumer);
    await().until(() -> !retried.messages().isEmpty());
    MessageExt message = retried.messages().get(0);
    assertThat(text(message)).isEqualTo("not now");
    assertThat(message.getReconsumeTimes()).isEqualTo(1);
    assertThat(message.getTopic()).as("topic the listener sees").isEqualTo(topic);
    assertThat(message.getProperty(MessageConst.PROPERTY_ORIGIN_MESSAGE_ID))
        .isEqualTo(sent.getOffsetMsgId());
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
