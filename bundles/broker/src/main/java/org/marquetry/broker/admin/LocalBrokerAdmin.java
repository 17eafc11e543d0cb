/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.BrokerAdmin;
import org.marquetry.broker.client.ConsumerGroup;
import org.marquetry.broker.client.Member;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.filter.Standstills.Standstill;
import org.marquetry.broker.group.SubscriptionGroup;
import org.marquetry.broker.group.SubscriptionGroups;
import org.marquetry.broker.registration.Caller;
import org.marquetry.broker.stats.BrokerStats;
import org.marquetry.broker.topic.Permission;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.remoting.CommandException;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.system.Scheduler;

/**
 * The broker of this process, as the shell sees it. Thread-safe; may block for disk and network.
 */
public final class LocalBrokerAdmin implements BrokerAdmin {

  private static final int MOST_QUEUES = 65_536;

  /** How long an operator is kept waiting for messages to be judged. */
  private static final long LAG_MILLIS = 1_000;

  private final BrokerParts broker;
  private final WireClient wire;
  private final RoundTrip roundTrip;
  private final TopicDeletion deletion;
  private final Peek peek;
  private final BrokerFacts facts;
  private final GroupLags lags;

  public LocalBrokerAdmin(BrokerParts broker, Caller caller, Scheduler scheduler) {
    this.broker = broker;
    this.wire =
        new WireClient(
            caller, () -> broker.settings().current().network().nameServers(), broker.clock());
    this.roundTrip = new RoundTrip(wire, broker.clock(), scheduler);
    this.deletion = new TopicDeletion(broker);
    this.peek = new Peek(broker.store());
    this.facts = new BrokerFacts(broker);
    this.lags = new GroupLags(broker);
  }

  @Override
  public Map<String, Object> status() {
    BrokerSettings.Identity identity = broker.settings().current().identity();
    MessageStore store = broker.store();
    BrokerStats stats = broker.stats();
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("broker", identity.name());
    status.put("cluster", identity.cluster());
    status.put("address", broker.address().get());
    status.put("uptime", facts.uptime());
    status.put("uptime seconds", facts.uptimeSeconds());
    status.put("name servers", nameServers());
    status.put("topics", topics(false).size());
    status.put("clients", clients().size());
    status.put("messages in", stats.messagesIn());
    status.put("messages out", stats.messagesOut());
    status.put("in per second", perSecond(stats.putRates()));
    status.put("out per second", perSecond(stats.getRates()));
    status.put("log begins at", store.firstPosition());
    status.put("log ends at", store.endPosition());
    status.put("bytes not on disk", facts.notDurable());
    status.put("disk used percent", Math.round(store.diskUsedRatio() * 100));
    String refusal = store.refusal();
    status.put("takes messages", refusal == null);
    if (refusal != null) {
      status.put("refuses because", refusal);
    }
    return status;
  }

  private List<Map<String, Object>> nameServers() {
    List<Map<String, Object>> servers = new ArrayList<>();
    broker
        .registration()
        .nameServers()
        .forEach(
            (address, registered) -> {
              Map<String, Object> server = new LinkedHashMap<>();
              server.put("address", address);
              server.put("state", registered ? "registered" : "out of reach");
              servers.add(server);
            });
    return servers;
  }

  private static Map<String, Object> perSecond(double[] rates) {
    Map<String, Object> named = new LinkedHashMap<>();
    named.put("ten seconds", rounded(rates[0]));
    named.put("minute", rounded(rates[1]));
    named.put("ten minutes", rounded(rates[2]));
    return named;
  }

  private static double rounded(double rate) {
    return Math.round(rate * 1000) / 1000.0;
  }

  @Override
  public List<Topic> topics(boolean system) {
    List<Topic> topics = new ArrayList<>();
    for (TopicConfig topic : broker.topics().all()) {
      if (system || !broker.topics().system(topic.name())) {
        topics.add(describe(topic));
      }
    }
    return topics;
  }

  private Topic describe(TopicConfig topic) {
    long messages = 0;
    for (LogicalQueue queue : broker.store().queues(topic.name())) {
      messages += Math.max(0, queue.maxOffset() - queue.minOffset());
    }
    return new Topic(
        topic.name(),
        topic.readQueues(),
        topic.writeQueues(),
        Permission.text(topic.permission()),
        messages,
        broker.topics().system(topic.name()));
  }

  @Override
  public Topic createTopic(String name, int queues) throws AdminException {
    String problem = TopicNames.problem(name);
    if (problem != null) {
      throw new AdminException(problem);
    }
    if (broker.topics().system(name)) {
      throw new AdminException("topic " + name + " is the broker's own and cannot be changed");
    }
    if (queues < 1 || queues > MOST_QUEUES) {
      throw new AdminException(queues + " queues: allowed is 1 to " + MOST_QUEUES);
    }
    TopicConfig known = broker.topics().find(name);
    TopicConfig topic =
        known == null
            ? TopicConfig.of(name, queues, Permission.READ_WRITE)
            : new TopicConfig(
                name,
                queues,
                queues,
                known.permission(),
                known.filterType(),
                known.sysFlag(),
                known.order(),
                known.attributes());
    try {
      broker.topics().put(topic);
    } catch (IOException e) {
      throw new AdminException("topic " + name + " is not on disk: " + e.getMessage(), e);
    }
    return describe(topic);
  }

