/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.remoting.protocol.heartbeat.MessageModel;

/** Messages to every member; a member that goes and comes again reads on where it was. */
final class Broadcasts implements Workload {

  private static final String TOPIC = "SoakBroadcast";
  private static final String GROUP = "SoakListeners";
  private static final int QUEUES = 2;
  private static final int MEMBERS = 2;

  private final Stage stage;
  private final Random random;
  private final Listeners listeners = new Listeners();
  private DefaultMQProducer producer;

  Broadcasts(Stage stage, Random random) {
    this.stage = stage;
    this.random = random;
  }

  @Override
  public String name() {
    return "broadcast";
  }

  @Override
  public void open() throws Exception {
    stage.createTopic(TOPIC, QUEUES);
    producer = stage.producer("SoakBroadcast");
    for (int i = 0; i < MEMBERS; i++) {
      Listener listener = new Listener(i);
      listener.start();
      listeners.all.add(listener);
    }
  }

  @Override
  public void step() throws InterruptedException {
    stage.post(name(), new Message(TOPIC, Bodies.any(random)), producer::send);
  }

  @Override
  public List<Group> groups() {
    return List.of(listeners);
  }

  /** One that gets everything, under the same name whenever it comes. */
  private final class Listener {

    private final String name;
    private final Deliveries deliveries;
    private DefaultMQPushConsumer consumer;

    Listener(int number) {
      this.name =
          GROUP + "-" + number + "-" + stage.node().spec().brokerPort() + "-" + System.nanoTime();
      this.deliveries =
          stage.deliveries(GROUP, TOPIC, parcel -> true, Deliveries.Places.ACKNOWLEDGED);
    }

    void start() throws Exception {
      consumer = stage.clients().pushConsumer(GROUP);
      consumer.setInstanceName(name);
      consumer.setMessageModel(MessageModel.BROADCASTING);
      consumer.setAwaitTerminationMillisWhenShutdown(2_000);
      consumer.subscribe(TOPIC, "*");
      ConsumerGroup.listen(consumer, name, deliveries);
      consumer.start();
    }
  }

  private static final class Listeners implements Group {

    private final List<Listener> all = new ArrayList<>();

    @Override
    public String name() {
      return GROUP;
    }

    @Override
    public void change(Random random) throws Exception {
      Listener listener = all.get(random.nextInt(all.size()));
      listener.consumer.shutdown();
      listener.start();
    }

    @Override
    public Settling settling() {
      return () -> "";
    }

    @Override
    public List<Deliveries> deliveries() {
      return all.stream().map(listener -> listener.deliveries).toList();
    }
  }
}
