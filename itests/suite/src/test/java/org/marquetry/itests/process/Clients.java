/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.process;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.apache.rocketmq.client.ClientConfig;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.marquetry.itests.node.Node;

/** Clients of one node, closed together. Thread-safe. */
public final class Clients implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Node node;
  private final Deque<Runnable> closers = new ConcurrentLinkedDeque<>();

  public Clients(Node node) {
    this.node = node;
  }

  public DefaultMQProducer producer(String group) throws MQClientException {
    DefaultMQProducer producer = new DefaultMQProducer(group);
    configure(producer, group);
    producer.setSendMsgTimeout(TIMEOUT_MILLIS);
    producer.start();
    closers.push(producer::shutdown);
    return producer;
  }

  /** A producer that sends a half message once: a second one would be a second transaction. */
  public TransactionMQProducer transactionProducer(String group, TransactionListener listener)
      throws MQClientException {
    TransactionMQProducer producer = new TransactionMQProducer(group);
    configure(producer, group);
    producer.setSendMsgTimeout(TIMEOUT_MILLIS);
    producer.setRetryTimesWhenSendFailed(0);
    producer.setTransactionListener(listener);
    producer.start();
    closers.push(producer::shutdown);
    return producer;
  }

  /** Not started. */
  public DefaultMQPushConsumer pushConsumer(String group) {
    DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(group);
    configure(consumer, group);
    consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
    closers.push(consumer::shutdown);
    return consumer;
  }

  /** Not started. */
  public DefaultLitePullConsumer litePullConsumer(String group) {
    DefaultLitePullConsumer consumer = new DefaultLitePullConsumer(group);
    configure(consumer, group);
    consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
    closers.push(consumer::shutdown);
    return consumer;
  }

  public DefaultMQPullConsumer pullConsumer(String group) throws MQClientException {
    DefaultMQPullConsumer consumer = new DefaultMQPullConsumer(group);
    configure(consumer, group);
    consumer.setConsumerPullTimeoutMillis(TIMEOUT_MILLIS);
    consumer.start();
    closers.push(consumer::shutdown);
    return consumer;
  }

  private void configure(ClientConfig client, String group) {
    client.setNamesrvAddr(node.nameServer());
    client.setInstanceName(group + "-" + node.spec().routePort() + "-" + System.nanoTime());
    client.setPollNameServerInterval(1_000);
    client.setHeartbeatBrokerInterval(2_000);
    client.setPersistConsumerOffsetInterval(500);
  }

  @Override
  public void close() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
