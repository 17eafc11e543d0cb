/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.talk;

import java.util.TreeSet;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.remoting.protocol.body.ConsumerRunningInfo;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

/** An operator looks into a consumer that runs, and gives it a message by hand. */
final class RunningPart implements Part {

  private static final String TOPIC = "TalkRunning";
  private static final String GROUP = "TalkRunningGroup";

  private final Scene scene;

  RunningPart(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void play(Facts facts) throws Exception {
    scene.topic(TOPIC, 1);
    DefaultMQAdminExt admin = scene.admin();
    Scene.Consumer consumer = scene.consumer(GROUP, TOPIC);
    SendResult sent = scene.send(scene.producer("TalkRunningProducers"), TOPIC, 0, "k", "m");
    facts.say("first", consumer.take(1));
    facts.say("committed", scene.caughtUp(GROUP, TOPIC, 1));
    String id = consumer.id();
    facts.ask("info", () -> info(admin.getConsumerRunningInfo(GROUP, id, false)));
    facts.ask("info with stacks", () -> info(admin.getConsumerRunningInfo(GROUP, id, true)));
    facts.ask("info of nobody", () -> admin.getConsumerRunningInfo(GROUP, "nobody", false));
    facts.ask(
        "by hand, offset id",
        () ->
            admin
                .consumeMessageDirectly(GROUP, id, TOPIC, sent.getOffsetMsgId())
                .getConsumeResult());
    facts.ask(
        "by hand, unique key",
        () -> admin.consumeMessageDirectly(GROUP, id, TOPIC, sent.getMsgId()).getConsumeResult());
    facts.say("again", consumer.take(2));
    facts.ask(
        "consumers", () -> admin.examineConsumerConnectionInfo(GROUP).getConnectionSet().size());
    facts.ask(
        "subscribed",
        () ->
            new TreeSet<>(
                admin.examineConsumerConnectionInfo(GROUP).getSubscriptionTable().keySet()));
    facts.ask(
        "producers",
        () ->
            admin
                .examineProducerConnectionInfo("TalkRunningProducers", TOPIC)
                .getConnectionSet()
                .size());
    facts.ask("consumers of no group", () -> admin.examineConsumerConnectionInfo("NoSuchGroup"));
    facts.ask(
        "topics of the group",
        () -> new TreeSet<>(admin.queryTopicsByConsumer(GROUP).getTopicList()));
    facts.ask(
        "who consumes", () -> new TreeSet<>(admin.queryTopicConsumeByWho(TOPIC).getGroupList()));
    facts.ask("time span", () -> admin.queryConsumeTimeSpan(TOPIC, GROUP).size());
  }

  private static String info(ConsumerRunningInfo info) {
    String stacks = info.getJstack();
    return new TreeSet<>(info.getSubscriptionSet()).size()
        + " subscriptions, "
        + (info.getMqTable().size() > 0 ? "queues" : "no queue")
        + (stacks == null || stacks.isEmpty() ? "" : ", stacks");
  }
}
