/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.RequestTimeoutException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.RequestCallback;
import org.apache.rocketmq.client.utils.MessageUtil;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.marquetry.itests.stage.Play;
import org.marquetry.itests.stage.Target;

/** Requests that are messages, and the replies to them. */
public final class RequestScenarios extends Scenario {

  private static final long PATIENCE_MILLIS = 30_000;

  public RequestScenarios(Target target, String name) {
    super(target, name);
  }

  /** Replies to every request but those whose body is {@code silence}. */
  private void answerRequests(String topic) throws Exception {
    DefaultMQProducer replies = producer();
    DefaultMQPushConsumer responder = pushConsumer(named("group"));
    responder.subscribe(topic, "*");
    responder.registerMessageListener(
        (MessageListenerConcurrently)
            (batch, context) -> {
              batch.forEach(request -> reply(replies, request));
              return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
    start(responder);
  }

  private static void reply(DefaultMQProducer replies, MessageExt request) {
    if (text(request).equals("silence")) {
      return;
    }
    try {
      byte[] body = ("reply to " + text(request)).getBytes(UTF_8);
      replies.send(MessageUtil.createReplyMessage(request, body));
    } catch (Exception e) {
      throw new AssertionError("the reply is not taken", e);
    }
  }

  @Play
  public void theReplyReachesWhoeverAsked() throws Exception {
    String topic = topic(1);
    answerRequests(topic);
    DefaultMQProducer requester = producer();
    Message reply = requester.request(message(topic, "Q", "one"), PATIENCE_MILLIS);
    assertThat(new String(reply.getBody(), UTF_8)).isEqualTo("reply to one");

    assertThatThrownBy(() -> requester.request(message(topic, "Q", "silence"), 1_500))
        .isInstanceOf(RequestTimeoutException.class);
  }

  @Play
  public void theReplyReachesACallback() throws Exception {
    String topic = topic(1);
    answerRequests(topic);
    DefaultMQProducer requester = producer();
    ConcurrentLinkedQueue<String> called = new ConcurrentLinkedQueue<>();
    RequestCallback callback =
        new RequestCallback() {
          @Override
          public void onSuccess(Message reply) {
            // Clients call back with nothing as soon as the request is stored, whoever stores it.
            if (reply != null) {
              called.add(new String(reply.getBody(), UTF_8));
            }
          }

          @Override
          public void onException(Throwable failure) {
            called.add(failure.toString());
          }
        };
    requester.request(message(topic, "Q", "one"), callback, PATIENCE_MILLIS);
    await().until(() -> !called.isEmpty());
    assertThat(called).containsExactly("reply to one");
  }

  @Play
  public void aReplyToARequesterThatIsGoneIsRefused() throws Exception {
    String topic = topic(1);
    ConcurrentLinkedQueue<MessageExt> requests = new ConcurrentLinkedQueue<>();
    DefaultMQPushConsumer responder = pushConsumer(named("group"));
    responder.subscribe(topic, "*");
    responder.registerMessageListener(
        (MessageListenerConcurrently)
            (batch, context) -> {
              requests.addAll(batch);
              return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
    start(responder);
    DefaultMQProducer requester = producer();
    assertThatThrownBy(() -> requester.request(message(topic, "Q", "hello"), 1_500))
        .isInstanceOf(RequestTimeoutException.class);
    await().until(() -> !requests.isEmpty());
    requester.shutdown();
    Message late = MessageUtil.createReplyMessage(requests.peek(), "too late".getBytes(UTF_8));
    assertThatThrownBy(() -> producer().send(late)).hasStackTraceContaining("not found");
  }
}
