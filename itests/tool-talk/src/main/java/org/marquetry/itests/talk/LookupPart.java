/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.talk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;

/** Finds messages by key, unique key, offset id and time. */
final class LookupPart implements Part {

  private static final String TOPIC = "TalkLookup";

  private final Scene scene;

  LookupPart(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void play(Facts facts) throws Exception {
    scene.topic(TOPIC, 1);
    DefaultMQProducer producer = scene.producer("TalkLookupProducers");
    long begin = System.currentTimeMillis() - 60_000;
    long end = begin + 600_000;
    SendResult first = scene.send(producer, TOPIC, 0, "k1 both", "m1");
    scene.send(producer, TOPIC, 0, "both", "m2");
    Scene.await(() -> texts(producer, "both", begin, end).size() == 2);
    facts.ask("by one key", () -> texts(producer, "k1", begin, end));
    facts.ask("by the key of both", () -> texts(producer, "both", begin, end));
    facts.ask("by no key", () -> texts(producer, "none", begin, end));
    facts.ask("too early", () -> texts(producer, "both", 0, begin));
    facts.ask("too late", () -> texts(producer, "both", end, end + 60_000));
    facts.ask("at any time", () -> texts(producer, "both", 0, Long.MAX_VALUE));
    facts.ask("of another topic", () -> producer.queryMessage("NoSuchTopic", "k1", 8, begin, end));
    facts.ask("by unique key", () -> text(producer.viewMessage(TOPIC, first.getMsgId())));
    facts.ask("by offset id", () -> text(producer.viewMessage(TOPIC, first.getOffsetMsgId())));
    String nowhere = first.getOffsetMsgId().substring(0, 24) + "00FFFFFF";
    facts.ask("by an offset id of nothing", () -> text(producer.viewMessage(TOPIC, nowhere)));
    facts.ask("before", () -> producer.searchOffset(scene.queue(TOPIC, 0), begin));
    facts.ask("after", () -> producer.searchOffset(scene.queue(TOPIC, 0), end));
    facts.ask("max", () -> producer.maxOffset(scene.queue(TOPIC, 0)));
    facts.ask("min", () -> producer.minOffset(scene.queue(TOPIC, 0)));
    facts.ask(
        "who has it",
        () ->
            scene
                .admin()
                .messageTrackDetail(scene.admin().viewMessage(TOPIC, first.getOffsetMsgId())));
    recall(facts, producer);
  }

  private static void recall(Facts facts, DefaultMQProducer producer) {
    facts.ask("recall of nothing", () -> producer.recallMessage(TOPIC, "no handle"));
    Message delayed = new Message(TOPIC, "later".getBytes(UTF_8));
    delayed.setDelayTimeSec(3_600);
    facts.ask(
        "recall", () -> producer.recallMessage(TOPIC, producer.send(delayed).getRecallHandle()));
  }

  private static List<String> texts(DefaultMQProducer producer, String key, long begin, long end)
      throws Exception {
    return producer.queryMessage(TOPIC, key, 8, begin, end).getMessageList().stream()
        .map(LookupPart::text)
        .sorted()
        .toList();
  }

  private static String text(MessageExt message) {
    return new String(message.getBody(), UTF_8);
  }
}
