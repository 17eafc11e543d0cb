/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.rocketmq.client.consumer.AckCallback;
import org.apache.rocketmq.client.consumer.AckResult;
import org.apache.rocketmq.client.consumer.AckStatus;
import org.apache.rocketmq.client.consumer.PopCallback;
import org.apache.rocketmq.client.consumer.PopResult;
import org.apache.rocketmq.client.consumer.PopStatus;
import org.apache.rocketmq.client.impl.MQClientAPIImpl;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.constant.ConsumeInitMode;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.remoting.protocol.header.AckMessageRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.ChangeInvisibleTimeRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.PopMessageRequestHeader;

/**
 * Pops batches in order, in a thread of its own: consumes and acknowledges one message after the
 * other, and gives the rest back where one fails.
 */
final class OrderedPopper {

  private static final int AT_ONCE = 8;
  private static final long INVISIBLE_MILLIS = 20_000;
  private static final long SOON_MILLIS = 200;
  private static final long POLL_MILLIS = 1_000;
  private static final long TIMEOUT_MILLIS = 5_000;
  private static final int ANY_QUEUE = -1;

  /** Half of the time for which messages are hidden. */
  private static final long STILL_NANOS = 10_000_000_000L;

  /** One of so many messages fails when it comes first. */
  private static final int FAILING = 30;

  private final Stage stage;
  private final DefaultMQProducer client;
  private final MQClientAPIImpl api;
  private final String group;
  private final String topic;
  private final String name;
  private final Deliveries deliveries;
  private final Lines lines;
  private final Tally tally;
  private final Set<String> failed = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean stopped;

  OrderedPopper(
      Stage stage,
      DefaultMQProducer client,
      String group,
      String topic,
      String name,
      Deliveries deliveries,
      Lines lines,
      Tally tally) {
    this.stage = stage;
    this.client = client;
    this.api = client.getDefaultMQProducerImpl().getMqClientFactory().getMQClientAPIImpl();
    this.group = group;
    this.topic = topic;
    this.name = name;
    this.deliveries = deliveries;
    this.lines = lines;
    this.tally = tally;
    this.thread = new Thread(this::run, "soak-" + name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Returns when the batch under way is done. */
  void stop() throws InterruptedException {
    stopped = true;
    thread.join();
    client.shutdown();
  }

  private void run() {
    try {
      while (!stopped && !stage.ended()) {
        batch();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void batch() throws InterruptedException {
    long begun = stage.disturbances().now();
    try {
      List<MessageExt> batch = pop();
      for (int i = 0; i < batch.size(); i++) {
        if (!consume(batch.get(i))) {
          for (MessageExt rest : batch.subList(i, batch.size())) {
            giveBack(rest);
          }
          return;
        }
        acknowledge(batch.get(i));
      }
      if (stage.disturbances().now() - begun > STILL_NANOS) {
        stage.disturbances().unforeseen("a batch in order took long", group, begun);
      }
    } catch (ExecutionException | TimeoutException e) {
      // What was consumed and not acknowledged comes again.
      stage.disturbances().unforeseen("pop in order: " + e, group, begun);
      Stage.refused();
    }
  }

  private List<MessageExt> pop() throws InterruptedException, ExecutionException, TimeoutException {
    PopMessageRequestHeader header = new PopMessageRequestHeader();
    header.setConsumerGroup(group);
    header.setTopic(topic);
    header.setQueueId(ANY_QUEUE);
    header.setMaxMsgNums(AT_ONCE);
    header.setInvisibleTime(INVISIBLE_MILLIS);
    header.setPollTime(POLL_MILLIS);
    header.setBornTime(System.currentTimeMillis());
    header.setInitMode(ConsumeInitMode.MIN);
    header.setOrder(true);
    Answer<PopResult> answer = new Answer<>();
    PopCallback callback =
        new PopCallback() {
          @Override
          public void onSuccess(PopResult result) {
            answer.complete(result);
          }

          @Override
          public void onException(Throwable e) {
            answer.completeExceptionally(e);
          }
        };
    answer.begin(
        () ->
            api.popMessageAsync(
                stage.node().brokerName(), broker(), header, TIMEOUT_MILLIS, callback));
    PopResult result = answer.await();
    return result.getPopStatus() == PopStatus.FOUND ? result.getMsgFoundList() : List.of();
  }

  private boolean consume(MessageExt message) {
    if (Math.floorMod(String.valueOf(message.getKeys()).hashCode(), FAILING) == 0
        && failed.add(message.getKeys())) {
      tally.count("failed at first");
      return false;
    }
    if (deliveries.came(message, name) != null) {
      lines.came(message);
      tally.count(message.getReconsumeTimes() == 0 ? "in order" : "in order again");
    }
    return true;
  }

  private void acknowledge(MessageExt message)
      throws InterruptedException, ExecutionException, TimeoutException {
    AckMessageRequestHeader header = new AckMessageRequestHeader();
    header.setConsumerGroup(group);
    header.setTopic(topic);
    header.setQueueId(message.getQueueId());
    header.setOffset(message.getQueueOffset());
    header.setExtraInfo(message.getProperty(MessageConst.PROPERTY_POP_CK));
    Acknowledgement answer = new Acknowledgement();
    answer.begin(() -> api.ackMessageAsync(broker(), TIMEOUT_MILLIS, answer, header));
    answer.await();
  }

  /** Lets a message come again soon. */
  private void giveBack(MessageExt message)
      throws InterruptedException, ExecutionException, TimeoutException {
    ChangeInvisibleTimeRequestHeader header = new ChangeInvisibleTimeRequestHeader();
    header.setConsumerGroup(group);
    header.setTopic(topic);
    header.setQueueId(message.getQueueId());
    header.setOffset(message.getQueueOffset());
    header.setInvisibleTime(SOON_MILLIS);
    header.setExtraInfo(message.getProperty(MessageConst.PROPERTY_POP_CK));
    Acknowledgement answer = new Acknowledgement();
    answer.begin(
        () ->
            api.changeInvisibleTimeAsync(
                stage.node().brokerName(), broker(), header, TIMEOUT_MILLIS, answer));
    answer.await();
  }

  private String broker() {
    return stage.node().broker();
  }

  /** What becomes of a request. */
  private static class Answer<T> extends CompletableFuture<T> {

    /** Sends the request. */
    interface Request {
      void send() throws Exception;
    }

    void begin(Request request) throws InterruptedException {
      try {
        request.send();
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        completeExceptionally(e);
      }
    }

    T await() throws InterruptedException, ExecutionException, TimeoutException {
      return get(2 * TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private static final class Acknowledgement extends Answer<AckResult> implements AckCallback {

    @Override
    public void onSuccess(AckResult result) {
      if (result.getStatus() == AckStatus.OK) {
        complete(result);
      } else {
        completeExceptionally(new IllegalStateException("answer " + result));
      }
    }

    @Override
    public void onException(Throwable e) {
      completeExceptionally(e);
    }
  }
}
