/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.UtilAll;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.marquetry.itests.stage.Play;
import org.marquetry.itests.stage.Target;

/** Push consumers: clustering, broadcasting, order, rebalance, filters and restarts. */
public final class PushScenarios extends Scenario {

  public PushScenarios(Target target, String name) {
    super(target, name);
  }

  @Play
  public void everyGroupGetsEveryMessageOnce() throws Exception {
    String topic = topic(4);
    List<Received> groups = new ArrayList<>();
    for (int g = 0; g < 3; g++) {
      Received received = new Received();
      collect(named("group" + g), topic, "*", received);
      groups.add(received);
    }
    List<String> bodies = bodies("m", 100);
    sendAll(producer(), topic, "A", bodies);
    for (Received received : groups) {
      await()
          .untilAsserted(
              () -> assertThat(received.texts()).containsExactlyInAnyOrderElementsOf(bodies));
    }
  }

  @Play
  public void tagsAreFiltered() throws Exception {
    String topic = topic(2);
    Received someTags = new Received();
    Received allTags = new Received();
    collect(named("some"), topic, "A || C", someTags);
    collect(named("all"), topic, "*", allTags);
    DefaultMQProducer producer = producer();
    // "Aa" and "BB" have the same hash: the client must sort that out, the broker sends both.
    for (String tag : List.of("A", "B", "C", "Aa", "BB", "")) {
      sendAll(producer, topic, tag, bodies("tag " + tag + " ", 10));
    }
    await().until(() -> allTags.messages().size() == 60);
    List<String> wanted = new ArrayList<>(bodies("tag A ", 10));
    wanted.addAll(bodies("tag C ", 10));
    await()
        .untilAsserted(
            () -> assertThat(someTags.texts()).containsExactlyInAnyOrderElementsOf(wanted));

    Received hashTwin = new Received();
    collect(named("twin"), topic, "Aa", hashTwin);
    await()
        .untilAsserted(
            () ->
                assertThat(hashTwin.texts())
                    .containsExactlyInAnyOrderElementsOf(bodies("tag Aa ", 10)));
  }

  @Play
  public void longPollIsAnsweredByALateMessage() throws Exception {
    String topic = topic(1);
    Received received = new Received();
    collect(named("group"), topic, "*", received);
    DefaultMQProducer producer = producer();
    for (int i = 0; i < 5; i++) {
      int expected = i + 1;
      sendAll(producer, topic, "A", List.of("late" + i));
      await().until(() -> received.messages().size() == expected);
    }
    assertThat(received.texts()).containsExactlyElementsOf(bodies("late", 5));
  }

  @Play
  public void orderlyListenerSeesEachQueueInOrder() throws Exception {
    String topic = topic(3);
    Map<Integer, List<Long>> offsets = new ConcurrentHashMap<>();
    Map<Integer, AtomicInteger> inside = new ConcurrentHashMap<>();
    AtomicBoolean overlapped = new AtomicBoolean();
    AtomicBoolean suspended = new AtomicBoolean();
    AtomicInteger count = new AtomicInteger();
    DefaultMQPushConsumer consumer = pushConsumer(named("group"));
    consumer.setSuspendCurrentQueueTimeMillis(100);
    consumer.subscribe(topic, "*");
    consumer.registerMessageListener(
        (MessageListenerOrderly)
            (batch, context) -> {
              int queue = context.getMessageQueue().getQueueId();
              AtomicInteger here = inside.computeIfAbsent(queue, q -> new AtomicInteger());
              if (here.incrementAndGet() != 1) {
                overlapped.set(true);
              }
              try {
                if (suspended.compareAndSet(false, true)) {
                  return ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT;
                }
                for (MessageExt message : batch) {
                  offsets
                      .computeIfAbsent(queue, q -> new ArrayList<>())
                      .add(message.getQueueOffset());
                  count.incrementAndGet();
                }
                return ConsumeOrderlyStatus.SUCCESS;
              } finally {
                here.decrementAndGet();
              }
            });
    start(consumer);
    sendAll(producer(), topic, "A", bodies("m", 90));
    await().until(() -> count.get() == 90);
    assertThat(overlapped).as("two threads in one queue").isFalse();
    assertThat(offsets).hasSize(3);
    offsets.forEach(
        (queue, seen) ->
            assertThat(seen).as("queue %d", queue).isSorted().doesNotHaveDuplicates().hasSize(30));
  }

  @Play
  public void orderlyQueuesMoveToTheNextConsumerWithoutLoss() throws Exception {
    String topic = topic(4);
    String group = named("group");
    Set<String> seen = ConcurrentHashMap.newKeySet();
    MessageListenerOrderly listener =
        (batch, context) -> {
          batch.forEach(m -> seen.add(text(m)));
          return ConsumeOrderlyStatus.SUCCESS;
        };
    DefaultMQPushConsumer first = pushConsumer(group);
    first.subscribe(topic, "*");
    first.registerMessageListener(listener);
    start(first);
    DefaultMQProducer producer = producer();
    sendAll(producer, topic, "A", bodies("before", 20));
    await().until(() -> seen.size() == 20);
    first.shutdown();
    DefaultMQPushConsumer second = pushConsumer(group);
    second.subscribe(topic, "*");
    second.registerMessageListener(listener);
    start(second);
    sendAll(producer, topic, "A", bodies("after", 20));
    await().until(() -> seen.size() == 40);
  }

