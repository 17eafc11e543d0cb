/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageExt;

/**
 * What one reader got: a group whose members share, or one that reads by itself. Proves that it is
 * what was sent, that it is wanted and not early, that no message is stored twice, and that one
 * comes again only when something was disturbed. Thread-safe.
 */
final class Deliveries {

  private final String group;
  private final String topic;
  private final Predicate<Parcel> wanted;
  private final Places places;
  private final Journal journal;
  private final Disturbances disturbances;
  private final Map<String, Delivery> byId = new ConcurrentHashMap<>();
  private final Map<String, Long> firstMillis = new ConcurrentHashMap<>();
  private final Map<Integer, Long> last = new ConcurrentHashMap<>();
  private final Queue<Repetition> repetitions = new ConcurrentLinkedQueue<>();

  /** Where messages may come from. */
  enum Places {
    /** Where they were acknowledged to be. */
    ACKNOWLEDGED,
    /** From one place that nobody was told. */
    ONE,
    /** As {@link #ONE}, or where a consumer has sent them back, twice where it was disturbed. */
    SENT_BACK
  }

  /** The last time that a message came, and where from. */
  private record Delivery(long nanos, int queueId, long queueOffset, String member) {}

  private record Repetition(Parcel parcel, Delivery before, Delivery now) {}

  Deliveries(
      String group,
      String topic,
      Predicate<Parcel> wanted,
      Places places,
      Journal journal,
      Disturbances disturbances) {
    this.group = group;
    this.topic = topic;
    this.wanted = wanted;
    this.places = places;
    this.journal = journal;
    this.disturbances = disturbances;
  }

  /** The message that came; {@code null} where nobody sent it. */
  Parcel came(MessageExt message, String member) {
    long now = disturbances.now();
    long millis = System.currentTimeMillis();
    Parcel parcel = journal.find(message.getKeys());
    if (parcel == null || !parcel.topic().equals(topic)) {
      journal.fault(group + " got what was not sent to " + topic + ": " + message);
      return null;
    }
    if (parcel.bodyHash() != Journal.hash(message.getBody())) {
      journal.fault(group + " got another body: " + message + "; " + parcel);
    }
    if (!wanted.test(parcel)) {
      journal.fault(group + " does not want " + parcel);
    }
    if (!parcel.isMarkedAs(message)) {
      journal.fault(group + " got other properties: " + message + "; " + parcel);
    }
    firstMillis.merge(parcel.id(), millis, Math::min);
    if (message.getProperty(MessageConst.PROPERTY_RETRY_TOPIC) == null) {
      last.merge(message.getQueueId(), message.getQueueOffset(), Math::max);
    }
    Delivery delivery = new Delivery(now, message.getQueueId(), message.getQueueOffset(), member);
    Delivery before = byId.put(parcel.id(), delivery);
    if (before != null) {
      repetitions.add(new Repetition(parcel, before, delivery));
    }
    return parcel;
  }

  /** What is wrong with a message that came again; empty for nothing. */
  private String judge(Repetition again) {
    Delivery before = again.before();
    Delivery now = again.now();
    boolean elsewhere =
        before.queueId() != now.queueId() || before.queueOffset() != now.queueOffset();
    long since = places == Places.SENT_BACK ? again.parcel().sentNanos() : before.nanos();
    String fault =
        elsewhere && places != Places.SENT_BACK
            ? " got from two places "
            : disturbances.between(group, since, now.nanos())
                ? ""
                : " got twice while nothing was disturbed ";
    return fault.isEmpty()
        ? ""
        : group + fault + again.parcel() + ": " + describe(before) + " and " + describe(now);
  }

  private String describe(Delivery delivery) {
    return disturbances.time(delivery.nanos())
        + " "
        + delivery.queueId()
        + "@"
        + delivery.queueOffset()
        + " by "
        + delivery.member();
  }

  String group() {
    return group;
  }

  boolean has(Parcel parcel) {
    return byId.containsKey(parcel.id());
  }

  /**
   * Whether a message came after a moment, be it for the first time or again.
   *
   * @param nanos as {@code System.nanoTime}
   */
  boolean hasSince(Parcel parcel, long nanos) {
    Delivery delivery = byId.get(parcel.id());
    return delivery != null && delivery.nanos() - nanos > 0;
  }

  int count() {
    return byId.size();
  }

  int repeated() {
    return repetitions.size();
  }

  /** By queue of the topic itself: the offset of the last message that came. */
  Map<Integer, Long> last() {
    return Map.copyOf(last);
  }

  /** What the group should have and has not. */
  List<Parcel> missing() {
    return journal.ofTopic(topic).stream()
        .filter(parcel -> parcel.fate() == Parcel.Fate.OWED)
        .filter(wanted)
        .filter(parcel -> !has(parcel))
        .toList();
  }

  /** What it has and should not, or from another place than was acknowledged. */
  List<String> wrong() {
    List<String> wrong = new ArrayList<>();
    repetitions.stream().map(this::judge).filter(fault -> !fault.isEmpty()).forEach(wrong::add);
    for (Parcel parcel : journal.ofTopic(topic)) {
      Delivery delivery = byId.get(parcel.id());
      Parcel.Place place = parcel.place();
      if (delivery == null) {
        continue;
      }
      long early = parcel.notBefore() - firstMillis.get(parcel.id());
      if (early > 0) {
        wrong.add(group + " got " + early + " ms before its time " + parcel);
      }
      if (parcel.fate() == Parcel.Fate.NEVER) {
        wrong.add(group + " got at " + describe(delivery) + " what nobody may get: " + parcel);
      }
      if (places == Places.ACKNOWLEDGED
          && place != null
          && (place.queueId() != delivery.queueId()
              || place.queueOffset() != delivery.queueOffset())) {
        wrong.add(group + " got from elsewhere, " + describe(delivery) + ", " + parcel);
      }
    }
    return wrong;
  }
}
