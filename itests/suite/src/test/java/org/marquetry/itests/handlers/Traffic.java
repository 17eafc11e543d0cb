/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.awaitility.Awaitility;
import org.marquetry.itests.audit.AuditedConsumer;
import org.marquetry.itests.audit.AuditedProducer;
import org.marquetry.itests.audit.Ledger;
import org.marquetry.itests.node.DistributionNode;
import org.marquetry.itests.process.Clients;
import org.marquetry.itests.process.Queues;
import org.marquetry.itests.wire.Topics;

/**
 * Real producers, a real consumer and a raw connection that sends without waiting, and the checks
 * that none of them noticed anything. Not thread-safe.
 */
final class Traffic implements AutoCloseable {

  private static final String NUMBER = "number";
  private static final String SENDER = "sender";
  private static final int QUEUES = 4;
  private static final int PRODUCERS = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final DistributionNode node;
  private final String topic;
  private final String pipelined;
  private final Clients clients;
  private final PipelinedSends pipeline;
  private final Ledger ledger = new Ledger();
  private final AuditedConsumer consumed = new AuditedConsumer(ledger, properties -> true);
  private final List<AuditedProducer> producers = new ArrayList<>();
  private final Set<Integer> connections;

  /** Starts it, and returns when it flows. */
  Traffic(DistributionNode node, String topic) throws Exception {
    this.node = node;
    this.topic = topic;
    this.pipelined = topic + "Pipelined";
    Topics.create(node.nameServer(), node.broker(), topic, QUEUES);
    Topics.create(node.nameServer(), node.broker(), pipelined, 1);
    clients = new Clients(node);
    pipeline = new PipelinedSends(node.broker(), pipelined);
    consume();
    produce();
    awaitProgress();
    connections = connected();
  }

  private Set<Integer> connected() throws Exception {
    return Established.to(node.spec().brokerPort());
  }

  private void consume() throws Exception {
    DefaultMQPushConsumer consumer = clients.pushConsumer(topic + "Consumers");
    consumer.subscribe(topic, "*");
    consumed.listen(consumer);
    consumer.start();
  }

  private void produce() throws Exception {
    for (int i = 0; i < PRODUCERS; i++) {
      DefaultMQProducer producer = clients.producer(topic + "Producers" + i);
      AtomicLong number = new AtomicLong();
      String sender = "p" + i;
      producers.add(
          new AuditedProducer(
              producer,
              topic,
              ledger,
              1,
              i,
              message -> {
                message.putUserProperty(SENDER, sender);
                message.putUserProperty(NUMBER, Long.toString(number.getAndIncrement()));
              }));
    }
  }

  Ledger ledger() {
    return ledger;
  }

  /** Waits until more was sent, and more was consumed. */
  void awaitProgress() {
    int sent = ledger.size();
    int came = consumed.count();
    Awaitility.await("messages are sent and consumed")
        .atMost(PATIENCE)
        .until(() -> ledger.size() > sent + 100 && consumed.count() > came + 100);
  }

  /** Ends it: every send was acknowledged, nothing is lost, changed, doubled or out of order. */
  void endUnharmed() throws Exception {
    assertThat(connected())
        .as("connections that were there when it began")
        .isNotEmpty()
        .containsAll(connections);
    producers.forEach(AuditedProducer::close);
    pipeline.end();
    assertThat(pipeline.problems()).as("answers on the raw connection").isEmpty();
    for (AuditedProducer producer : producers) {
      assertThat(producer.failures()).as(producer.lastFailure()).isZero();
    }
    Awaitility.await("every acknowledged message is consumed")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(consumed.missing()).isEmpty());
    assertThat(consumed.wrong()).isEmpty();
    assertThat(consumed.repeated()).isEmpty();
    checkStore();
    checkPipeline();
  }

  /** Each acknowledged message stands once where it was acknowledged, each sender's in order. */
  private void checkStore() throws Exception {
    assertThat(ledger.sharedPlaces()).isEmpty();
    DefaultMQPullConsumer reader = clients.pullConsumer(topic + "Readers");
    Map<String, Integer> times = new HashMap<>();
    for (MessageQueue queue : reader.fetchSubscribeMessageQueues(topic)) {
      Map<String, Long> last = new HashMap<>();
      for (MessageExt message : Queues.readWhole(reader, queue)) {
        times.merge(message.getMsgId(), 1, Integer::sum);
        assertThat(message.getUserProperty(Hostile.TRACE)).as("trace of a misdeed").isNull();
        long number = Long.parseLong(message.getUserProperty(NUMBER));
        Long before = last.put(message.getUserProperty(SENDER), number);
        assertThat(before == null || before < number)
            .as("%s follows %s in %s", number, before, queue)
            .isTrue();
      }
    }
    assertThat(times.values()).as("each is stored once").containsOnly(1);
    Set<String> acknowledged =
        ledger.where(properties -> true).stream().map(Ledger.Entry::id).collect(Collectors.toSet());
    acknowledged.removeAll(times.keySet());
    assertThat(acknowledged).as("acknowledged and not stored").isEmpty();
  }

  /** All that one connection sent without waiting stands in the order in which it was sent. */
  private void checkPipeline() throws Exception {
    DefaultMQPullConsumer reader = clients.pullConsumer(pipelined + "Readers");
    List<String> bodies = new ArrayList<>();
    for (MessageQueue queue : reader.fetchSubscribeMessageQueues(pipelined)) {
      for (MessageExt message : Queues.readWhole(reader, queue)) {
        bodies.add(new String(message.getBody(), UTF_8));
      }
    }
    List<String> sent = pipeline.bodies();
    for (int i = 0; i < Math.min(sent.size(), bodies.size()); i++) {
      assertThat(bodies.get(i))
          .as("what %s stored at %d, around it %s", pipelined, i, around(bodies, i))
          .isEqualTo(sent.get(i));
    }
    assertThat(bodies).as("messages in %s", pipelined).hasSameSizeAs(sent);
  }

  private static List<String> around(List<String> bodies, int i) {
    return bodies.subList(Math.max(0, i - 5), Math.min(bodies.size(), i + 20));
  }

  @Override
  public void close() {
    producers.forEach(AuditedProducer::close);
    pipeline.close();
    clients.close();
  }
}