  @Play
  public void broadcastReachesEveryMember() throws Exception {
    String topic = topic(2);
    String group = named("group");
    List<Received> members = List.of(new Received(), new Received());
    for (Received member : members) {
      DefaultMQPushConsumer consumer = pushConsumer(group);
      broadcast(consumer);
      consumer.subscribe(topic, "*");
      consumer.registerMessageListener(member);
      start(consumer);
      await().until(() -> assigned(consumer, topic).size() == 2);
    }
    List<String> bodies = bodies("b", 20);
    sendAll(producer(), topic, "A", bodies);
    for (Received member : members) {
      await()
          .untilAsserted(
              () -> assertThat(member.texts()).containsExactlyInAnyOrderElementsOf(bodies));
    }
  }

  @Play
  public void queuesAreSharedOutOnJoinAndLeave() throws Exception {
    String topic = topic(4);
    String group = named("group");
    Received received = new Received();
    DefaultMQPushConsumer first = collect(group, topic, "*", received);
    await().until(() -> assigned(first, topic).size() == 4);
    DefaultMQProducer producer = producer();
    sendAll(producer, topic, "A", bodies("one", 20));

    DefaultMQPushConsumer second = collect(group, topic, "*", received);
    await().until(() -> assigned(first, topic).size() == 2 && assigned(second, topic).size() == 2);
    assertThat(assigned(first, topic)).doesNotContainAnyElementsOf(assigned(second, topic));
    sendAll(producer, topic, "A", bodies("two", 20));
    await().until(() -> received.distinct().size() == 40);

    second.shutdown();
    await().until(() -> assigned(first, topic).size() == 4);
    sendAll(producer, topic, "A", bodies("three", 20));
    await().until(() -> received.distinct().size() == 60);
  }

  @Play
  public void restartResumesAtTheCommittedOffset() throws Exception {
    String topic = topic(2);
    String group = named("group");
    DefaultMQProducer producer = producer();
    Received firstRun = new Received();
    DefaultMQPushConsumer first = collect(group, topic, "*", firstRun);
    sendAll(producer, topic, "A", bodies("first", 30));
    await().until(() -> firstRun.messages().size() == 30);
    first.shutdown();

    sendAll(producer, topic, "A", bodies("second", 30));
    Received secondRun = new Received();
    collect(group, topic, "*", secondRun);
    await()
        .untilAsserted(
            () ->
                assertThat(secondRun.texts())
                    .containsExactlyInAnyOrderElementsOf(bodies("second", 30)));
  }

  /**
   * A queue whose first message is still there starts at 0 for a new group, whatever the group asks
   * for: the broker answers the offset query with 0.
   */
  @Play
  public void newGroupOnAYoungTopicStartsAtTheFirstMessage() throws Exception {
    String topic = topic(1);
    sendAll(producer(), topic, "A", bodies("m", 10));
    for (ConsumeFromWhere where :
        List.of(
            ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET,
            ConsumeFromWhere.CONSUME_FROM_LAST_OFFSET,
            ConsumeFromWhere.CONSUME_FROM_TIMESTAMP)) {
      Received received = new Received();
      DefaultMQPushConsumer consumer = pushConsumer(named(where.name()));
      consumer.setConsumeFromWhere(where);
      consumer.setConsumeTimestamp(
          UtilAll.timeMillisToHumanString3(System.currentTimeMillis() + 60_000));
      consumer.subscribe(topic, "*");
      consumer.registerMessageListener(received);
      start(consumer);
      await()
          .untilAsserted(
              () ->
                  assertThat(received.texts())
                      .as("%s", where)
                      .containsExactlyInAnyOrderElementsOf(bodies("m", 10)));
    }
  }

  @Play
  public void delayedMessageIsNotDeliveredEarly() throws Exception {
    String topic = topic(1);
    ConcurrentLinkedQueue<MessageExt> got = new ConcurrentLinkedQueue<>();
    Received received = new Received();
    collect(named("group"), topic, "*", received);
    DefaultMQProducer producer = producer();
    var delayed = message(topic, "D", "delayed by level 2");
    delayed.setDelayTimeLevel(2);
    producer.send(delayed);
    sendAll(producer, topic, "A", List.of("at once"));
    await().until(() -> received.messages().size() == 2);
    got.addAll(received.messages());
    assertThat(got).extracting(Scenario::text).containsExactly("at once", "delayed by level 2");
    MessageExt late = received.messages().get(1);
    assertThat(late.getTopic()).isEqualTo(topic);
    assertThat(late.getTags()).isEqualTo("D");
    assertThat(late.getStoreTimestamp() - late.getBornTimestamp())
        .as("level 2 is 5 s")
        .isGreaterThanOrEqualTo(4_900);
  }

  /** By reflection: clients from 5.0 on have the enum in another package. */
  private static void broadcast(DefaultMQPushConsumer consumer)
      throws ReflectiveOperationException {
    Method setter =
        Stream.of(DefaultMQPushConsumer.class.getMethods())
            .filter(method -> method.getName().equals("setMessageModel"))
            .findFirst()
            .orElseThrow();
    Object broadcasting =
        Stream.of(setter.getParameterTypes()[0].getEnumConstants())
            .filter(model -> model.toString().equals("BROADCASTING"))
            .findFirst()
            .orElseThrow();
    setter.invoke(consumer, broadcasting);
  }

  private static Set<MessageQueue> assigned(DefaultMQPushConsumer consumer, String topic) {
    return consumer
        .getDefaultMQPushConsumerImpl()
        .getRebalanceImpl()
        .getProcessQueueTable()
        .keySet()
        .stream()
        .filter(queue -> queue.getTopic().equals(topic))
        .collect(Collectors.toSet());
  }
}
