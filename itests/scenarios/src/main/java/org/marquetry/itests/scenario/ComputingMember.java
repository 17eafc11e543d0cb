/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.scenario;

import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragely;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragelyByCircle;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.common.protocol.heartbeat.MessageModel;
import org.marquetry.itests.stage.GroupMember;
import org.marquetry.itests.stage.Listener;
import org.marquetry.itests.stage.Target;

/** A member that computes its queues itself, from the list of clients that the broker shows it. */
public final class ComputingMember implements GroupMember {

  private static final int HEARTBEAT_MILLIS = 2_000;

  private final DefaultMQPushConsumer consumer;

  /**
   * Joins the group.
   *
   * @param name part of its client id, sorts the members
   * @param strategy {@code AVG} or {@code AVG_BY_CIRCLE}
   */
  public ComputingMember(
      Target target,
      String group,
      String topic,
      String name,
      String strategy,
      boolean broadcasting,
      Listener listener)
      throws MQClientException {
    consumer = new DefaultMQPushConsumer(group);
    consumer.setNamesrvAddr(target.nameServer());
    consumer.setInstanceName(name);
    consumer.setPollNameServerInterval(1_000);
    consumer.setHeartbeatBrokerInterval(HEARTBEAT_MILLIS);
    consumer.setPersistConsumerOffsetInterval(500);
    consumer.setConsumeThreadMin(2);
    consumer.setConsumeThreadMax(4);
    consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
    consumer.setAllocateMessageQueueStrategy(
        strategy.equals("AVG")
            ? new AllocateMessageQueueAveragely()
            : new AllocateMessageQueueAveragelyByCircle());
    if (broadcasting) {
      consumer.setMessageModel(MessageModel.BROADCASTING);
    }
    consumer.subscribe(topic, "*");
    consumer.registerMessageListener(
        (MessageListenerConcurrently)
            (batch, context) -> {
              batch.forEach(one -> listener.delivered(one.getMsgId(), one.getQueueId()));
              return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
    consumer.start();
  }

  @Override
  public String clientId() {
    return consumer.buildMQClientId();
  }

  @Override
  public SortedSet<Integer> queues(String topic) {
    SortedSet<Integer> numbers = new TreeSet<>();
    for (MessageQueue queue :
        consumer
            .getDefaultMQPushConsumerImpl()
            .getRebalanceImpl()
            .getProcessQueueTable()
            .keySet()) {
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
