/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.talk;

import java.util.Map;
import java.util.TreeMap;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.MessageQueue;

/** An operator moves groups that are online and offline, and copies how far they are. */
final class ResetPart implements Part {

  private final Scene scene;
  private final String topic;
  private final String group;

  /**
   * @param name of this reset among others
   */
  ResetPart(Scene scene, String name) {
    this.scene = scene;
    this.topic = "TalkReset" + name;
    this.group = "TalkReset" + name + "Group";
  }

  @Override
  public void play(Facts facts) throws Exception {
    scene.topic(topic, 2);
    DefaultMQProducer producer = scene.producer(group + "Producers");
    long begin = System.currentTimeMillis() - 60_000;
    for (int i = 0; i < 4; i++) {
      scene.send(producer, topic, i % 2, "k" + i, "m" + i);
    }
    Scene.Consumer consumer = scene.consumer(group, topic);
    facts.say("first", consumer.take(4));
    facts.say("committed", scene.caughtUp(group, topic, 4));
    facts.ask("status", () -> status(""));
    facts.ask("status of nobody", () -> status("nobody"));
    facts.ask(
        "reset", () -> offsets(scene.admin().resetOffsetByTimestamp(topic, group, begin, true)));
    facts.say("again", consumer.take(4));
    facts.say("committed again", scene.caughtUp(group, topic, 4));
    consumer.stop();

    facts.ask(
        "clone",
        () -> {
          scene.admin().cloneGroupOffset(group, group + "Clone", topic, true);
          return scene.admin().examineConsumeStats(group + "Clone", topic).computeTotalDiff();
        });
    facts.ask(
        "reset of an unknown topic",
        () -> scene.admin().resetOffsetByTimestamp("NoSuchTopic", group, begin, true));
    facts.ask(
        "reset of an unknown group",
        () -> scene.admin().resetOffsetByTimestamp(topic, "NoSuchGroup", begin, true));
    facts.ask("status of a group offline", () -> status(""));
  }

  private static Map<Integer, Long> offsets(Map<MessageQueue, Long> table) {
    Map<Integer, Long> offsets = new TreeMap<>();
    table.forEach((queue, offset) -> offsets.put(queue.getQueueId(), offset));
    return offsets;
  }

  private Object status(String client) throws Exception {
    return scene.admin().getConsumeStatus(topic, group, client).values().stream()
        .map(ResetPart::offsets)
        .toList();
  }
}