  @Override
  public void deleteTopic(String name) throws AdminException {
    if (broker.topics().find(name) == null) {
      throw new AdminException("there is no topic " + name + ": mq:topics shows those there are");
    }
    try {
      deletion.delete(name);
    } catch (CommandException e) {
      throw new AdminException(e.getMessage(), e);
    } catch (IOException e) {
      throw new AdminException(
          "topic " + name + " is deleted, but not on disk yet: " + e.getMessage(), e);
    }
    wire.forgetTopic(name, broker.settings().current().identity().cluster());
  }

  @Override
  public List<Group> groups() {
    Map<String, Set<String>> topics = new LinkedHashMap<>();
    for (SubscriptionGroup configured : broker.groups().all()) {
      String name = configured.groupName();
      ConsumerGroup online = broker.clients().consumers().online(name);
      Set<String> known = topics(name, online);
      if (online == null && known.isEmpty() && SubscriptionGroups.SYSTEM_GROUPS.contains(name)) {
        continue;
      }
      topics.put(name, known);
      lags.prepare(name, known);
    }
    GroupLags.Patience patience = lags.patience(LAG_MILLIS);
    Map<String, List<String>> notes = notes();
    List<Group> groups = new ArrayList<>();
    topics.forEach(
        (name, known) ->
            groups.add(
                group(
                    name,
                    known,
                    lags.of(name, known, patience),
                    notes.getOrDefault(name, List.of()))));
    return groups;
  }

  private Group group(String name, Set<String> topics, List<Lag> behind, List<String> notes) {
    ConsumerGroup online = broker.clients().consumers().online(name);
    return new Group(
        name,
        online == null ? "-" : type(online.consumeType()),
        online == null ? "-" : online.messageModel(),
        online == null ? 0 : online.members().size(),
        List.copyOf(topics),
        behind.stream().mapToLong(Lag::lag).sum(),
        behind.stream().allMatch(Lag::exact),
        notes);
  }

  /** What an operator should know of groups, by name. */
  private Map<String, List<String>> notes() {
    Map<String, List<String>> notes = new HashMap<>();
    for (ConsumerGroup group : broker.clients().consumers().all()) {
      if (group.shares().size() > 1) {
        note(notes, group.name(), "members subscribe differently: " + group.disagreement());
      }
    }
    for (Standstill each : broker.filters().standstills().all()) {
      note(notes, each.group(), "gets nothing of " + each.topic() + ": " + each.reason());
    }
    return notes;
  }

  private static void note(Map<String, List<String>> notes, String group, String text) {
    notes.computeIfAbsent(group, name -> new ArrayList<>()).add(text);
  }

  private static String type(String consumeType) {
    return switch (consumeType) {
      case "CONSUME_PASSIVELY" -> "push";
      case "CONSUME_ACTIVELY" -> "pull";
      case "CONSUME_POP" -> "pop";
      default -> consumeType;
    };
  }

  private Set<String> topics(String group, ConsumerGroup online) {
    Set<String> topics = new TreeSet<>(broker.offsets().topics(group));
    if (online != null) {
      topics.addAll(online.subscriptions().keySet());
    }
    return topics;
  }

  @Override
  public List<Lag> lag(String group) throws AdminException {
    ConsumerGroup online = broker.clients().consumers().online(group);
    Set<String> topics = topics(group, online);
    if (topics.isEmpty() && broker.groups().get(group) == null) {
      throw new AdminException("there is no group " + group + ": mq:groups shows those there are");
    }
    lags.prepare(group, topics);
    return lags.of(group, topics, lags.patience(LAG_MILLIS));
  }

  @Override
  public List<Client> clients() {
    List<Client> clients = new ArrayList<>();
    for (ConsumerGroup group : broker.clients().consumers().all()) {
      group.members().forEach(member -> clients.add(client(member, "consumer", group.name())));
    }
    broker
        .clients()
        .producers()
        .all()
        .forEach(
            (group, members) ->
                members.forEach(member -> clients.add(client(member, "producer", group))));
    return clients;
  }

  private static Client client(Member member, String role, String group) {
    return new Client(
        member.clientId(),
        role,
        group,
        ClientsProcessor.address(member),
        member.language(),
        Integer.toString(member.version()));
  }

  @Override
  public Sent send(String topic, String tag, String key, String body) throws AdminException {
    WireClient.Receipt receipt =
        wire.send(wire.writable(topic), topic, -1, tag, key, body.getBytes(UTF_8));
    return new Sent(receipt.uniqueKey(), receipt.queueId(), receipt.queueOffset());
  }

  @Override
  public List<Peeked> peek(String topic, int queueId, long offset, int count)
      throws AdminException {
    TopicConfig config = broker.topics().find(topic);
    if (config == null) {
      throw new AdminException("there is no topic " + topic + ": mq:topics shows those there are");
    }
    return peek.messages(config, queueId, offset, count);
  }

  @Override
  public List<ConfigEntry> config() {
    return broker.settings().current().entries();
  }

  @Override
  public List<String> roundTrip(String topic, int count) throws AdminException {
    if (broker.topics().find(topic) == null) {
      createTopic(topic, 4);
    }
    return roundTrip.run(topic, count);
  }
}
