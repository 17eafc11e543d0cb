/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which room a broker or a client stands in, by the settings {@code brokers.ROOM=NAME,…} and {@code
 * clients.ROOM=ID,…}, where names and ids may have a {@code *}. A broker called {@code ROOM@NAME}
 * needs no setting. Immutable.
 */
final class Rooms {

  private static final String BROKERS = "brokers.";
  private static final String CLIENTS = "clients.";

  private final Map<String, List<Wildcard>> brokers = new TreeMap<>();
  private final Map<String, List<Wildcard>> clients = new TreeMap<>();

  /**
   * @param others settings that are allowed beside the rooms
   */
  Rooms(Map<String, String> settings, Set<String> others) {
    settings.forEach(
        (key, value) -> {
          if (key.startsWith(BROKERS)) {
            brokers.put(key.substring(BROKERS.length()), wildcards(value));
          } else if (key.startsWith(CLIENTS)) {
            clients.put(key.substring(CLIENTS.length()), wildcards(value));
          } else if (!others.contains(key)) {
            throw new IllegalArgumentException(
                "there is no setting " + key + "; there are brokers.ROOM=…, clients.ROOM=…");
          }
        });
  }

  private static List<Wildcard> wildcards(String value) {
    List<Wildcard> wildcards = new ArrayList<>();
    Settings.list(value).forEach(part -> wildcards.add(new Wildcard(part)));
    return wildcards;
  }

  /**
   * @throws IllegalArgumentException if no room has it
   */
  String ofBroker(String broker) {
    String room = find(brokers, broker);
    int at = broker.indexOf('@');
    if (room == null && at > 0) {
      return broker.substring(0, at);
    }
    return required(room, "broker " + broker, BROKERS);
  }

  /**
   * @throws IllegalArgumentException if no room has it
   */
  String ofClient(String client) {
    return required(find(clients, client), "client " + client, CLIENTS);
  }

  private static String find(Map<String, List<Wildcard>> rooms, String name) {
    for (Map.Entry<String, List<Wildcard>> room : rooms.entrySet()) {
      for (Wildcard wildcard : room.getValue()) {
        if (wildcard.matches(name)) {
          return room.getKey();
        }
      }
    }
    return null;
  }

  private static String required(String room, String what, String setting) {
    if (room == null) {
      throw new IllegalArgumentException(
          "no room is known for " + what + ": add it to a setting " + setting + "ROOM=…");
    }
    return room;
  }
}
