/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import org.apache.rocketmq.common.message.Message;

/** Every message that was ever sent, and everything that went wrong. Thread-safe. */
final class Journal {

  private final Disturbances disturbances;
  private final Map<String, Parcel> parcels = new ConcurrentHashMap<>();
  private final Map<String, Queue<Parcel>> byTopic = new ConcurrentHashMap<>();
  private final List<Parcel> owed = new ArrayList<>();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final AtomicInteger number = new AtomicInteger();

  Journal(Disturbances disturbances) {
    this.disturbances = disturbances;
  }

  /** Enters a message that is about to be sent, and makes its id a key of it. */
  Parcel enter(String workload, Message message) {
    String id = workload + "-" + number.incrementAndGet();
    message.setKeys(id);
    Parcel parcel =
        new Parcel(
            id,
            workload,
            message.getTopic(),
            message.getProperties(),
            hash(message.getBody()),
            disturbances);
    parcels.put(id, parcel);
    byTopic.computeIfAbsent(message.getTopic(), t -> new ConcurrentLinkedQueue<>()).add(parcel);
    return parcel;
  }

  /** Notes a message that lies where those that want it read it. */
  void owed(Parcel parcel, Parcel.Place place) {
    parcel.acknowledged(place);
    parcel.fate(Parcel.Fate.OWED, "owed");
    synchronized (owed) {
      owed.add(parcel);
    }
  }

  /** Any message of a known place; {@code null} where there is none yet. */
  Parcel anyOwed(Random random) {
    synchronized (owed) {
      return owed.isEmpty() ? null : owed.get(random.nextInt(owed.size()));
    }
  }

  /** The message of a key; {@code null} for one that nobody sent. */
  Parcel find(String id) {
    return id == null ? null : parcels.get(id);
  }

  Collection<Parcel> ofTopic(String topic) {
    return byTopic.getOrDefault(topic, new ConcurrentLinkedQueue<>());
  }

  /** What of one kind was sent. */
  record Sent(int all, int certain, int withheld) {}

  Sent sent(String workload) {
    int all = 0;
    int known = 0;
    int withheld = 0;
    for (Parcel parcel : parcels.values()) {
      if (parcel.workload().equals(workload)) {
        all++;
        known += parcel.fate() == Parcel.Fate.IN_DOUBT ? 0 : 1;
        withheld += parcel.fate() == Parcel.Fate.NEVER ? 1 : 0;
      }
    }
    return new Sent(all, known, withheld);
  }

  /** Something that must not be, whatever happens later. */
  void fault(String what) {
    faults.add(disturbances.time(disturbances.now()) + " " + what);
  }

  List<String> faults() {
    return List.copyOf(faults);
  }

  static long hash(byte[] body) {
    CRC32 crc = new CRC32();
    crc.update(body);
    return crc.getValue() << 32 | body.length;
  }
}
