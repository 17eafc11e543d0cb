/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.talk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.client.ClientConfig;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

/** One broker, and clients of it that live as long as the program. Thread-safe. */
final class Scene {

  /** How long to wait for what a broker does by and by. */
  static final long PATIENCE_MILLIS = 40_000;

  private static final long POLL_MILLIS = 50;

  private final String nameServer;
  private final String broker;
  private final String brokerName;
  private final AtomicInteger clients = new AtomicInteger();
  private final DefaultMQAdminExt admin;

  /**
   * @param broker {@code host:port}
   */
  Scene(String nameServer, String broker, String brokerName) throws MQClientException {
    this.nameServer = nameServer;
    this.broker = broker;
    this.brokerName = brokerName;
    admin = new DefaultMQAdminExt();
    configure(admin);
    admin.start();
  }

  String nameServer() {
    return nameServer;
  }

  String broker() {
    return broker;
  }

  String brokerName() {
    return brokerName;
  }

  DefaultMQAdminExt admin() {
    return admin;
  }

  private void configure(ClientConfig client) {
    client.setNamesrvAddr(nameServer);
    client.setInstanceName("talk-" + clients.incrementAndGet());
    client.setPollNameServerInterval(1_000);
    client.setHeartbeatBrokerInterval(2_000);
    client.setPersistConsumerOffsetInterval(500);
  }

  /** Something that becomes true by and by. */
  interface Condition {
    boolean holds() throws Exception;
  }

  /**
   * @return whether it came to hold; what it throws meanwhile does not matter
   */
  static boolean await(Condition condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (System.nanoTime() - end < 0) {
      try {
        if (condition.holds()) {
          return true;
        }
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        // Not yet.
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    return false;
  }

  /** Makes a topic and returns when clients can find it. */
  String topic(String name, int queues) throws Exception {
    admin.createAndUpdateTopicConfig(broker, new TopicConfig(name, queues, queues, 6));
    await(() -> !admin.examineTopicRouteInfo(name).getQueueDatas().isEmpty());
    return name;
  }

  MessageQueue queue(String topic, int id) {
    return new MessageQueue(topic, brokerName, id);
  }

  DefaultMQProducer producer(String group) throws MQClientException {
    DefaultMQProducer producer = new DefaultMQProducer(group);
    configure(producer);
    producer.setSendMsgTimeout(20_000);
    producer.start();
    return producer;
  }

  SendResult send(DefaultMQProducer producer, String topic, int queue, String key, String body)
      throws Exception {
    Message message = new Message(topic, "A", key, body.getBytes(UTF_8));
    return producer.send(message, queue(topic, queue));
  }

  /** A group's only member, that takes every message and tells it. */
  final class Consumer {
    final BlockingQueue<String> got = new LinkedBlockingQueue<>();
    private final DefaultMQPushConsumer client;

    Consumer(String group, String topic) throws MQClientException {
      client = new DefaultMQPushConsumer(group);
      configure(client);
      client.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
      client.subscribe(topic, "*");
      client.registerMessageListener(
          (MessageListenerConcurrently)
              (batch, context) -> {
                batch.forEach(m -> got.add(new String(m.getBody(), UTF_8)));
                return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
              });
      client.start();
    }

    String id() {
      return client.getDefaultMQPushConsumerImpl().getmQClientFactory().getClientId();
    }

    void stop() {
      client.shutdown();
    }

    /** Takes so many messages, sorted; fewer where they do not come. */
    List<String> take(int count) throws InterruptedException {
      await(() -> got.size() >= count);
      List<String> taken = new ArrayList<>();
      got.drainTo(taken);
      return taken.stream().sorted().toList();
    }
  }

  Consumer consumer(String group, String topic) throws MQClientException {
    return new Consumer(group, topic);
  }

  DefaultMQPullConsumer puller(String group) throws MQClientException {
    DefaultMQPullConsumer consumer = new DefaultMQPullConsumer(group);
    configure(consumer);
    consumer.start();
    return consumer;
  }

  /** Waits until a group has taken note of everything in its topic. */
  boolean caughtUp(String group, String topic, long messages) throws InterruptedException {
    return await(
        () ->
            admin.examineConsumeStats(group, topic).getOffsetTable().values().stream()
                    .mapToLong(queue -> queue.getConsumerOffset())
                    .sum()
                == messages);
  }
}
