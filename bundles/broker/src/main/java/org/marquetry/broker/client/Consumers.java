/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.marquetry.broker.group.QueueLocks;
import org.marquetry.broker.group.SubscriptionGroup;
import org.marquetry.broker.group.SubscriptionGroups;
import org.marquetry.broker.pull.ConsumerGroups;
import org.marquetry.broker.pull.GroupRules;
import org.marquetry.broker.pull.Membership;
import org.marquetry.broker.pull.Subscription;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.Connection;
import org.marquetry.remoting.RequestCode;
import org.marquetry.system.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer groups that have members online. Thread-safe; a look-up gives a snapshot and takes
 * no lock. Tells the members of a group when its membership or its subscriptions change.
 */
public final class Consumers implements ConsumerGroups {

  private static final Logger LOG = LoggerFactory.getLogger(Consumers.class);

  /** Groups that are offline and whose wishes are remembered. */
  private static final int MOST_LEFT = 1_000;

  private final SubscriptionGroups configurations;
  private final QueueLocks locks;
  private final PerMemberGroups perMember;
  private final Clock clock;

  /** What groups wished whose last member has left, by topic. */
  private final Map<String, Map<String, Subscription>> left =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(
                Map.Entry<String, Map<String, Subscription>> eldest) {
              return size() > MOST_LEFT;
            }
          });

  private final Disagreements disagreements = new Disagreements();
  private final Map<String, ConsumerGroup> groups = new ConcurrentHashMap<>();

  public Consumers(
      SubscriptionGroups configurations, QueueLocks locks, PerMemberGroups perMember, Clock clock) {
    this.perMember = perMember;
    this.configurations = configurations;
    this.locks = locks;
    this.clock = clock;
  }

  @Override
  public ConsumerGroup online(String name) {
    return groups.get(name);
  }

  @Override
  public GroupRules rules(String group) {
    return configurations.find(group);
  }

  @Override
  public boolean known(String group) {
    return configurations.get(group) != null;
  }

  @Override
  public boolean perMember(String group) {
    return perMember.perMember(group);
  }

  @Override
  public boolean forbidden(String group, String topic) {
    return configurations.readForbidden(group, topic);
  }

  @Override
  public boolean locksHeld(String group) {
    return locks.holdsAny(group) || perMember.names(group).stream().anyMatch(locks::holdsAny);
  }

  /**
   * What a group subscribes to, or did until its last member left; by topic, empty where nobody
   * knows.
   */
  public Map<String, Subscription> wished(String name) {
    ConsumerGroup online = groups.get(name);
    return online == null ? left.getOrDefault(name, Map.of()) : online.subscriptions();
  }

  /** By name. */
  public List<ConsumerGroup> all() {
    return new ArrayList<>(new TreeMap<>(groups).values());
  }

  /**
   * Takes over what a client says of a group, and tells the members if that changes it.
   *
   * @param subscriptions {@code null} leaves them as they are
   * @return whether the client subscribes to something else than before
   */
  boolean register(
      Heartbeat.Consumer consumer, Client client, Collection<Subscription> subscriptions) {
    boolean[] changed = new boolean[1];
    boolean[] news = new boolean[1];
    ConsumerGroup now =
        groups.compute(
            consumer.group(),
            (name, before) -> {
              List<Member> members = join(before, client, changed);
              news[0] = wish(members, client, subscriptions);
              Map<String, Subscription> merged =
                  merge(before == null ? Map.of() : before.subscriptions(), subscriptions, changed);
              return new ConsumerGroup(
                  name,
                  consumer.consumeType(),
                  consumer.messageModel(),
                  consumer.consumeFromWhere(),
                  merged,
                  members);
            });
    if (changed[0] || news[0]) {
      disagree(now);
      perMember.update(now.name(), () -> online(now.name()), false);
    }
    if (changed[0] || (news[0] && perMember.perMember(now.name()))) {
      tell(now);
    }
    return news[0];
  }

  /** Whether the client wishes something else than before. */
  private static boolean wish(
      List<Member> members, Client client, Collection<Subscription> subscriptions) {
    if (subscriptions == null) {
      return false;
    }
    Wishes wishes = Wishes.of(subscriptions);
    for (Member member : members) {
      if (member.clientId().equals(client.id())) {
        boolean other = !member.wishes().text().equals(wishes.text());
        member.wishes(wishes);
        return other;
      }
    }
    return false;
  }

  private List<Member> join(ConsumerGroup before, Client client, boolean[] changed) {
    List<Member> members = before == null ? List.of() : before.members();
    for (Member member : members) {
      if (member.clientId().equals(client.id()) && member.connection() == client.connection()) {
        member.beat(clock);
        return members;
      }
    }
    changed[0] = true;
    List<Member> joined = new ArrayList<>(members);
    joined.removeIf(member -> member.clientId().equals(client.id()));
    joined.add(client.member(clock));
    return joined;
  }

  private static Map<String, Subscription> merge(
      Map<String, Subscription> before, Collection<Subscription> given, boolean[] changed) {
    if (given == null) {
      return before;
    }
    Map<String, Subscription> merged = new TreeMap<>();
    for (Subscription subscription : given) {
      Subscription known = before.get(subscription.topic());
      boolean newer = known == null || subscription.version() > known.version();
      merged.put(subscription.topic(), newer ? subscription : known);
      changed[0] |= known == null;
    }
    changed[0] |= !merged.keySet().containsAll(before.keySet());
    return merged;
  }

  /** Groups in per-member mode. */
  public PerMemberGroups perMember() {
    return perMember;
  }

  /**
   * Serves the members of a group each by what it subscribes to. Blocks for the disk.
   *
   * @throws IOException if that cannot be written
   */
  public void servePerMember(String name) throws IOException {
    if (!perMember.perMember(name)) {
      perMember.begin(name, () -> online(name));
      tellIfOnline(name);
    }
  }

  /**
   * Serves a group as a whole again. Blocks for the disk.
   *
   * @param back sends its members to where its slowest share stood
   * @throws IOException if that cannot be written
   */
  public void serveShared(String name, Runnable back) throws IOException {
    if (perMember.perMember(name)) {
      perMember.end(name);
      back.run();
      tellIfOnline(name);
    }
  }

  private void tellIfOnline(String name) {
    ConsumerGroup group = online(name);
    if (group != null) {
      disagree(group);
      tell(group);
    }
  }

  private void disagree(ConsumerGroup group) {
    if (perMember.perMember(group.name())) {
      disagreements.forget(group.name());
    } else {
      disagreements.look(group);
    }
  }

  /** A group is deleted: what its members wished who have left is of no interest any more. */
  public void forget(String group) {
    left.remove(group);
  }

  /** A client leaves a group. */
  void unregister(String group, String clientId) {
    removeMembers(group, member -> member.clientId().equals(clientId), true);
  }

  /** A connection has ended: every group loses the clients that came over it. */
  void disconnected(Connection connection) {
    for (String group : groups.keySet()) {
      removeMembers(group, member -> member.connection() == connection, false);
    }
  }

  /** Removes the members that were silent for longer than the limit. */
  List<Member> expire(long limitNanos) {
    long now = clock.nanos();
    List<Member> expired = new ArrayList<>();
    for (ConsumerGroup group : groups.values()) {
      for (Member member : group.members()) {
        if (member.silent(now, limitNanos)) {
          expired.add(member);
        }
      }
      removeMembers(group.name(), expired::contains, false);
    }
    return expired;
  }

  /**
   * @param orderly whether they have said that they leave
   */
  private void removeMembers(String name, Predicate<Member> which, boolean orderly) {
    ConsumerGroup[] remaining = new ConsumerGroup[1];
    groups.computeIfPresent(
        name,
        (key, group) -> {
          List<Member> members = new ArrayList<>(group.members());
          if (!members.removeIf(which)) {
            return group;
          }
          if (members.isEmpty()) {
            LOG.info("consumer group {}: its last member has left", name);
            disagreements.forget(name);
            left.put(name, group.subscriptions());
            return null;
          }
          remaining[0] =
              new ConsumerGroup(
                  name,
                  group.consumeType(),
                  group.messageModel(),
                  group.consumeFromWhere(),
                  group.subscriptions(),
                  members);
          return remaining[0];
        });
    perMember.update(name, () -> online(name), orderly);
    if (remaining[0] != null) {
      disagree(remaining[0]);
      tell(remaining[0]);
    }
  }

  /**
   * Those who divide queues among each other under a name: the members of a group, or in per-member
   * mode those of a share of one. {@code null} where none is online.
   */
  public ConsumerGroup crew(String name) {
    ConsumerGroup online = groups.get(name);
    return online == null ? perMember.crew(name) : online;
  }

  /** Those among whom a member of a group divides queues: the group, or in per-member mode less. */
  public ConsumerGroup crew(ConsumerGroup group, String clientId) {
    Member member = group.member(clientId);
    Membership share = member == null ? null : perMember.of(group.name(), member.connection());
    ConsumerGroup crew = share == null ? null : perMember.crew(share.name());
    return crew == null ? group : crew;
  }

  /** Has the members of a group look for their queues again, as after a change of membership. */
  public void tell(String group) {
    ConsumerGroup online = crew(group);
    if (online != null) {
      tell(online);
    }
  }

  private void tell(ConsumerGroup group) {
    String name = PerMemberGroups.groupOf(group.name());
    SubscriptionGroup configuration = configurations.get(name);
    if (group.broadcasting()
        || (configuration != null && !configuration.notifyConsumerIdsChangedEnable())) {
      return;
    }
    Command notice =
        Command.request(RequestCode.NOTIFY_CONSUMER_IDS_CHANGED, Map.of("consumerGroup", name));
    for (Member member : group.members()) {
      member.connection().oneWay(notice);
    }
  }
}
