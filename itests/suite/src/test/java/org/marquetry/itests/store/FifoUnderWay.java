/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.awaitility.Awaitility;
import org.marquetry.itests.node.Node;
import org.marquetry.itests.pop.FifoMember;
import org.marquetry.itests.process.Clients;
import org.marquetry.itests.wire.Topics;
import org.marquetry.itests.wire.Wire;

/** A batch that one node hands out in order, and whose consumer is done with it at the other. */
final class FifoUnderWay {

  private static final String TOPIC = "FifoExchange";
  private static final String GROUP = "FifoExchangers";
  private static final int MESSAGES = 7;

  /** Longer than any of this takes. */
  private static final int INVISIBLE_MILLIS = 300_000;

  private static final Pattern ONE_ACKNOWLEDGED =
      Pattern.compile("\"FifoExchange@FifoExchangers\":\\{\"?0\"?:\\{[^{}]*\"cm\":1,");

  private final List<MessageExt> batch;

  private FifoUnderWay(List<MessageExt> batch) {
    this.batch = batch;
  }

  static FifoUnderWay begin(Node node) throws Exception {
    Topics.create(node.nameServer(), node.broker(), TOPIC, 1);
    try (Clients clients = new Clients(node);
        Wire wire = Wire.to(node.broker());
        FifoMember member = new FifoMember(node, TOPIC, GROUP)) {
      byte[] group =
          ("{\"groupName\":\"" + GROUP + "\",\"retryMaxTimes\":16,\"consumeEnable\":true}")
              .getBytes(UTF_8);
      assertThat(wire.call(200, Map.of(), group).getCode()).isZero();
      DefaultMQProducer producer = clients.producer("FifoExchangeProducers");
      for (int i = 0; i < MESSAGES; i++) {
        producer.send(new Message(TOPIC, "T", Integer.toString(i).getBytes(UTF_8)));
      }
      List<MessageExt> batch = new ArrayList<>();
      Awaitility.await("the first batch")
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                batch.addAll(member.pop(INVISIBLE_MILLIS, 0));
                return !batch.isEmpty();
              });
      assertThat(offsets(batch)).containsExactly(0L, 1L, 2L);
      member.acknowledge(batch.get(0));
      return new FifoUnderWay(batch);
    }
  }

  /** Either node writes its file from time to time. */
  void awaitWritten(Path store) {
    Path file = store.resolve("config/consumerOrderInfo.json");
    Awaitility.await("the acknowledgement in " + file)
        .atMost(Duration.ofSeconds(40))
        .ignoreExceptions()
        .until(() -> ONE_ACKNOWLEDGED.matcher(Files.readString(file).replaceAll("\\s", "")).find());
  }

  /** Nobody gets anything before the consumer is done, whose receipts are still good. */
  void end(Node node) throws Exception {
    try (FifoMember member = new FifoMember(node, TOPIC, GROUP)) {
      assertThat(offsets(member.pop(INVISIBLE_MILLIS, 0))).as("while one works").isEmpty();
      member.acknowledge(batch.get(1));
      assertThat(offsets(member.pop(INVISIBLE_MILLIS, 0))).as("with one left").isEmpty();
      member.acknowledge(batch.get(2));
      assertThat(offsets(member.pop(INVISIBLE_MILLIS, 0))).as("next").containsExactly(3L, 4L, 5L);
    }
  }

  private static List<Long> offsets(List<MessageExt> messages) {
    return messages.stream().map(MessageExt::getQueueOffset).toList();
  }
}
