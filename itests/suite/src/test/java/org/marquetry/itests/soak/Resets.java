/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.apache.rocketmq.remoting.protocol.body.ResetOffsetBody;

/**
 * A group whose progress is set back under load, by time and by offset: it reads all from there on
 * once more, and nothing twice at any other time.
 */
final class Resets implements Workload {

  private static final String TOPIC = "SoakReset";
  private static final String GROUP = "SoakResetReaders";
  private static final int QUEUES = 3;
  private static final int RESET = 222;

  /** One of so many steps, where the one before is done. */
  private static final int RARELY = 200;

  private static final int FURTHEST = 40;
  private static final int FURTHEST_MILLIS = 5_000;

  private final Stage stage;
  private final Random random;
  private final ConsumerGroup group;
  private final Tally tally = new Tally("by time", "by offset", "read again");
  private DefaultMQProducer producer;
  private volatile Reset open;
  private boolean byTime;

  Resets(Stage stage, Random random) {
    this.stage = stage;
    this.random = random;
    this.group = ConsumerGroup.ofAll(stage, GROUP, TOPIC, 2, Deliveries.Places.ACKNOWLEDGED);
  }

  @Override
  public String name() {
    return "reset";
  }

  @Override
  public void open() throws Exception {
    stage.createTopic(TOPIC, QUEUES);
    producer = stage.producer("SoakReset");
    group.join();
  }

  @Override
  public void step() throws InterruptedException {
    stage.post(name(), new Message(TOPIC, Bodies.any(random)), producer::send);
    if (open != null) {
      finish();
    } else if (random.nextInt(RARELY) == 0) {
      reset();
    }
  }

  @Override
  public boolean finish() throws InterruptedException {
    try {
      if (open != null && open.awaited().isEmpty()) {
        open.unrest().settled();
        tally.count("read again", open.expected().size());
        open = null;
      }
    } catch (IOException e) {
      // The broker is away.
      Stage.refused();
    }
    return open == null;
  }

  private void reset() throws InterruptedException {
    Map<Integer, Long> last = group.shared().last();
    int queue = random.nextInt(QUEUES);
    if (last.getOrDefault(queue, 0L) < FURTHEST) {
      return;
    }
    byTime = !byTime;
    Map<String, String> fields = new HashMap<>();
    fields.put("topic", TOPIC);
    fields.put("group", GROUP);
    fields.put("isForce", "true");
    if (byTime) {
      long time = System.currentTimeMillis() - random.nextInt(FURTHEST_MILLIS);
      fields.put("timestamp", Long.toString(time));
    } else {
      fields.put("timestamp", "-1");
      fields.put("queueId", Integer.toString(queue));
      fields.put("offset", Long.toString(last.get(queue) - random.nextInt(FURTHEST)));
    }
    Disturbances.Disturbance unrest = stage.disturbances().begin("reset " + fields, Set.of(GROUP));
    long begun = stage.disturbances().now();
    List<Parcel> delivered = delivered();
    try {
      RemotingCommand answer = stage.ask(RESET, fields);
      if (answer.getCode() != 0) {
        stage.journal().fault("no reset " + fields + ": " + answer);
        unrest.settled();
        return;
      }
      tally.count(byTime ? "by time" : "by offset");
      Map<MessageQueue, Long> table =
          ResetOffsetBody.decode(answer.getBody(), ResetOffsetBody.class).getOffsetTable();
      List<Parcel> expected =
          delivered.stream().filter(parcel -> isBehind(table, parcel.place())).toList();
      open = new Reset(stage, group, unrest, begun, expected);
    } catch (IOException e) {
      // Nobody knows whether it took place.
      open = new Reset(stage, group, unrest, begun, List.of());
      Stage.refused();
    }
  }

  private List<Parcel> delivered() {
    return stage.journal().ofTopic(TOPIC).stream()
        .filter(parcel -> parcel.place() != null && group.shared().has(parcel))
        .toList();
  }

  private static boolean isBehind(Map<MessageQueue, Long> table, Parcel.Place place) {
    return table.entrySet().stream()
        .anyMatch(
            each ->
                each.getKey().getQueueId() == place.queueId()
                    && each.getValue() <= place.queueOffset());
  }

  @Override
  public List<Group> groups() {
    return List.of(group);
  }

  @Override
  public List<String> awaited() {
    Reset waiting = open;
    try {
      String reason = waiting == null ? "" : waiting.awaited();
      return reason.isEmpty() ? List.of() : List.of(reason);
    } catch (IOException e) {
      return List.of(e.toString());
    }
  }

  @Override
  public Tally tally() {
    return tally;
  }
}
