/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.trace.TraceBean;
import org.apache.rocketmq.client.trace.TraceContext;
import org.apache.rocketmq.client.trace.TraceDataEncoder;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.marquetry.itests.stage.Play;
import org.marquetry.itests.stage.Target;

/** What clients that trace their messages leave in the topic of traces. */
public final class TraceScenarios extends Scenario {

  private static final String TRACES = "RMQ_SYS_TRACE_TOPIC";

  public TraceScenarios(Target target, String name) {
    super(target, name);
  }

  @Play
  public void bothEndsOfAMessageAreTraced() throws Exception {
    String topic = topic(1);
    Received received = new Received();
    DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(named("group"), true, null);
    configure(consumer);
    consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
    consumer.subscribe(topic, "*");
    consumer.registerMessageListener(received);
    start(consumer);
    DefaultMQProducer producer = new DefaultMQProducer(named("producers"), true, null);
    configure(producer);
    producer.start();
    atEnd(producer::shutdown);
    Message message = message(topic, "A", "traced");
    message.setKeys(named("key"));
    SendResult sent = producer.send(message);
    await().until(() -> received.distinct().contains("traced"));

    await()
        .untilAsserted(
            () -> {
              Set<String> expected = Set.of("Pub", "SubBefore", "SubAfter");
              assertThat(traced(producer, sent.getMsgId(), sent)).as("by id").isEqualTo(expected);
              assertThat(traced(producer, named("key"), sent)).as("by key").isEqualTo(expected);
            });
  }

  /** What is told of a message in the traces with a key. */
  private static Set<String> traced(DefaultMQProducer producer, String key, SendResult sent)
      throws InterruptedException {
    Set<String> types = new TreeSet<>();
    long now = System.currentTimeMillis();
    try {
      for (MessageExt trace :
          producer.queryMessage(TRACES, key, 64, now - 600_000, now + 600_000).getMessageList()) {
        for (TraceContext context :
            TraceDataEncoder.decoderFromTraceDataString(new String(trace.getBody(), UTF_8))) {
          for (TraceBean bean : context.getTraceBeans()) {
            if (bean.getMsgId().equals(sent.getMsgId())) {
              types.add(context.getTraceType().name());
            }
          }
        }
      }
    } catch (MQClientException e) {
      assertThat(e).as("only that nothing is found yet").hasMessageContaining("no message");
    }
    return types;
  }
}
