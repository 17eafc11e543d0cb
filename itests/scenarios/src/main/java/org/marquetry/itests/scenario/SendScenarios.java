/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.marquetry.itests.stage.Play;
import org.marquetry.itests.stage.Target;

/** Every way to send, and that what was sent comes back as it was. */
public final class SendScenarios extends Scenario {

  public SendScenarios(Target target, String name) {
    super(target, name);
  }

  @Play
  public void synchronousSendsAreNumberedPerQueue() throws Exception {
    String topic = topic(4);
    List<String> bodies = bodies("m", 40);
    List<SendResult> results = sendAll(producer(), topic, "A", bodies);

    Map<Integer, Long> next = new HashMap<>();
    Set<String> ids = new HashSet<>();
    Set<String> offsetIds = new HashSet<>();
    for (SendResult result : results) {
      assertThat(result.getMessageQueue().getBrokerName()).isEqualTo(target().brokerName());
      int queue = result.getMessageQueue().getQueueId();
      assertThat(result.getQueueOffset())
          .as("offset in queue %d", queue)
          .isEqualTo(next.getOrDefault(queue, 0L));
      next.merge(queue, 1L, Long::sum);
      next.compute(queue, (q, n) -> result.getQueueOffset() + 1);
      ids.add(result.getMsgId());
      offsetIds.add(result.getOffsetMsgId());
    }
    assertThat(ids).hasSize(40);
    assertThat(offsetIds).hasSize(40).allMatch(id -> id.length() == 32);
    assertThat(next).as("round robin over all queues").hasSize(4);

    Received received = new Received();
    collect(named("group"), topic, "*", received);
    await()
        .untilAsserted(
            () -> assertThat(received.texts()).containsExactlyInAnyOrderElementsOf(bodies));
    assertThat(received.messages())
        .extracting(MessageExt::getMsgId)
        .containsExactlyInAnyOrderElementsOf(ids);
  }

  @Play
  public void asynchronousSendsAllCallBack() throws Exception {
    String topic = topic(4);
    DefaultMQProducer producer = producer();
    ConcurrentLinkedQueue<SendResult> stored = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Throwable> failed = new ConcurrentLinkedQueue<>();
    for (String body : bodies("a", 100)) {
      producer.send(
          message(topic, "A", body),
          new SendCallback() {
            @Override
            public void onSuccess(SendResult result) {
              stored.add(result);
            }

            @Override
            public void onException(Throwable cause) {
              failed.add(cause);
            }
          });
    }
    await().until(() -> stored.size() + failed.size() == 100);
    assertThat(failed).isEmpty();
    assertThat(stored).allMatch(r -> r.getSendStatus() == SendStatus.SEND_OK);

    Received received = new Received();
    collect(named("group"), topic, "*", received);
    await()
        .untilAsserted(
            () ->
                assertThat(received.texts()).containsExactlyInAnyOrderElementsOf(bodies("a", 100)));
  }

  @Play
  public void oneWaySendsArrive() throws Exception {
    String topic = topic(2);
    DefaultMQProducer producer = producer();
    for (String body : bodies("o", 50)) {
      producer.sendOneway(message(topic, "A", body));
    }
    Received received = new Received();
    collect(named("group"), topic, "*", received);
    await()
        .untilAsserted(
            () ->
                assertThat(received.texts()).containsExactlyInAnyOrderElementsOf(bodies("o", 50)));
  }

  @Play
  public void batchKeepsItsOrderInOneQueue() throws Exception {
    String topic = topic(4);
    List<String> bodies = bodies("b", 32);
    List<Message> batch = new ArrayList<>();
    for (String body : bodies) {
      Message message = message(topic, "B", body);
      message.setKeys("key-" + body);
      message.putUserProperty("colour", "red " + body);
      batch.add(message);
    }
    SendResult result = producer().send(batch);
    assertThat(result.getSendStatus()).isEqualTo(SendStatus.SEND_OK);
    assertThat(result.getMsgId().split(",")).hasSize(32);
    assertThat(result.getOffsetMsgId().split(",")).hasSize(32);
    assertThat(result.getQueueOffset()).isZero();

    Received received = new Received();
    collect(named("group"), topic, "B", received);
    await()
        .untilAsserted(
            () -> assertThat(received.texts()).containsExactlyInAnyOrderElementsOf(bodies));
    for (MessageExt message : received.messages()) {
      assertThat(message.getQueueId()).isEqualTo(result.getMessageQueue().getQueueId());
      assertThat(bodies.get((int) message.getQueueOffset())).isEqualTo(text(message));
      assertThat(message.getKeys()).isEqualTo("key-" + text(message));
      assertThat(message.getUserProperty("colour")).isEqualTo("red " + text(message));
    }
  }

  @Play
  public void selectorPicksTheQueue() throws Exception {
    String topic = topic(4);
    DefaultMQProducer producer = producer();
    for (int i = 0; i < 20; i++) {
      SendResult result =
          producer.send(
              message(topic, "A", "s" + i),
              (queues, message, order) -> queues.get((Integer) order % queues.size()),
              i % 4);
      assertThat(result.getQueueOffset()).isEqualTo(i / 4);
    }
    List<MessageQueue> queues = producer.fetchPublishMessageQueues(topic);
    assertThat(queues).hasSize(4);
    SendResult chosen = producer.send(message(topic, "A", "last"), queues.get(2));
    assertThat(chosen.getMessageQueue()).isEqualTo(queues.get(2));
    assertThat(chosen.getQueueOffset()).isEqualTo(5);
  }

