/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.RequestCallback;
import org.apache.rocketmq.client.utils.MessageUtil;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;

/** Requests, each answered with its own id, which reaches who asked unless something disturbs. */
final class Requests implements Workload {

  private static final String TOPIC = "SoakRequests";
  private static final String GROUP = "SoakResponders";
  private static final int QUEUES = 2;
  private static final long PATIENCE_MILLIS = 30_000;

  private final Stage stage;
  private final Random random;
  private final ConsumerGroup group;
  private final Set<Parcel> open = ConcurrentHashMap.newKeySet();
  private final Tally tally = new Tally("answered");
  private DefaultMQProducer producer;
  private DefaultMQProducer responder;

  Requests(Stage stage, Random random) {
    this.stage = stage;
    this.random = random;
    Deliveries deliveries = stage.deliveries(GROUP, TOPIC, parcel -> true, Deliveries.Places.ONE);
    this.group =
        ConsumerGroup.pushed(
            stage,
            GROUP,
            TOPIC,
            2,
            (consumer, member) -> {
              consumer.subscribe(TOPIC, "*");
              consumer.registerMessageListener(
                  (MessageListenerConcurrently) (batch, context) -> reply(batch.get(0), member));
            },
            deliveries);
  }

  @Override
  public String name() {
    return "request";
  }

  @Override
  public void open() throws Exception {
    stage.createTopic(TOPIC, QUEUES);
    producer = stage.producer("SoakRequest");
    responder = stage.producer("SoakReply");
    group.join();
  }

  @Override
  public void step() throws InterruptedException {
    Message message = new Message(TOPIC, Bodies.any(random));
    Parcel parcel = stage.journal().enter(name(), message);
    Waiting waiting = new Waiting(parcel);
    open.add(parcel);
    try {
      producer.request(message, waiting, PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      waiting.onException(e);
      Stage.refused();
    }
  }

  private final class Waiting implements RequestCallback {

    private final Parcel parcel;

    Waiting(Parcel parcel) {
      this.parcel = parcel;
    }

    @Override
    public void onSuccess(Message reply) {
      if (reply == null) {
        // So the client tells that the request was taken.
        parcel.fate(Parcel.Fate.OWED, "taken");
        return;
      }
      if (!open.remove(parcel)) {
        // The client calls again when the request's own acknowledgement comes after the answer.
        return;
      }
      tally.count("answered");
      parcel.fate(Parcel.Fate.OWED, "answered");
      if (!parcel.id().equals(new String(reply.getBody(), UTF_8))) {
        stage.journal().fault("the answer " + reply + " is not the one to " + parcel);
      }
    }

    @Override
    public void onException(Throwable e) {
      if (!open.remove(parcel)) {
        return;
      }
      tally.count("not answered");
      parcel.note("not answered: " + e);
      if (!stage.disturbances().between(GROUP, parcel.sentNanos(), System.nanoTime())) {
        stage.journal().fault("not answered while nothing was disturbed: " + parcel);
      }
    }
  }

  private ConsumeConcurrentlyStatus reply(MessageExt request, String member) {
    Parcel parcel = group.shared().came(request, member);
    if (parcel != null) {
      try {
        byte[] body = parcel.id().getBytes(UTF_8);
        responder.send(MessageUtil.createReplyMessage(request, body));
        parcel.note("replied to");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        // Who asked may be gone, or the broker: then the request is not answered.
        parcel.note("reply not taken: " + e);
      }
    }
    return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
  }

  @Override
  public List<Group> groups() {
    return List.of(group);
  }

  @Override
  public List<String> awaited() {
    return open.stream().map(parcel -> "neither answer nor failure for " + parcel).toList();
  }

  @Override
  public Tally tally() {
    return tally;
  }
}
