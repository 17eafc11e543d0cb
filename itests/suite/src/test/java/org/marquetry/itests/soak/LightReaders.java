/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.List;
import java.util.Random;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * One reader for each of some light queues, all in one thread; the client goes and another comes.
 */
final class LightReaders implements Group {

  private static final String GROUP = "SoakLightReaders";

  private final Stage stage;
  private final String topic;
  private final List<LightReader> readers;
  private final Tally tally;
  private volatile DefaultMQPullConsumer consumer;

  LightReaders(Stage stage, String topic, List<String> names, Tally tally) {
    this.stage = stage;
    this.topic = topic;
    this.tally = tally;
    this.readers = names.stream().map(name -> new LightReader(stage, topic, name)).toList();
  }

  List<String> names() {
    return readers.stream().map(LightReader::name).toList();
  }

  void start() throws Exception {
    consumer = stage.clients().pullConsumer(GROUP);
    Thread thread = new Thread(this::read, "soak-light-readers");
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    try {
      while (!stage.ended()) {
        if (readAll() == 0) {
          Stage.refused();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int readAll() throws InterruptedException {
    int found = 0;
    try {
      DefaultMQPullConsumer client = consumer;
      // A light queue has no route: the client learns its broker from the messages' topic.
      client.pull(new MessageQueue(topic, stage.node().brokerName(), 0), "*", 0, 1);
      for (LightReader reader : readers) {
        found += reader.read(client);
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      // The broker is away, a queue has no message yet, or the client goes.
      tally.count("reads that failed");
    }
    tally.count("read in light queues", found);
    return found;
  }

  @Override
  public String name() {
    return GROUP;
  }

  @Override
  public void change(Random random) throws Exception {
    DefaultMQPullConsumer before = consumer;
    consumer = stage.clients().pullConsumer(GROUP);
    before.shutdown();
  }

  /** Each reader keeps its place: nothing can come again. */
  @Override
  public Settling settling() {
    return () -> "";
  }

  @Override
  public List<Deliveries> deliveries() {
    return readers.stream().map(LightReader::deliveries).toList();
  }
}
