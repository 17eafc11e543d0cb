/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;

/** Made-up messages, deliveries and moments: what an auditor sees. */
final class MadeUp {

  static final String TOPIC = "Audited";
  static final String GROUP = "Readers";
  private static final long TICK = 1_000;

  private final AtomicLong nanos = new AtomicLong();
  private final Disturbances disturbances = new Disturbances(() -> nanos.addAndGet(TICK));
  private final Journal journal = new Journal(disturbances);

  Journal journal() {
    return journal;
  }

  Disturbances disturbances() {
    return disturbances;
  }

  Deliveries deliveries(Deliveries.Places places) {
    return new Deliveries(
        GROUP,
        TOPIC,
        parcel -> !"unwanted".equals(parcel.properties().get("TAGS")),
        places,
        journal,
        disturbances);
  }

  static Message message(String tag) {
    Message message = new Message(TOPIC, tag, "body".getBytes(StandardCharsets.UTF_8));
    message.putUserProperty("mark", "given");
    return message;
  }

  /** A message that nobody knows the fate of. */
  Parcel sent(Message message) {
    return journal.enter("made up", message);
  }

  Parcel acknowledged(Message message, int queue, long offset) {
    Parcel parcel = sent(message);
    journal.owed(parcel, new Parcel.Place(queue, offset, "unique", "position"));
    return parcel;
  }

  static MessageExt delivery(Message message, int queue, long offset) {
    MessageExt delivery = new MessageExt();
    delivery.setTopic(message.getTopic());
    delivery.setBody(message.getBody());
    message.getProperties().forEach((name, value) -> put(delivery, name, value));
    delivery.setQueueId(queue);
    delivery.setQueueOffset(offset);
    return delivery;
  }

  private static void put(Message message, String name, String value) {
    switch (name) {
      case "TAGS" -> message.setTags(value);
      case "KEYS" -> message.setKeys(value);
      case "WAIT" -> message.setWaitStoreMsgOK(Boolean.parseBoolean(value));
      default -> message.putUserProperty(name, value);
    }
  }

  /** Something that is over at once. */
  void disturb(String... groups) {
    disturbances.begin("made up", Set.of(groups)).settled();
  }
}
