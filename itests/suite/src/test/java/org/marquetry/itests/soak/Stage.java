/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.rocketmq.client.QueryResult;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.marquetry.itests.node.DistributionNode;
import org.marquetry.itests.process.Clients;
import org.marquetry.itests.wire.Topics;
import org.marquetry.itests.wire.Wire;

/** What all workloads of one soak share. */
final class Stage {

  private static final int QUERY_OFFSET = 14;

  /** Clients give up other requests after three seconds. */
  private static final long STILL_NANOS = 1_500_000_000;

  private static final long MILLIS_AFTER_REFUSAL = 100;

  private final DistributionNode node;
  private final Clients clients;
  private final Disturbances disturbances;
  private final Journal journal;
  private final DefaultMQProducer looking;
  private volatile boolean ended;

  /** One of the ways to send a message. */
  interface Send {
    SendResult send(Message message) throws Exception;
  }

  Stage(DistributionNode node, Clients clients, Disturbances disturbances) throws Exception {
    this.node = node;
    this.clients = clients;
    this.disturbances = disturbances;
    this.journal = new Journal(disturbances);
    this.looking = clients.producer("SoakEvidence");
  }

  DistributionNode node() {
    return node;
  }

  Clients clients() {
    return clients;
  }

  Disturbances disturbances() {
    return disturbances;
  }

  Journal journal() {
    return journal;
  }

  /** Whether readers may end: everything was audited. */
  boolean ended() {
    return ended;
  }

  void end() {
    ended = true;
  }

  Deliveries deliveries(
      String reader, String topic, Predicate<Parcel> wanted, Deliveries.Places places) {
    return new Deliveries(reader, topic, wanted, places, journal, disturbances);
  }

  void createTopic(String topic, int queues) throws IOException {
    Topics.create(node.nameServer(), node.broker(), topic, queues);
  }

  /** A producer that sends once: what is stored twice was stored twice by the broker. */
  DefaultMQProducer producer(String workload) throws Exception {
    DefaultMQProducer producer = clients.producer(workload + "Producers");
    producer.setRetryTimesWhenSendFailed(0);
    producer.setRetryTimesWhenSendAsyncFailed(0);
    return producer;
  }

  /** Sends a message that is owed to those that want it as soon as it is acknowledged. */
  void post(String workload, Message message, Send send) throws InterruptedException {
    Parcel parcel = journal.enter(workload, message);
    SendResult result = send(parcel, message, send);
    if (result != null) {
      journal.owed(parcel, place(result));
    }
  }

  /**
   * Sends a message that was entered.
   *
   * @return {@code null} where it was not acknowledged
   */
  SendResult send(Parcel parcel, Message message, Send send) throws InterruptedException {
    long begun = disturbances.now();
    try {
      SendResult result = send.send(message);
      if (disturbances.now() - begun > STILL_NANOS) {
        disturbances.unforeseen("sends took long", "", begun);
      }
      if (result.getSendStatus() == SendStatus.SEND_OK) {
        return result;
      }
      parcel.note("answer " + result.getSendStatus());
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      // Not acknowledged: nobody may rely on it.
      parcel.note("not acknowledged: " + e);
      refused();
    }
    return null;
  }

  /** How far a group has come; -1 where it never committed. */
  long committed(String group, String topic, int queueId) throws IOException {
    RemotingCommand answer =
        ask(
            QUERY_OFFSET,
            Map.of("consumerGroup", group, "topic", topic, "queueId", Integer.toString(queueId)));
    return answer.getCode() == 0 ? Long.parseLong(answer.getExtFields().get("offset")) : -1;
  }

  /** What the broker has of a message that should have come, for people. */
  String evidence(String group, Parcel parcel) {
    StringBuilder text = new StringBuilder();
    try {
      Parcel.Place place = parcel.place();
      text.append(", committed ").append(committed(group, parcel.topic(), place.queueId()));
      QueryResult found = looking.queryMessage(parcel.topic(), parcel.id(), 32, 0, Long.MAX_VALUE);
      found
          .getMessageList()
          .forEach(
              message ->
                  text.append(", stored in queue ")
                      .append(message.getQueueId())
                      .append(" at ")
                      .append(message.getQueueOffset()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      text.append(", looked for: ").append(e);
    }
    return text.toString();
  }

  static Parcel.Place place(SendResult result) {
    return new Parcel.Place(
        result.getMessageQueue().getQueueId(),
        result.getQueueOffset(),
        result.getMsgId(),
        result.getOffsetMsgId());
  }

  /** Gives a broker that is away a moment. */
  static void refused() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(MILLIS_AFTER_REFUSAL);
  }

  /** Asks the broker what the clients do not ask. */
  RemotingCommand ask(int code, Map<String, String> fields) throws IOException {
    try (Wire wire = Wire.to(node.broker())) {
      return wire.call(code, fields);
    }
  }

  /** Asks the broker what the clients do not ask. */
  RemotingCommand ask(int code, byte[] body) throws IOException {
    try (Wire wire = Wire.to(node.broker())) {
      return wire.call(code, Map.of(), body);
    }
  }
}
