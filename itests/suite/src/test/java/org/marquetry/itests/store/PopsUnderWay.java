/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.awaitility.Awaitility;
import org.marquetry.itests.node.Node;
import org.marquetry.itests.process.Clients;
import org.marquetry.itests.wire.Topics;
import org.marquetry.itests.wire.Wire;

/** Messages that one node hands out, some of them acknowledged, and the other one gives back. */
final class PopsUnderWay {

  private static final String TOPIC = "PopExchange";
  private static final String GROUP = "PopExchangers";
  private static final int MESSAGES = 8;
  private static final int INVISIBLE_MILLIS = 12_000;
  private static final Set<Long> ACKNOWLEDGED = Set.of(0L, 3L, 5L);

  private PopsUnderWay() {}

  static void begin(Node node) throws Exception {
    Topics.create(node.nameServer(), node.broker(), TOPIC, 1);
    try (Clients clients = new Clients(node);
        Wire wire = Wire.to(node.broker())) {
      DefaultMQProducer producer = clients.producer("PopExchangeProducers");
      for (int i = 0; i < MESSAGES; i++) {
        producer.send(
            new Message(TOPIC, "T", Integer.toString(i).getBytes(StandardCharsets.UTF_8)));
      }
      RemotingCommand group =
          wire.call(
              200,
              Map.of(),
              ("{\"groupName\":\"" + GROUP + "\",\"retryMaxTimes\":16,\"consumeEnable\":true}")
                  .getBytes(StandardCharsets.UTF_8));
      assertThat(group.getCode()).as(group.getRemark()).isZero();
      RemotingCommand popped = pop(wire, MESSAGES, INVISIBLE_MILLIS);
      assertThat(MessageDecoder.decodes(ByteBuffer.wrap(popped.getBody()))).hasSize(MESSAGES);
      for (long offset : ACKNOWLEDGED) {
        acknowledge(wire, TOPIC, offset, receipt(node, popped, offset));
      }
    }
  }

  /** Every message comes once more that was not acknowledged, and no other. */
  static void end(Node node) throws Exception {
    Set<String> expected = new TreeSet<>();
    for (long i = 0; i < MESSAGES; i++) {
      if (!ACKNOWLEDGED.contains(i)) {
        expected.add(i + " for the 1. time again");
      }
    }
    Set<String> come = new TreeSet<>();
    try (Wire wire = Wire.to(node.broker())) {
      Awaitility.await("what was popped and not acknowledged comes again")
          .atMost(Duration.ofSeconds(40))
          .pollInterval(Duration.ofMillis(100))
          .untilAsserted(
              () -> {
                take(wire, come);
                assertThat(come).isEqualTo(expected);
              });
      take(wire, come);
      assertThat(come).as("all that came").isEqualTo(expected);
    }
  }

  private static void take(Wire wire, Set<String> come) throws IOException {
    RemotingCommand popped = pop(wire, 32, 60_000);
    if (popped.getCode() != 0) {
      return;
    }
    List<MessageExt> messages = MessageDecoder.decodes(ByteBuffer.wrap(popped.getBody()));
    for (MessageExt message : messages) {
      come.add(
          new String(message.getBody(), StandardCharsets.UTF_8)
              + " for the "
              + message.getReconsumeTimes()
              + ". time again");
      acknowledge(
          wire,
          "%RETRY%" + GROUP + "_" + TOPIC,
          message.getQueueOffset(),
          message.getProperty("POP_CK"));
    }
  }

  private static RemotingCommand pop(Wire wire, int messages, int invisibleMillis)
      throws IOException {
    Map<String, String> header = new HashMap<>();
    header.put("consumerGroup", GROUP);
    header.put("topic", TOPIC);
    header.put("queueId", "-1");
    header.put("maxMsgNums", Integer.toString(messages));
    header.put("invisibleTime", Integer.toString(invisibleMillis));
    header.put("pollTime", "0");
    header.put("bornTime", Long.toString(System.currentTimeMillis()));
    header.put("initMode", "0");
    return wire.call(200_050, header);
  }

  private static String receipt(Node node, RemotingCommand popped, long offset) {
    Map<String, String> header = popped.getExtFields();
    return String.join(
        " ",
        "0",
        header.get("popTime"),
        header.get("invisibleTime"),
        header.get("reviveQid"),
        "0",
        node.brokerName(),
        "0",
        Long.toString(offset));
  }

  private static void acknowledge(Wire wire, String topic, long offset, String receipt)
      throws IOException {
    assertThat(receipt).as("receipt of message %s of %s", offset, topic).isNotNull();
    RemotingCommand answer =
        wire.call(
            200_051,
            Map.of(
                "consumerGroup",
                GROUP,
                "topic",
                topic,
                "queueId",
                "0",
                "extraInfo",
                receipt,
                "offset",
                Long.toString(offset)));
    assertThat(answer.getCode()).as(answer.getRemark()).isZero();
  }
}
