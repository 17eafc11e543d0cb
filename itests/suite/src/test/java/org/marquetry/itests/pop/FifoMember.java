/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.pop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.ClientConfig;
import org.apache.rocketmq.client.consumer.AckStatus;
import org.apache.rocketmq.client.consumer.PopResult;
import org.apache.rocketmq.client.consumer.PopStatus;
import org.apache.rocketmq.client.impl.ClientRemotingProcessor;
import org.apache.rocketmq.client.impl.mqclient.MQClientAPIExt;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.remoting.netty.NettyClientConfig;
import org.apache.rocketmq.remoting.protocol.header.AckMessageRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.PopMessageRequestHeader;
import org.marquetry.itests.node.Node;

/**
 * Pops in order with the part of the real client that proxies do it with: its push consumer never
 * does. Not thread-safe.
 */
public final class FifoMember implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int BATCH = 3;

  private final MQClientAPIExt client;
  private final Node node;
  private final String topic;
  private final String group;

  public FifoMember(Node node, String topic, String group) {
    this.node = node;
    this.topic = topic;
    this.group = group;
    NettyClientConfig network = new NettyClientConfig();
    client =
        new MQClientAPIExt(new ClientConfig(), network, new ClientRemotingProcessor(null), null);
    client.start();
  }

  /** The next batch of any queue, empty where none is free. */
  public List<MessageExt> pop(long invisibleMillis, long pollMillis) throws Exception {
    PopMessageRequestHeader header = new PopMessageRequestHeader();
    header.setTopic(topic);
    header.setConsumerGroup(group);
    header.setQueueId(-1);
    header.setMaxMsgNums(BATCH);
    header.setInvisibleTime(invisibleMillis);
    header.setPollTime(pollMillis);
    header.setBornTime(System.currentTimeMillis());
    header.setInitMode(0);
    header.setOrder(true);
    PopResult popped =
        client
            .popMessageAsync(node.broker(), node.brokerName(), header, TIMEOUT_MILLIS)
            .get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    return popped.getPopStatus() == PopStatus.FOUND ? popped.getMsgFoundList() : List.of();
  }

  public void acknowledge(MessageExt message) throws Exception {
    AckMessageRequestHeader header = new AckMessageRequestHeader();
    header.setTopic(topic);
    header.setConsumerGroup(group);
    header.setQueueId(message.getQueueId());
    header.setOffset(message.getQueueOffset());
    header.setExtraInfo(message.getProperty(MessageConst.PROPERTY_POP_CK));
    assertThat(
            client
                .ackMessageAsync(node.broker(), header, TIMEOUT_MILLIS)
                .get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .getStatus())
        .as("acknowledgement of %s", message)
        .isEqualTo(AckStatus.OK);
  }

  @Override
  public void close() {
    client.shutdown();
  }
}
