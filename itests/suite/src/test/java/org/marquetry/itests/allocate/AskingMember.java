/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.allocate;

import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.rocketmq.client.consumer.AllocateMessageQueueStrategy;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.impl.consumer.RebalanceImpl;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.protocol.heartbeat.MessageModel;
import org.marquetry.itests.node.Node;
import org.marquetry.itests.stage.GroupMember;

/** A member that asks the broker for its queues, and cannot compute them. */
final class AskingMember implements GroupMember {

  private final DefaultMQPushConsumer consumer;

  private AskingMember(DefaultMQPushConsumer consumer) {
    this.consumer = consumer;
  }

  /** Only a name: a client that asks never computes. */
  private record Named(String getName) implements AllocateMessageQueueStrategy {
    @Override
    public List<MessageQueue> allocate(
        String group, String client, List<MessageQueue> queues, List<String> clients) {
      throw new IllegalStateException("the client computes, although it is to ask the broker");
    }
  }

  /**
   * Joins a group.
   *
   * @param name part of its client id, sorts the members
   * @param strategy that it names
   */
  static AskingMember join(
      Node node,
      String group,
      String topic,
      String name,
      String strategy,
      Consumer<MessageExt> deliveries)
      throws MQClientException {
    return join(node, group, topic, name, strategy, MessageModel.CLUSTERING, deliveries);
  }

  static AskingMember join(
      Node node,
      String group,
      String topic,
      String name,
      String strategy,
      MessageModel model,
      Consumer<MessageExt> deliveries)
      throws MQClientException {
    DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(group);
    consumer.setNamesrvAddr(node.nameServer());
    consumer.setInstanceName(name + "-" + node.spec().routePort());
    consumer.setPollNameServerInterval(1_000);
    consumer.setHeartbeatBrokerInterval(2_000);
    consumer.setPersistConsumerOffsetInterval(500);
    consumer.setConsumeThreadMin(2);
    consumer.setConsumeThreadMax(4);
    consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
    consumer.setClientRebalance(false);
    consumer.setMessageModel(model);
    consumer.setAllocateMessageQueueStrategy(new Named(strategy));
    consumer.subscribe(topic, "*");
    consumer.registerMessageListener(
        (MessageListenerConcurrently)
            (batch, context) -> {
              batch.forEach(deliveries);
              return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
    consumer.start();
    return new AskingMember(consumer);
  }

  @Override
  public String clientId() {
    return consumer.buildMQClientId();
  }

  @Override
  public SortedSet<Integer> queues(String topic) {
    return numbers(topic, rebalance().getProcessQueueTable().keySet());
  }

  /** Numbers of the queues that it pops; -1 for any. */
  SortedSet<Integer> popped(String topic) {
    return numbers(topic, rebalance().getPopProcessQueueTable().keySet());
  }

  private RebalanceImpl rebalance() {
    return consumer.getDefaultMQPushConsumerImpl().getRebalanceImpl();
  }

  private static SortedSet<Integer> numbers(String topic, Set<MessageQueue> queues) {
    SortedSet<Integer> numbers = new TreeSet<>();
    for (MessageQueue queue : queues) {
      if (queue.getTopic().equals(topic)) {
        numbers.add(queue.getQueueId());
      }
    }
    return numbers;
  }

  @Override
  public void close() {
    consumer.shutdown();
  }
}
