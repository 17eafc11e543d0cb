/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;

/** Several messages at a time, which lie side by side. */
final class Batches implements Workload {

  private static final String TOPIC = "SoakBatches";
  private static final int QUEUES = 3;
  private static final int LARGEST = 12;

  private final Stage stage;
  private final Random random;
  private final ConsumerGroup group;
  private DefaultMQProducer producer;

  Batches(Stage stage, Random random) {
    this.stage = stage;
    this.random = random;
    this.group =
        ConsumerGroup.ofAll(stage, "SoakBatchReaders", TOPIC, 3, Deliveries.Places.ACKNOWLEDGED);
  }

  @Override
  public String name() {
    return "batch";
  }

  @Override
  public void open() throws Exception {
    stage.createTopic(TOPIC, QUEUES);
    producer = stage.producer("SoakBatch");
    group.join();
    group.join();
  }

  @Override
  public void step() throws InterruptedException {
    List<Message> batch = new ArrayList<>();
    List<Parcel> parcels = new ArrayList<>();
    for (int i = 1 + random.nextInt(LARGEST); i > 0; i--) {
      Message message = new Message(TOPIC, Bodies.any(random));
      parcels.add(stage.journal().enter(name(), message));
      batch.add(message);
    }
    try {
      SendResult result = producer.send(batch);
      if (result.getSendStatus() == SendStatus.SEND_OK) {
        acknowledged(parcels, result);
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      // Not acknowledged: nobody may rely on it.
      parcels.forEach(parcel -> parcel.note("not acknowledged: " + e));
      Stage.refused();
    }
  }

  private void acknowledged(List<Parcel> parcels, SendResult result) {
    String[] keys = result.getMsgId().split(",", -1);
    String[] positions = result.getOffsetMsgId().split(",", -1);
    if (keys.length != parcels.size() || positions.length != parcels.size()) {
      stage.journal().fault(parcels.size() + " messages were acknowledged as " + result);
      return;
    }
    for (int i = 0; i < keys.length; i++) {
      stage
          .journal()
          .owed(
              parcels.get(i),
              new Parcel.Place(
                  result.getMessageQueue().getQueueId(),
                  result.getQueueOffset() + i,
                  keys[i],
                  positions[i]));
    }
  }

  @Override
  public List<Group> groups() {
    return List.of(group);
  }
}
