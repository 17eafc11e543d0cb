/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;

/**
 * What the broker acknowledged: every message with its id, place and body. The only truth that
 * deliveries are compared with. Thread-safe.
 */
public final class Ledger {

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  /**
   * An acknowledged message.
   *
   * @param id the client's unique id
   * @param bodyHash hash code of its bytes
   */
  public record Entry(
      String id,
      String topic,
      int queueId,
      long queueOffset,
      int bodyHash,
      Map<String, String> properties) {}

  /** Notes a message that the broker acknowledged. */
  public void acknowledged(Message message, SendResult result) {
    entries.put(
        result.getMsgId(),
        new Entry(
            result.getMsgId(),
            message.getTopic(),
            result.getMessageQueue().getQueueId(),
            result.getQueueOffset(),
            Arrays.hashCode(message.getBody()),
            Map.copyOf(message.getProperties())));
  }

  public int size() {
    return entries.size();
  }

  public Entry find(String id) {
    return entries.get(id);
  }

  /** Those that a subscription should get, by their properties. */
  public Collection<Entry> where(Predicate<Map<String, String>> wanted) {
    return entries.values().stream().filter(entry -> wanted.test(entry.properties())).toList();
  }

  /** Places that were given to two acknowledged messages. */
  public List<String> sharedPlaces() {
    Map<String, String> places = new HashMap<>();
    List<String> shared = new ArrayList<>();
    for (Entry entry : entries.values()) {
      String place = entry.topic() + "/" + entry.queueId() + "@" + entry.queueOffset();
      String other = places.put(place, entry.id());
      if (other != null) {
        shared.add(place + " was given to " + other + " and to " + entry.id());
      }
    }
    return shared;
  }
}
