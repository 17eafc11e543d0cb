/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.client;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells in the log of groups whose members do not subscribe to the same: once for each change of
 * what is wished, however many members and heartbeats there are. Thread-safe.
 */
final class Disagreements {

  private static final Logger LOG = LoggerFactory.getLogger(Disagreements.class);
  private static final int MOST_NAMED = 5;

  /** What is wished in groups whose members do not agree. */
  private final Map<String, String> told = new ConcurrentHashMap<>();

  /** A group has changed. */
  void look(ConsumerGroup group) {
    List<Wishes.Share> shares = group.shares();
    if (shares.size() < 2) {
      if (told.remove(group.name()) != null) {
        LOG.info("consumer group {}: its members subscribe to the same again", group.name());
      }
      return;
    }
    String wished =
        shares.stream()
            .map(share -> share.wishes().text())
            .sorted()
            .collect(Collectors.joining(" / "));
    if (!wished.equals(told.put(group.name(), wished))) {
      LOG.warn(
          "consumer group {}: its members subscribe to different things: {}. As long as the group"
              + " is in shared mode the latest subscription counts for all, and messages that only"
              + " others want are lost for the group. Let all subscribe to the same, or let"
              + " 'mq:group-mode {} per-member' serve each",
          group.name(),
          describe(shares),
          group.name());
    }
  }

  void forget(String group) {
    told.remove(group);
  }

  /** Who wants what, for people. */
  static String describe(List<Wishes.Share> shares) {
    return shares.stream()
        .map(share -> "[" + share.wishes().text() + "] by " + clients(share.members()))
        .collect(Collectors.joining(", "));
  }

  private static String clients(List<Member> members) {
    String named =
        members.stream().limit(MOST_NAMED).map(Member::clientId).collect(Collectors.joining(", "));
    return members.size() <= MOST_NAMED
        ? named
        : named + " and " + (members.size() - MOST_NAMED) + " more";
  }
}
