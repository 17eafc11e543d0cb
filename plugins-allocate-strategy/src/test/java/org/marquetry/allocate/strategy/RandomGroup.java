/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate.strategy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.marquetry.allocate.QueueId;

/** A group made up from a seed, with all that real groups never have. */
final class RandomGroup {

  private static final String ODD = "aZ09@#-_.%|:/ \u00e4\u4e2d\ud83d\ude00";

  final Random random;
  final List<QueueId> queues;
  final List<String> clients;

  /**
   * @param rooms whether every broker and client begins with a room from {@code r0-} to {@code r3-}
   */
  RandomGroup(long seed, boolean rooms) {
    random = new Random(seed);
    queues = queues(rooms);
    clients = new ArrayList<>();
    int count = 1 + random.nextInt(random.nextInt(4) == 0 ? 60 : 8);
    for (int i = 0; i < count; i++) {
      clients.add((rooms ? room() : "") + clientId(i));
    }
    if (random.nextInt(5) == 0) {
      clients.add(clients.get(random.nextInt(clients.size())));
    }
    Collections.sort(clients);
  }

  private String clientId(int index) {
    return switch (random.nextInt(4)) {
      case 0 -> odd();
      case 1 -> "192.168." + random.nextInt(4) + "." + index + "@DEFAULT";
      default -> "10.0.0." + random.nextInt(3) + "@" + (4_000 + index) + "#" + random.nextLong();
    };
  }

  private String odd() {
    StringBuilder text = new StringBuilder();
    int length = 1 + random.nextInt(12);
    while (text.length() < length) {
      text.append(ODD.charAt(random.nextInt(ODD.length())));
    }
    return text.toString();
  }

  private String room() {
    return "r" + random.nextInt(4) + "-";
  }

  private List<QueueId> queues(boolean rooms) {
    TreeSet<QueueId> all = new TreeSet<>();
    String topic = random.nextInt(10) == 0 ? "%RETRY%G" : "Topic-" + random.nextInt(3);
    int brokers = 1 + random.nextInt(4);
    for (int broker = 0; broker < brokers; broker++) {
      String name =
          rooms
              ? room() + "b" + broker
              : switch (random.nextInt(5)) {
                case 0 -> "r" + random.nextInt(3) + "@b" + broker;
                case 1 -> "r" + random.nextInt(3) + "@b@" + broker;
                case 2 -> "r" + random.nextInt(3) + "@b" + broker + "@";
                default -> "broker-" + broker;
              };
      int count = 1 + random.nextInt(random.nextInt(8) == 0 ? 64 : 9);
      for (int number = 0; number < count; number++) {
        all.add(new QueueId(topic, name, number));
      }
    }
    return List.copyOf(all);
  }

  /** Usually a member. */
  String client() {
    return random.nextInt(12) == 0 ? "no member" : clients.get(random.nextInt(clients.size()));
  }
}
