/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.marquetry.remoting.Connection;
import org.marquetry.system.Clock;

/** The producer groups that have members online. Thread-safe; a look-up gives a snapshot. */
public final class Producers {

  private final Clock clock;
  private final Map<String, List<Member>> groups = new ConcurrentHashMap<>();

  /** By client id: the connection by which it came last. */
  private final Map<String, Connection> connections = new ConcurrentHashMap<>();

  public Producers(Clock clock) {
    this.clock = clock;
  }

  /** Empty where no member is online. */
  public List<Member> members(String group) {
    return groups.getOrDefault(group, List.of());
  }

  /** Members by the name of their group. */
  public Map<String, List<Member>> all() {
    return new TreeMap<>(groups);
  }

  /** The connection of a producer, {@code null} where it has none. */
  public Connection connection(String clientId) {
    Connection connection = connections.get(clientId);
    return connection != null && connection.isOpen() ? connection : null;
  }

  void register(String group, Client client) {
    connections.put(client.id(), client.connection());
    groups.compute(
        group,
        (name, members) -> {
          List<Member> joined = new ArrayList<>(members == null ? List.of() : members);
          for (Member member : joined) {
            if (member.clientId().equals(client.id())
                && member.connection() == client.connection()) {
              member.beat(clock);
              return members;
            }
          }
          joined.removeIf(member -> member.clientId().equals(client.id()));
          joined.add(client.member(clock));
          return List.copyOf(joined);
        });
  }

  void unregister(String group, String clientId) {
    removeMembers(group, member -> member.clientId().equals(clientId));
  }

  void disconnected(Connection connection) {
    connections.values().removeIf(known -> known == connection);
    for (String group : groups.keySet()) {
      removeMembers(group, member -> member.connection() == connection);
    }
  }

  /** Removes the members that were silent for longer than the limit. */
  List<Member> expire(long limitNanos) {
    long now = clock.nanos();
    List<Member> expired = new ArrayList<>();
    groups.forEach(
        (group, members) -> {
          for (Member member : members) {
            if (member.silent(now, limitNanos)) {
              expired.add(member);
            }
          }
          removeMembers(group, expired::contains);
        });
    return expired;
  }

  private void removeMembers(String group, Predicate<Member> which) {
    groups.computeIfPresent(
        group,
        (name, members) -> {
          List<Member> left = members.stream().filter(which.negate()).toList();
          return left.isEmpty() ? null : left;
        });
  }
}
