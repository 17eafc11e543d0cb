/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.marquetry.itests.stage.Play;
import org.marquetry.itests.stage.Target;

/** Consumers that ask: the old pull consumer and the lite pull consumer, and offsets. */
public final class PullScenarios extends Scenario {
  private static final int POLL_MILLIS = 500;

  public PullScenarios(Target target, String name) {
    super(target, name);
  }

  @Play
  public void pullWalksAQueueInOrder() throws Exception {
    String topic = topic(1);
    DefaultMQProducer producer = producer();
    sendAll(producer, topic, "A", bodies("m", 100));
    sendAll(producer, topic, "B", bodies("n", 5));
    DefaultMQPullConsumer consumer = pullConsumer(named("group"));
    Set<MessageQueue> queues = consumer.fetchSubscribeMessageQueues(topic);
    assertThat(queues).hasSize(1);
    MessageQueue queue = queues.iterator().next();

    List<String> read = new ArrayList<>();
    long offset = 0;
    while (read.size() < 105) {
      PullResult result = consumer.pull(queue, "*", offset, 32);
      assertThat(result.getPullStatus()).isEqualTo(PullStatus.FOUND);
      assertThat(result.getMinOffset()).isZero();
      assertThat(result.getMaxOffset()).isEqualTo(105);
      for (MessageExt message : result.getMsgFoundList()) {
        assertThat(message.getQueueOffset()).isEqualTo(read.size());
        read.add(text(message));
      }
      assertThat(result.getNextBeginOffset()).isEqualTo(read.size());
      offset = result.getNextBeginOffset();
    }
    List<String> all = new ArrayList<>(bodies("m", 100));
    all.addAll(bodies("n", 5));
    assertThat(read).containsExactlyElementsOf(all);
    assertThat(consumer.pull(queue, "*", 105, 32).getPullStatus()).isEqualTo(PullStatus.NO_NEW_MSG);
    PullResult beyond = consumer.pull(queue, "*", 1_000, 32);
    assertThat(beyond.getPullStatus()).isEqualTo(PullStatus.OFFSET_ILLEGAL);
    assertThat(beyond.getNextBeginOffset()).isEqualTo(105);
    PullResult filtered = consumer.pull(queue, "B", 0, 32);
    assertThat(filtered.getPullStatus()).isIn(PullStatus.FOUND, PullStatus.NO_MATCHED_MSG);
    assertThat(filtered.getNextBeginOffset()).isPositive();
    assertThat(consumer.pull(queue, "B", 100, 2).getMsgFoundList())
        .extracting(Scenario::text)
        .containsExactly("n0", "n1");
    assertThat(consumer.pull(queue, "nothing", 0, 32).getPullStatus())
        .isEqualTo(PullStatus.NO_MATCHED_MSG);
  }

  @Play
  public void blockingPullIsAnsweredByTheNextMessage() throws Exception {
    String topic = topic(1);
    DefaultMQPullConsumer consumer = pullConsumer(named("group"));
    MessageQueue queue = new MessageQueue(topic, target().brokerName(), 0);
    CompletableFuture<PullResult> pulled =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return consumer.pullBlockIfNotFound(queue, "*", 0, 32);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    DefaultMQProducer producer = producer();
    sendAll(producer, topic, "A", List.of("wake up"));
    PullResult result = pulled.get(30, TimeUnit.SECONDS);
    assertThat(result.getPullStatus()).isEqualTo(PullStatus.FOUND);
    assertThat(result.getMsgFoundList()).extracting(Scenario::text).containsExactly("wake up");
  }

  @Play
  public void offsetsByBoundAndByTime() throws Exception {
    String topic = topic(2);
    DefaultMQProducer producer = producer();
    MessageQueue queue = new MessageQueue(topic, target().brokerName(), 1);
    DefaultMQPullConsumer consumer = pullConsumer(named("group"));
    assertThat(consumer.minOffset(queue)).isZero();
    assertThat(consumer.maxOffset(queue)).isZero();
    for (String body : bodies("m", 10)) {
      producer.send(message(topic, "A", body), queue);
      TimeUnit.MILLISECONDS.sleep(5); // the messages must differ in store time
    }
    assertThat(consumer.minOffset(queue)).isZero();
    assertThat(consumer.maxOffset(queue)).isEqualTo(10);
    List<MessageExt> stored = consumer.pull(queue, "*", 0, 32).getMsgFoundList();
    assertThat(stored).hasSize(10);
    for (MessageExt message : stored) {
      assertThat(consumer.searchOffset(queue, message.getStoreTimestamp()))
          .isEqualTo(message.getQueueOffset());
    }
    assertThat(consumer.searchOffset(queue, stored.get(0).getStoreTimestamp() - 60_000)).isZero();
    assertThat(consumer.searchOffset(queue, stored.get(9).getStoreTimestamp() + 60_000))
        .isEqualTo(10);
    assertThat(consumer.earliestMsgStoreTime(queue)).isEqualTo(stored.get(0).getStoreTimestamp());
  }

