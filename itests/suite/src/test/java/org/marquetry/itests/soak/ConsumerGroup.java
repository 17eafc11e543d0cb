/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;

/**
 * A group of consumers that share what it gets; members come and go. Not thread-safe, but what it
 * gets is noted in the clients' threads.
 */
final class ConsumerGroup implements Group {

  private static final int THREADS = 3;
  private static final int AWAIT_TERMINATION_MILLIS = 2_000;

  private final Stage stage;
  private final String name;
  private final String topic;
  private final int most;
  private final Arrival arrival;
  private final Deliveries deliveries;
  private final List<Member> members = new CopyOnWriteArrayList<>();
  private int number;

  /** Makes a consumer and starts it. */
  interface Arrival {
    Member arrive(String member, WatchedAllocation allocation) throws Exception;
  }

  /** Subscribes a push consumer and makes it listen. */
  interface Setup {
    void prepare(DefaultMQPushConsumer consumer, String member) throws Exception;
  }

  private ConsumerGroup(
      Stage stage, String name, String topic, int most, Arrival arrival, Deliveries deliveries) {
    this.stage = stage;
    this.name = name;
    this.topic = topic;
    this.most = most;
    this.arrival = arrival;
    this.deliveries = deliveries;
  }

  /**
   * A group of push consumers.
   *
   * @param most members; never fewer than one
   */
  static ConsumerGroup pushed(
      Stage stage, String name, String topic, int most, Setup setup, Deliveries deliveries) {
    Arrival arrival =
        (member, allocation) -> {
          DefaultMQPushConsumer consumer = stage.clients().pushConsumer(name);
          consumer.setAllocateMessageQueueStrategy(allocation);
          consumer.setConsumeThreadMin(THREADS);
          consumer.setConsumeThreadMax(THREADS);
          consumer.setAwaitTerminationMillisWhenShutdown(AWAIT_TERMINATION_MILLIS);
          setup.prepare(consumer, member);
          consumer.start();
          return new Member(
              member,
              consumer,
              consumer.isClientRebalance() ? allocation : null,
              consumer::shutdown);
        };
    return new ConsumerGroup(stage, name, topic, most, arrival, deliveries);
  }

  /** A group of consumers that ask for all messages of a topic. */
  static ConsumerGroup pulling(Stage stage, String name, String topic, int most) {
    Deliveries deliveries =
        stage.deliveries(name, topic, parcel -> true, Deliveries.Places.ACKNOWLEDGED);
    Arrival arrival =
        (member, allocation) ->
            PullingMember.start(
                stage.clients().litePullConsumer(name), topic, member, allocation, deliveries);
    return new ConsumerGroup(stage, name, topic, most, arrival, deliveries);
  }

  /** A group that gets all of a topic and is content with it. */
  static ConsumerGroup ofAll(
      Stage stage, String name, String topic, int most, Deliveries.Places places) {
    Deliveries deliveries = stage.deliveries(name, topic, parcel -> true, places);
    Setup setup =
        (consumer, member) -> {
          consumer.subscribe(topic, "*");
          listen(consumer, member, deliveries);
        };
    return pushed(stage, name, topic, most, setup, deliveries);
  }

  /** Makes a consumer report what it gets. */
  static void listen(DefaultMQPushConsumer consumer, String member, Deliveries deliveries) {
    consumer.registerMessageListener(
        (MessageListenerConcurrently)
            (batch, context) -> {
              batch.forEach(message -> deliveries.came(message, member));
              return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
  }

  @Override
  public String name() {
    return name;
  }

  String topic() {
    return topic;
  }

  Stage stage() {
    return stage;
  }

  @Override
  public List<Deliveries> deliveries() {
    return List.of(deliveries);
  }

  /** What the members got together. */
  Deliveries shared() {
    return deliveries;
  }

  List<Member> members() {
    return List.copyOf(members);
  }

  Set<String> clientIds() {
    return members.stream().map(Member::clientId).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Settling settling() {
    return new SharesSettled(this);
  }

  /** Notes where a member sees others than there are, as where it lost its connection. */
  private void seen(Set<String> clientIds) {
    if (!clientIds.equals(clientIds())) {
      stage.disturbances().unforeseen("members seen " + clientIds, name, System.nanoTime());
    }
  }

  /** Makes one more consumer come. */
  void join() throws Exception {
    members.add(arrival.arrive(name + "#" + number++, new WatchedAllocation(topic, this::seen)));
  }

  @Override
  public void change(Random random) throws Exception {
    if (members.size() == 1 || (members.size() < most && random.nextBoolean())) {
      join();
    } else {
      members.remove(random.nextInt(members.size())).shutdown().run();
    }
  }
}
