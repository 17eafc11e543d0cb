/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageQueue;
import org.marquetry.itests.stage.Play;
import org.marquetry.itests.stage.Target;

/** Messages that go into light queues too, as a broker of another protocol would use them. */
public final class LightScenarios extends Scenario {

  public LightScenarios(Target target, String name) {
    super(target, name);
  }

  private String light(String what) {
    return "%LMQ%" + named(what);
  }

  private static Message fanOut(String topic, String body, String... lights) {
    Message message = message(topic, "A", body);
    MessageAccessor.putProperty(message, "INNER_MULTI_DISPATCH", String.join(",", lights));
    return message;
  }

  private MessageQueue queue(String topic) {
    return new MessageQueue(topic, target().brokerName(), 0);
  }

  /** A light queue has no route: the client knows its broker from its messages' topic. */
  private DefaultMQPullConsumer pullerThatKnows(String topic) throws Exception {
    DefaultMQPullConsumer consumer = pullConsumer(named("group"));
    consumer.pull(queue(topic), "*", 0, 1);
    return consumer;
  }

  private static List<String> pull(DefaultMQPullConsumer consumer, MessageQueue queue, long offset)
      throws Exception {
    PullResult result = consumer.pull(queue, "*", offset, 32);
    assertThat(result.getPullStatus()).as("pull of %s", queue).isEqualTo(PullStatus.FOUND);
    return result.getMsgFoundList().stream().map(Scenario::text).toList();
  }

  @Play
  public void everyLightQueueGetsWhatNamesIt() throws Exception {
    String topic = topic(1);
    DefaultMQProducer producer = producer();
    MessageQueue a = queue(light("a"));
    MessageQueue b = queue(light("b"));
    DefaultMQPullConsumer consumer = pullerThatKnows(topic);
    CompletableFuture<PullResult> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return consumer.pullBlockIfNotFound(b, "*", 0, 32);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    producer.send(fanOut(topic, "m0", a.getTopic()));
    producer.send(message(topic, "A", "m1"));
    producer.send(fanOut(topic, "m2", b.getTopic(), a.getTopic()));

    PullResult first = waiting.get(30, TimeUnit.SECONDS);
    assertThat(first.getMsgFoundList()).extracting(Scenario::text).containsExactly("m2");
    assertThat(pull(consumer, a, 0)).containsExactly("m0", "m2");
    assertThat(pull(consumer, a, 1)).containsExactly("m2");
    assertThat(pull(consumer, queue(topic), 0)).containsExactly("m0", "m1", "m2");
    assertThat(consumer.pull(a, "*", 2, 32).getPullStatus()).isEqualTo(PullStatus.NO_NEW_MSG);

    await()
        .ignoreExceptions()
        .until(
            () -> {
              consumer.getOffsetStore().updateConsumeOffsetToBroker(a, 2, false);
              return consumer.fetchConsumeOffset(a, true) == 2;
            });
  }

  @Play
  public void delayedMessageIsFannedOutWhenItIsDue() throws Exception {
    String topic = topic(1);
    DefaultMQPullConsumer consumer = pullerThatKnows(topic);
    MessageQueue a = queue(light("a"));
    Message delayed = fanOut(topic, "late", a.getTopic());
    delayed.setDelayTimeLevel(1);
    producer().send(delayed);
    assertThat(consumer.pull(a, "*", 0, 32).getPullStatus()).isNotEqualTo(PullStatus.FOUND);
    await().until(() -> consumer.pull(a, "*", 0, 32).getPullStatus() == PullStatus.FOUND);
    assertThat(pull(consumer, a, 0)).containsExactly("late");
  }
}