  @Play
  public void offsetsOfAGroupAreKept() throws Exception {
    String topic = topic(1);
    sendAll(producer(), topic, "A", bodies("m", 10));
    MessageQueue queue = new MessageQueue(topic, target().brokerName(), 0);
    DefaultMQPullConsumer consumer = pullConsumer(named("group"));
    // The broker knows the group from its first heartbeat on.
    await()
        .ignoreExceptions()
        .until(
            () -> {
              consumer.getOffsetStore().updateConsumeOffsetToBroker(queue, 7, false);
              return true;
            });
    assertThat(consumer.fetchConsumeOffset(queue, true)).isEqualTo(7);
    consumer.shutdown();
    DefaultMQPullConsumer again = pullConsumer(named("group"));
    assertThat(again.fetchConsumeOffset(queue, true)).isEqualTo(7);
  }

  @Play
  public void litePullAssignsAndSeeks() throws Exception {
    String topic = topic(2);
    sendAll(producer(), topic, "A", bodies("m", 20));
    DefaultLitePullConsumer consumer = new DefaultLitePullConsumer(named("group"));
    configure(consumer);
    consumer.setAutoCommit(false);
    consumer.start();
    atEnd(consumer::shutdown);
    List<MessageQueue> queues = new ArrayList<>();
    await().until(() -> queues.addAll(consumer.fetchMessageQueues(topic)));
    MessageQueue queue = queues.get(0);
    consumer.assign(List.of(queue));
    consumer.seek(queue, 4);
    List<Long> offsets = new ArrayList<>();
    await()
        .until(
            () -> {
              consumer.poll(POLL_MILLIS).forEach(m -> offsets.add(m.getQueueOffset()));
              return offsets.size() >= 6;
            });
    assertThat(offsets).containsExactly(4L, 5L, 6L, 7L, 8L, 9L);
    consumer.seek(queue, 0);
    offsets.clear();
    await()
        .until(
            () -> {
              consumer.poll(POLL_MILLIS).forEach(m -> offsets.add(m.getQueueOffset()));
              return offsets.size() >= 10;
            });
    assertThat(offsets).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(consumer.offsetForTimestamp(queue, 0L)).isZero();
  }

  @Play
  public void litePullSubscribesAndResumesWhereItCommitted() throws Exception {
    String topic = topic(2);
    DefaultMQProducer producer = producer();
    List<SendResult> sent = sendAll(producer, topic, "A", bodies("first", 20));
    assertThat(sent).hasSize(20);
    String group = named("group");
    DefaultLitePullConsumer first = subscribed(group, topic);
    Set<String> seen = new HashSet<>();
    await()
        .until(
            () -> {
              take(first.poll(POLL_MILLIS), seen);
              return seen.size() == 20;
            });
    // A commit covers what was polled before, so one more (empty) poll comes first.
    first.poll(POLL_MILLIS);
    first.commitSync();
    first.shutdown();

    sendAll(producer, topic, "A", bodies("second", 10));
    DefaultLitePullConsumer second = subscribed(group, topic);
    List<String> resumed = new ArrayList<>();
    await()
        .until(
            () -> {
              take(second.poll(POLL_MILLIS), resumed);
              return resumed.size() >= 10;
            });
    assertThat(resumed).containsExactlyInAnyOrderElementsOf(bodies("second", 10));
  }

  private DefaultLitePullConsumer subscribed(String group, String topic) throws Exception {
    DefaultLitePullConsumer consumer = new DefaultLitePullConsumer(group);
    configure(consumer);
    consumer.setConsumeFromWhere(
        org.apache.rocketmq.common.consumer.ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
    consumer.subscribe(topic, "*");
    consumer.start();
    atEnd(consumer::shutdown);
    return consumer;
  }

  private static void take(List<MessageExt> polled, Collection<String> into) {
    polled.forEach(message -> into.add(text(message)));
  }
}
