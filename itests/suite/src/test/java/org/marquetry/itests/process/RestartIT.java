/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.node.Node;
import org.marquetry.itests.wire.Topics;

/**
 * A stop, a kill and starts under a live producer, a live consumer and readers of light queues,
 * which are not told.
 */
class RestartIT {
  private static final String TOPIC = "Restart";
  private static final int MESSAGES = 300;
  private static final List<String> LIGHTS =
      List.of("%LMQ%restart-0", "%LMQ%restart-1", "%LMQ%restart-2");

  /** Names all messages that {@link #LIGHTS} share out among them. */
  private static final String ALL = "%LMQ%restart-all";

  @Test
  void clientsRideThroughARestart() throws Exception {
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    Set<String> consumed = ConcurrentHashMap.newKeySet();
    AtomicBoolean done = new AtomicBoolean();
    try (Node node =
        Nodes.processUnderTest(
            "restart",
            spec ->
                spec.with("enableLmq", "true")
                    .with("enableMultiDispatch", "true")
                    .with("flushConsumerOffsetInterval", "500"))) {
      node.start();
      Topics.create(node.nameServer(), node.broker(), TOPIC, 4);
      try (Clients clients = new Clients(node)) {
        DefaultMQPushConsumer consumer = clients.pushConsumer("RestartConsumers");
        consumer.subscribe(TOPIC, "*");
        consumer.registerMessageListener(
            (MessageListenerConcurrently)
                (batch, context) -> {
                  batch.forEach(m -> consumed.add(new String(m.getBody(), StandardCharsets.UTF_8)));
                  return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
                });
        consumer.start();
        DefaultMQProducer producer = clients.producer("RestartProducers");
        // Sent twice, a message would be there twice.
        producer.setRetryTimesWhenSendFailed(0);
        Thread sender = new Thread(() -> send(producer, acknowledged, done), "restart-sender");
        sender.start();

        DefaultMQPullConsumer puller = clients.pullConsumer("RestartReaders");
        puller.pull(new MessageQueue(TOPIC, node.brokerName(), 0), "*", 0, 1);
        List<LightReader> readers =
            Stream.concat(LIGHTS.stream(), Stream.of(ALL))
                .map(light -> new MessageQueue(light, node.brokerName(), 0))
                .map(queue -> new LightReader(puller, queue))
                .toList();

        await(() -> acknowledged.size() >= MESSAGES);
        node.stop();
        Map<LightReader, Long> committed = committed(readers);
        node.start();
        goOn(readers, committed);
        int afterRestart = acknowledged.size();
        await(() -> acknowledged.size() >= afterRestart + MESSAGES);
        node.kill();
        node.start();
        int afterKill = acknowledged.size();
        await(() -> acknowledged.size() >= afterKill + MESSAGES);
        done.set(true);
        sender.join();
        for (LightReader reader : readers) {
          hasRead(reader, acknowledged);
        }

        Awaitility.await("every acknowledged message is consumed")
            .atMost(Duration.ofMinutes(2))
            .untilAsserted(
                () -> {
                  Set<String> missing = new HashSet<>(acknowledged);
                  missing.removeAll(consumed);
                  assertThat(missing).isEmpty();
                });
      }
      node.stop();
    }
  }

  private static Map<LightReader, Long> committed(List<LightReader> readers) {
    return readers.stream().collect(Collectors.toMap(Function.identity(), LightReader::committed));
  }

  /** After a clean stop the broker knows all that it has said yes to. */
  private static void goOn(List<LightReader> readers, Map<LightReader, Long> committed) {
    for (LightReader reader : readers) {
      Awaitility.await("progress of the reader of " + reader.name())
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(reader::progressAtBroker, progress -> progress >= committed.get(reader));
    }
  }

  /** Every acknowledged message that names the light queue, from its first offset to its last. */
  private static void hasRead(LightReader reader, Set<String> acknowledged) throws Exception {
    Set<String> expected =
        acknowledged.stream()
            .filter(body -> lights(body).contains(reader.name()))
            .collect(Collectors.toSet());
    Awaitility.await("what is in " + reader.name())
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(reader.read().values()).containsAll(expected));
    reader.end();
    assertThat(reader.faults()).as("reader of %s", reader.name()).isEmpty();
    assertThat(reader.read().keySet())
        .as("offsets of %s", reader.name())
        .containsExactlyElementsOf(LongStream.range(0, reader.read().size()).boxed().toList());
    assertThat(reader.read().values()).as("messages in %s", reader.name()).doesNotHaveDuplicates();
  }

  private static List<String> lights(String body) {
    return List.of(LIGHTS.get(Integer.parseInt(body.substring(1)) % LIGHTS.size()), ALL);
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await("acknowledgements")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(20))
        .until(condition);
  }

  private static void send(
      DefaultMQProducer producer, Set<String> acknowledged, AtomicBoolean done) {
    int number = 0;
    while (!done.get()) {
      String body = "m" + number++;
      try {
        Message message = new Message(TOPIC, "T", body.getBytes(StandardCharsets.UTF_8));
        MessageAccessor.putProperty(
            message, "INNER_MULTI_DISPATCH", String.join(",", lights(body)));
        SendResult result = producer.send(message);
        if (result.getSendStatus() == SendStatus.SEND_OK) {
          acknowledged.add(body);
        }
        TimeUnit.MILLISECONDS.sleep(2); // a steady stream, not a flood
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (Exception e) {
        // Not acknowledged: nobody may rely on it.
        Thread.onSpinWait();
      }
    }
  }
}
