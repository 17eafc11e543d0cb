/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.marquetry.itests.stage.Play;
import org.marquetry.itests.stage.Target;

/** Clients that live in a namespace: {@code NAMESPACE%topic} and {@code NAMESPACE%group}. */
public final class NamespaceScenarios extends Scenario {

  private static final String NAMESPACE = "INSTANCE";

  public NamespaceScenarios(Target target, String name) {
    super(target, name);
  }

  @Play
  public void namesakesOfTwoNamespacesDoNotMeet() throws Exception {
    String topic = topic(1);
    target().createTopic(NAMESPACE + "%" + topic, 1);
    CopyOnWriteArrayList<String> inside = new CopyOnWriteArrayList<>();
    DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(NAMESPACE, named("group"));
    configure(consumer);
    consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
    consumer.subscribe(topic, "*");
    consumer.registerMessageListener(
        (MessageListenerConcurrently)
            (batch, context) -> {
              batch.forEach(m -> inside.add(m.getTopic() + " " + text(m) + m.getReconsumeTimes()));
              context.setDelayLevelWhenNextConsume(1);
              return batch.get(0).getReconsumeTimes() == 0
                  ? ConsumeConcurrentlyStatus.RECONSUME_LATER
                  : ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
    start(consumer);
    Received outside = new Received();
    collect(named("group"), topic, "*", outside);

    DefaultMQProducer producer = new DefaultMQProducer(NAMESPACE, named("producers"));
    configure(producer);
    producer.start();
    atEnd(producer::shutdown);
    SendResult sent = producer.send(message(topic, "A", "inside"));
    assertThat(sent.getMessageQueue().getTopic()).as("what the program sees").isEqualTo(topic);
    producer().send(message(topic, "A", "outside"));

    await().until(() -> inside.size() == 2 && outside.texts().size() == 1);
    assertThat(inside).containsExactly(topic + " inside0", topic + " inside1");
    assertThat(outside.texts()).containsExactly("outside");
  }
}