  @Play
  public void everyAttributeOfAMessageSurvives() throws Exception {
    String topic = topic(1);
    Message message = message(topic, "標籤", "тело 𝄞 body");
    message.setKeys(List.of("k1", "ключ"));
    message.setFlag(0x1234);
    message.setBuyerId("buyer");
    message.setWaitStoreMsgOK(false);
    message.putUserProperty("имя", "значение 🙂");
    message.putUserProperty("blank", "a b c");
    long before = System.currentTimeMillis();
    SendResult result = producer().send(message);

    Received received = new Received();
    collect(named("group"), topic, "標籤", received);
    await().until(() -> !received.messages().isEmpty());
    MessageExt got = received.messages().get(0);
    assertThat(got.getTopic()).isEqualTo(topic);
    assertThat(got.getTags()).isEqualTo("標籤");
    assertThat(text(got)).isEqualTo("тело 𝄞 body");
    assertThat(got.getKeys()).isEqualTo("k1" + MessageConst.KEY_SEPARATOR + "ключ");
    assertThat(got.getFlag()).isEqualTo(0x1234);
    assertThat(got.getBuyerId()).isEqualTo("buyer");
    assertThat(got.isWaitStoreMsgOK()).isFalse();
    assertThat(got.getUserProperty("имя")).isEqualTo("значение 🙂");
    assertThat(got.getUserProperty("blank")).isEqualTo("a b c");
    assertThat(got.getMsgId()).isEqualTo(result.getMsgId());
    assertThat(got.getReconsumeTimes()).isZero();
    assertThat(got.getQueueOffset()).isEqualTo(result.getQueueOffset());
    assertThat(got.getBornTimestamp()).isBetween(before, System.currentTimeMillis());
    assertThat(got.getBornHostString()).isEqualTo("127.0.0.1");
    assertThat(got.getStoreHost().toString()).contains("127.0.0.1:");
    assertThat(got.getStoreSize()).isPositive();
    assertThat(got.getProperty(MessageConst.PROPERTY_MIN_OFFSET)).isEqualTo("0");
  }

  @Play
  public void bigBodiesAreCompressedAndComeBackWhole() throws Exception {
    String topic = topic(1);
    DefaultMQProducer producer = producer();
    Random random = new Random(42);
    byte[] noise = new byte[3 * 1024 * 1024];
    random.nextBytes(noise);
    byte[] text = "All work and no play. ".repeat(150_000).getBytes(StandardCharsets.UTF_8);
    byte[] small = "just over the limit ".repeat(256).getBytes(StandardCharsets.UTF_8);
    for (byte[] body : List.of(small, text, noise)) {
      assertThat(producer.send(new Message(topic, body)).getSendStatus())
          .isEqualTo(SendStatus.SEND_OK);
    }
    Received received = new Received();
    collect(named("group"), topic, "*", received);
    await().until(() -> received.messages().size() == 3);
    Map<Long, MessageExt> byOffset = new HashMap<>();
    received.messages().forEach(m -> byOffset.put(m.getQueueOffset(), m));
    assertThat(byOffset.get(0L).getBody()).isEqualTo(small);
    assertThat(byOffset.get(1L).getBody()).isEqualTo(text);
    assertThat(byOffset.get(2L).getBody()).isEqualTo(noise);
    assertThat(byOffset.get(1L).getStoreSize()).as("stored compressed").isLessThan(text.length / 2);
  }

  @Play
  public void unknownTopicIsCreatedOnSend() throws Exception {
    String topic = named("auto");
    DefaultMQProducer producer = producer();
    sendAll(producer, topic, "A", bodies("c", 10));
    assertThat(producer.fetchPublishMessageQueues(topic)).hasSize(4);
    Received received = new Received();
    collect(named("group"), topic, "*", received);
    await()
        .untilAsserted(
            () ->
                assertThat(received.texts()).containsExactlyInAnyOrderElementsOf(bodies("c", 10)));
  }

  /** Clients from 5.1 on gather asynchronous sends into batches by themselves, if told to. */
  @Play
  public void gatheredSendsAreAllStored() throws Exception {
    DefaultMQProducer producer = producer();
    Optional<Method> gathering =
        Stream.of(DefaultMQProducer.class.getMethods())
            .filter(method -> method.getName().equals("setAutoBatch"))
            .findFirst();
    if (gathering.isEmpty()) {
      return;
    }
    gathering.get().invoke(producer, true);
    String topic = topic(1);
    List<CompletableFuture<SendResult>> results = new ArrayList<>();
    for (String body : bodies("m", 100)) {
      CompletableFuture<SendResult> result = new CompletableFuture<>();
      results.add(result);
      producer.send(
          message(topic, "A", body),
          new SendCallback() {
            @Override
            public void onSuccess(SendResult sent) {
              result.complete(sent);
            }

            @Override
            public void onException(Throwable e) {
              result.completeExceptionally(e);
            }
          });
    }
    for (CompletableFuture<SendResult> result : results) {
      assertThat(result.get(30, TimeUnit.SECONDS).getSendStatus()).isEqualTo(SendStatus.SEND_OK);
    }
    Received received = new Received();
    collect(named("group"), topic, "*", received);
    await()
        .untilAsserted(
            () ->
                assertThat(received.texts()).containsExactlyInAnyOrderElementsOf(bodies("m", 100)));
  }
}
