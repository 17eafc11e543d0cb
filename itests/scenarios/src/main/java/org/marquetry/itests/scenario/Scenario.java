/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.scenario;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.rocketmq.client.ClientConfig;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyContext;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.marquetry.itests.stage.Target;

/**
 * Base of all scenarios: makes clients with names of their own and closes them in reverse order.
 * One instance plays one method.
 */
public abstract class Scenario implements AutoCloseable {
  /** Generous: a loaded two-core machine may stall a client for seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How soon a client learns of a topic that the broker made by itself. */
  private static final int ROUTE_POLL_MILLIS = 1_000;

  /** Send time-out; the clients' default of 3 s is too short beside six other test threads. */
  private static final int SEND_TIMEOUT_MILLIS = 20_000;

  private final Target target;
  private final String name;
  private final Deque<Runnable> closers = new ArrayDeque<>();
  private int clients;

  protected Scenario(Target target, String name) {
    this.target = target;
    this.name = target.label() + "_" + name;
  }

  protected final Target target() {
    return target;
  }

  /** A name no other scenario uses, fit for a topic or a group. */
  protected final String named(String what) {
    return name + "_" + what;
  }

  protected final String topic(int queues) throws Exception {
    String topic = named("topic");
    target.createTopic(topic, queues);
    return topic;
  }

  protected final DefaultMQProducer producer() throws MQClientException {
    DefaultMQProducer producer = new DefaultMQProducer(named("producers"));
    configure(producer);
    producer.setSendMsgTimeout(SEND_TIMEOUT_MILLIS);
    producer.start();
    closers.push(producer::shutdown);
    return producer;
  }

  /** A push consumer that is not started yet. */
  protected final DefaultMQPushConsumer pushConsumer(String group) {
    DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(group);
    configure(consumer);
    consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
    consumer.setConsumeThreadMin(2);
    consumer.setConsumeThreadMax(4);
    return consumer;
  }

  protected final void start(DefaultMQPushConsumer consumer) throws MQClientException {
    consumer.start();
    closers.push(consumer::shutdown);
  }

  /** A started concurrent push consumer that keeps what it gets. */
  protected final DefaultMQPushConsumer collect(
      String group, String topic, String expression, Received received) throws MQClientException {
    DefaultMQPushConsumer consumer = pushConsumer(group);
    consumer.subscribe(topic, expression);
    consumer.registerMessageListener(received);
    start(consumer);
    return consumer;
  }

  protected final DefaultMQPullConsumer pullConsumer(String group) throws MQClientException {
    DefaultMQPullConsumer consumer = new DefaultMQPullConsumer(group);
    configure(consumer);
    consumer.start();
    closers.push(consumer::shutdown);
    return consumer;
  }

  protected final void configure(ClientConfig client) {
    client.setNamesrvAddr(target.nameServer());
    client.setInstanceName(name + "_" + clients++);
    client.setPollNameServerInterval(ROUTE_POLL_MILLIS);
    client.setHeartbeatBrokerInterval(5_000);
    client.setPersistConsumerOffsetInterval(1_000);
  }

  /** Has {@code closer} run when the scenario ends. */
  protected final void atEnd(Runnable closer) {
    closers.push(closer);
  }

  protected static ConditionFactory await() {
    return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50));
  }

  protected static Message message(String topic, String tag, String body) {
    return new Message(topic, tag, body.getBytes(StandardCharsets.UTF_8));
  }

  protected static String text(MessageExt message) {
    return new String(message.getBody(), StandardCharsets.UTF_8);
  }

  protected static List<String> bodies(String prefix, int count) {
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      bodies.add(prefix + i);
    }
    return bodies;
  }

  /** Sends one message per body and asserts that each was stored. */
  protected static List<SendResult> sendAll(
      DefaultMQProducer producer, String topic, String tag, List<String> bodies) throws Exception {
    List<SendResult> results = new ArrayList<>();
    for (String body : bodies) {
      SendResult result = producer.send(message(topic, tag, body));
      Assertions.assertThat(result.getSendStatus())
          .as("status of %s", body)
          .isEqualTo(SendStatus.SEND_OK);
      results.add(result);
    }
    return results;
  }

  @Override
  public final void close() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }

  /** Thread-safe collector of delivered messages. */
  protected static final class Received implements MessageListenerConcurrently {
    private final ConcurrentLinkedQueue<MessageExt> messages = new ConcurrentLinkedQueue<>();
    private final Set<String> bodies = ConcurrentHashMap.newKeySet();

    @Override
    public ConsumeConcurrentlyStatus consumeMessage(
        List<MessageExt> batch, ConsumeConcurrentlyContext context) {
      batch.forEach(this::add);
      return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
    }

    void add(MessageExt message) {
      messages.add(message);
      bodies.add(text(message));
    }

    List<MessageExt> messages() {
      return List.copyOf(messages);
    }

    List<String> texts() {
      return messages.stream().map(Scenario::text).toList();
    }

    /** Distinct bodies: at-least-once delivery may repeat a message around a rebalance. */
    Set<String> distinct() {
      return Set.copyOf(bodies);
    }
  }
}
