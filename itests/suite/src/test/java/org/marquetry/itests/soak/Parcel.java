/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageConst;

/** A message under audit, from before it is sent. Thread-safe. */
final class Parcel {

  /** Whether those that want it get it. */
  enum Fate {
    /** Nobody can know: the answer did not arrive. */
    IN_DOUBT,
    /** It was acknowledged. */
    OWED,
    /** It was rolled back, recalled or cancelled. */
    NEVER
  }

  /**
   * Where a message lies.
   *
   * @param offsetId what the client makes of its position in the log
   */
  record Place(int queueId, long queueOffset, String uniqueKey, String offsetId) {}

  private final String id;
  private final String workload;
  private final String topic;
  private final Map<String, String> properties;
  private final long bodyHash;
  private final long sentNanos;
  private final Disturbances disturbances;
  private final Queue<String> notes = new ConcurrentLinkedQueue<>();
  private volatile Fate fate = Fate.IN_DOUBT;
  private volatile Place place;
  private volatile long notBefore;

  Parcel(
      String id,
      String workload,
      String topic,
      Map<String, String> properties,
      long bodyHash,
      Disturbances disturbances) {
    this.id = id;
    this.workload = workload;
    this.topic = topic;
    this.properties = Map.copyOf(properties);
    this.bodyHash = bodyHash;
    this.disturbances = disturbances;
    this.sentNanos = disturbances.now();
  }

  String id() {
    return id;
  }

  String workload() {
    return workload;
  }

  String topic() {
    return topic;
  }

  Map<String, String> properties() {
    return properties;
  }

  /** Whether a message has all that the program itself gave this one, its tag among it. */
  boolean isMarkedAs(Message message) {
    return properties.entrySet().stream()
        .filter(
            each ->
                each.getKey().equals(MessageConst.PROPERTY_TAGS)
                    || !MessageConst.STRING_HASH_SET.contains(each.getKey()))
        .allMatch(each -> each.getValue().equals(message.getProperty(each.getKey())));
  }

  long bodyHash() {
    return bodyHash;
  }

  long sentNanos() {
    return sentNanos;
  }

  Fate fate() {
    return fate;
  }

  /** Where it was acknowledged to be; {@code null} where it was not. */
  Place place() {
    return place;
  }

  /** The time in milliseconds before which nobody may get it. */
  long notBefore() {
    return notBefore;
  }

  void notBefore(long millis) {
    notBefore = millis;
  }

  void fate(Fate decided, String why) {
    fate = decided;
    note(why);
  }

  /** Notes what the broker answered, which does not decide yet who gets it. */
  void acknowledged(Place where) {
    place = where;
    note("acknowledged");
  }

  void note(String event) {
    notes.add(disturbances.time(disturbances.now()) + " " + event);
  }

  private String placeText() {
    Place where = place;
    return where == null
        ? ", not acknowledged"
        : ", queue "
            + where.queueId()
            + " at "
            + where.queueOffset()
            + ", "
            + where.uniqueKey()
            + ", "
            + where.offsetId();
  }

  /** All that is known of it. */
  @Override
  public String toString() {
    return id
        + " of "
        + topic
        + placeText()
        + (notBefore == 0 ? "" : ", not before " + notBefore)
        + ", sent "
        + disturbances.time(sentNanos)
        + ", "
        + fate
        + " "
        + notes
        + ", broker "
        + disturbances.since(sentNanos);
  }
}
