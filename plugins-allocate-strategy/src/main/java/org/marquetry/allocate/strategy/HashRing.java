/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate.strategy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.marquetry.allocate.QueueId;

/**
 * Puts every client at several places of a ring and gives each queue to the client that comes next.
 * Places are the first four bytes of an MD5 digest, as RocketMQ's clients choose them.
 *
 * @param places of one client on the ring
 */
record HashRing(int places) implements Rule {

  /** As many as RocketMQ's clients take. */
  static final int USUAL_PLACES = 10;

  @Override
  public Map<String, List<QueueId>> shares(List<QueueId> queues, List<String> clients) {
    MessageDigest digest = md5();
    TreeMap<Long, String> ring = ring(clients, digest);
    Map<String, List<QueueId>> shares = new HashMap<>();
    for (QueueId queue : queues) {
      Map.Entry<Long, String> next = ring.ceilingEntry(place(text(queue), digest));
      String owner = (next == null ? ring.firstEntry() : next).getValue();
      shares.computeIfAbsent(owner, client -> new ArrayList<>()).add(queue);
    }
    return shares;
  }

  private TreeMap<Long, String> ring(List<String> clients, MessageDigest digest) {
    TreeMap<Long, String> ring = new TreeMap<>();
    Map<String, Integer> taken = new HashMap<>();
    for (String client : clients) {
      int first = taken.getOrDefault(client, 0);
      for (int replica = first; replica < first + places; replica++) {
        String displaced = ring.put(place(client + "-" + replica, digest), client);
        taken.merge(client, 1, Integer::sum);
        if (displaced != null) {
          taken.merge(displaced, -1, Integer::sum);
        }
      }
    }
    return ring;
  }

  /** What RocketMQ's clients hash of a queue. */
  private static String text(QueueId queue) {
    return "MessageQueue [topic="
        + queue.topic()
        + ", brokerName="
        + queue.broker()
        + ", queueId="
        + queue.number()
        + "]";
  }

  private static long place(String text, MessageDigest digest) {
    return Integer.toUnsignedLong(ByteBuffer.wrap(digest.digest(text.getBytes(UTF_8))).getInt());
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }
}
