/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.BrokerAdmin;
import org.marquetry.admin.FilterAdmin;
import org.marquetry.broker.client.ConsumerGroup;
import org.marquetry.broker.client.Consumers;
import org.marquetry.broker.client.Member;
import org.marquetry.broker.client.PerMemberGroups;
import org.marquetry.broker.client.Wishes;
import org.marquetry.broker.filter.Asked;
import org.marquetry.broker.filter.Comparisons;
import org.marquetry.broker.filter.Condition;
import org.marquetry.broker.filter.FilterTable;
import org.marquetry.broker.filter.Filters;
import org.marquetry.broker.filter.Illegal;
import org.marquetry.broker.filter.Standstills.Standstill;
import org.marquetry.broker.filter.TagExpression;
import org.marquetry.broker.group.SubscriptionGroups;
import org.marquetry.broker.pull.Subscription;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.plugin.Gap;
import org.marquetry.plugin.PluginCalls;
import org.marquetry.store.kernel.LogicalQueue;

/** The filters of this broker, as the shell sees them. Thread-safe; may block. */
public final class LocalFilterAdmin implements FilterAdmin {

  private static final long CHECK_MILLIS = 10_000;
  private static final long LAG_MILLIS = 1_000;
  private static final String SHADOW = "shadow";
  private static final String SHARED = "shared";
  private static final String PER_MEMBER = "per-member";

  private final BrokerParts broker;
  private final Filters filters;
  private final Comparisons comparisons;
  private final Served served;
  private final GroupLags lags;

  public LocalFilterAdmin(BrokerParts broker, Comparisons comparisons) {
    this.broker = broker;
    this.filters = broker.filters();
    this.comparisons = comparisons;
    this.served = new Served(broker.clients().consumers(), filters.table());
    this.lags = new GroupLags(broker);
  }

  @Override
  public List<Type> types() {
    Map<String, Integer> uses = new HashMap<>();
    for (Use use : uses()) {
      uses.merge(FilterTable.baseName(use.type()), 1, Integer::sum);
    }
    Map<String, PluginCalls.Offer> offers = new HashMap<>();
    filters.plugins().offers().forEach(offer -> offers.put(offer.name(), offer));
    TreeSet<String> names = new TreeSet<>(filters.table().types());
    names.addAll(offers.keySet());
    names.addAll(uses.keySet());
    List<Type> types = new ArrayList<>();
    for (String name : names) {
      PluginCalls.Offer offer = offers.get(name);
      int count = uses.getOrDefault(name, 0);
      if (name.equals(TagExpression.TYPE)) {
        types.add(new Type(name, "built in", "in use", count));
      } else if (offer == null) {
        types.add(new Type(name, "", "absent", count));
      } else {
        types.add(new Type(name, offer.version(), offer.usable() ? "in use" : "put aside", count));
      }
    }
    return types;
  }

  @Override
  public List<Use> uses() {
    Map<FilterTable.Subject, Standstill> waiting = new HashMap<>();
    for (Standstill each : filters.standstills().all()) {
      waiting.put(new FilterTable.Subject(each.group(), each.topic()), each);
    }
    List<Use> uses = new ArrayList<>();
    for (ConsumerGroup group : broker.clients().consumers().all()) {
      for (Subscription subscription : group.subscriptions().values()) {
        if (!subscription.all()) {
          Asked asked = Asked.of(subscription.type(), subscription.expression());
          uses.add(
              use(
                  group.name(),
                  subscription.topic(),
                  asked.name(),
                  asked.expression(),
                  "consumer",
                  waiting));
        }
      }
    }
    for (FilterTable.Binding binding : filters.table().bindings()) {
      uses.add(
          use(
              binding.group(),
              binding.topic(),
              binding.type(),
              binding.expression(),
              "operator",
              waiting));
    }
    uses.sort(Comparator.comparing(Use::group).thenComparing(Use::topic).thenComparing(Use::by));
    return uses;
  }

  private Use use(
      String group,
      String topic,
      String type,
      String expression,
      String by,
      Map<FilterTable.Subject, Standstill> waiting) {
    Standstill standstill = waiting.get(new FilterTable.Subject(group, topic));
    boolean meant =
        standstill != null
            && FilterTable.baseName(standstill.filter()).equals(FilterTable.baseName(type));
    if (!meant) {
      return new Use(group, topic, type, expression, by, "working", "", 0);
    }
    return new Use(
        group,
        topic,
        type,
        expression,
        by,
        standstill.cause().equals("illegal") ? "illegal" : "waiting",
        standstill.reason(),
        broker.clock().millis() - standstill.since());
  }

  @Override
  public List<Binding> bindings() {
    return filters.table().bindings().stream().map(LocalFilterAdmin::shown).toList();
  }

  private static Binding shown(FilterTable.Binding binding) {
    return new Binding(binding.group(), binding.topic(), binding.type(), binding.expression());
  }

  @Override
  public String bind(String group, String topic, String type, String expression)
      throws AdminException {
    possible(group, topic);
    String warning = check(type, expression);
    try {
      filters
          .table()
          .bind(
              new FilterTable.Binding(
                  group, topic, type, expression, Filters.condition(type, expression)));
    } catch (IOException e) {
      throw new AdminException("the binding is not on disk: " + e.getMessage(), e);
    }
    if (broker.groups().get(group) != null) {
      return warning;
    }
    String unknown =
        "group " + group + " is not known yet: it is bound when a consumer of it comes";
    return warning.isEmpty() ? unknown : warning + "; " + unknown;
  }

  private void existing(String group, String topic) throws AdminException {
    if (broker.groups().get(group) == null) {
      throw new AdminException("there is no group " + group + ": mq:groups shows those there are");
    }
    possible(group, topic);
  }

  /** A group may come after the filter that it is to have; a topic is what there is to filter. */
  private void possible(String group, String topic) throws AdminException {
    if (!SubscriptionGroups.legal(group)) {
      throw new AdminException(
          "no group can be called '"
              + group
              + "': a name has 1 to "
              + TopicNames.MAX_LENGTH_OF_GROUP
              + " letters, digits and characters of _-%|");
    }
    if (broker.topics().find(topic) == null) {
      throw new AdminException("there is no topic " + topic + ": mq:topics shows those there are");
    }
  }

  /** Why an expression may not work now; empty where it does. */
  private String check(String type, String expression) throws AdminException {
    if (TagExpression.isType(type)) {
      TagExpression tags = TagExpression.of(expression);
      if (!tags.all() && tags.tags().isEmpty()) {
        throw new AdminException("\"" + expression + "\" names no tag: give tags, as 'A || B'");
      }
      return "";
    }
    Asked asked = Asked.of(type, expression);
    if (asked.illegal() != null) {
      throw new AdminException(asked.illegal().text());
    }
    if (!filters.known(asked.name())) {
      throw new AdminException(
          "there has never been a filter "
              + FilterTable.baseName(asked.name())
              + " on this broker: add its bundle to the deploy folder; mq:filters shows those there"
              + " are");
    }
    CompletableFuture<String> answer = new CompletableFuture<>();
    filters.check(
        asked.name(),
        asked.expression(),
        new Filters.Checked() {
          @Override
          public void legal() {
            answer.complete("");
          }

          @Override
          public void illegal(Illegal illegal) {
            answer.completeExceptionally(new AdminException(illegal.text()));
          }

          @Override
          public void unknown(Gap gap) {
            answer.complete("nobody knows yet whether the expression is legal: " + gap.reason());
          }
        });
    try {
      return answer.get(CHECK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new AdminException(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new AdminException("the filter " + asked.name() + " does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdminException("interrupted", e);
    }
  }

  @Override
  public Binding unbind(String group, String topic) throws AdminException {
    try {
      FilterTable.Binding removed = filters.table().unbind(group, topic);
      if (removed == null) {
        throw new AdminException(
            "nothing is bound to group "
                + group
                + " and topic "
                + topic
                + ": mq:filters shows the bindings there are");
      }
      return shown(removed);
    } catch (IOException e) {
      throw new AdminException("that the binding is gone is not on disk: " + e.getMessage(), e);
    }
  }

  @Override
  public List<Mixed> mixed() {
    Consumers consumers = broker.clients().consumers();
    TreeMap<String, Mixed> mixed = new TreeMap<>();
    for (ConsumerGroup group : consumers.all()) {
      if (group.shares().size() > 1) {
        mixed.put(group.name(), new Mixed(group.name(), SHARED, shares(group)));
      }
    }
    for (String group : consumers.perMember().all()) {
      GroupLags.Patience patience = lags.patience(LAG_MILLIS);
      List<Share> shares =
          consumers.perMember().shares(group).stream()
              .map(share -> share(group, share, patience))
              .toList();
      mixed.put(group, new Mixed(group, PER_MEMBER, shares));
    }
    return List.copyOf(mixed.values());
  }

  /** Of a group in shared mode, which has one lag only. */
  private List<Share> shares(ConsumerGroup group) {
    GroupLags.Patience patience = lags.patience(LAG_MILLIS);
    long lag =
        lags.of(group.name(), group.subscriptions().keySet(), patience).stream()
            .mapToLong(BrokerAdmin.Lag::lag)
            .sum();
    return group.shares().stream()
        .map(
            share ->
                new Share(
                    texts(share.wishes()),
                    share.members().stream().map(Member::clientId).sorted().toList(),
                    "online",
                    lag))
        .toList();
  }

  private Share share(String group, PerMemberGroups.Share share, GroupLags.Patience patience) {
    String state =
        !share.clients().isEmpty()
            ? "online"
            : share.live()
                ? "offline"
                : "offline, given up at " + Instant.ofEpochMilli(share.givenUpMillis());
    return new Share(
        texts(share.wishes()), share.clients(), state, lags.ofShare(group, share, patience));
  }

  private static Map<String, String> texts(Wishes wishes) {
    Map<String, String> texts = new TreeMap<>();
    wishes
        .subscriptions()
        .forEach((topic, subscription) -> texts.put(topic, Wishes.text(subscription)));
    return texts;
  }

  @Override
  public void mode(String group, String mode) throws AdminException {
    if (broker.groups().get(group) == null) {
      throw new AdminException("there is no group " + group + ": mq:groups shows those there are");
    }
    Consumers consumers = broker.clients().consumers();
    try {
      switch (mode) {
        case PER_MEMBER -> consumers.servePerMember(group);
        case SHARED -> consumers.serveShared(group, () -> sendBack(group));
        default ->
            throw new AdminException(
                "there is no mode '" + mode + "': choose " + SHARED + " or " + PER_MEMBER);
      }
    } catch (IOException e) {
      throw new AdminException("the mode is not on disk: " + e.getMessage(), e);
    }
  }

  /** Members of a group stand at different offsets: all go on from the first of them. */
  private void sendBack(String group) {
    if (broker.clients().consumers().online(group) == null) {
      return;
    }
    for (String topic : broker.offsets().topics(group)) {
      broker
          .offsets()
          .offsets(group, topic)
          .forEach((queueId, offset) -> broker.resets().set(group, topic, queueId, offset));
    }
  }

  /** A candidate that can be used. */
  private record Candidate(Condition condition, String text) {}

  private Candidate candidate(String group, String topic, String type, String expression)
      throws AdminException {
    String text = expression == null ? served.expression(group, topic) : expression;
    if (text == null) {
      throw new AdminException(
          "group "
              + group
              + " is served by no filter plugin whose expression could be taken: give an expression");
    }
    String problem = check(type, text);
    if (!problem.isEmpty()) {
      throw new AdminException(problem);
    }
    return new Candidate(Filters.condition(type, text), type + " " + text);
  }

  @Override
  public Comparison shadow(String group, String topic, String type, String expression)
      throws AdminException {
    existing(group, topic);
    Candidate candidate = candidate(group, topic, type, expression);
    return comparisons.shadow(
        group,
        topic,
        served.condition(group, topic),
        served.with(group, topic, candidate.condition()),
        served.text(group, topic),
        candidate.text());
  }

  @Override
  public Comparison dryRun(
      String group,
      String topic,
      String type,
      String expression,
      long from,
      long to,
      long last,
      long waitMillis)
      throws AdminException {
    possible(group, topic);
    Candidate candidate = candidate(group, topic, type, expression);
    List<Comparisons.Stretch> stretches = new ArrayList<>();
    for (LogicalQueue queue : broker.store().queues(topic)) {
      long begin = from < 0 ? queue.minOffset() : broker.store().offsetByTime(queue, from, false);
      long end =
          to < 0 || to == Long.MAX_VALUE
              ? queue.maxOffset()
              : broker.store().offsetByTime(queue, to + 1, false);
      if (last > 0) {
        begin = Math.max(begin, end - last);
      }
      stretches.add(new Comparisons.Stretch(queue, begin, end));
    }
    return comparisons.dryRun(
        group,
        topic,
        served.condition(group, topic),
        served.with(group, topic, candidate.condition()),
        served.text(group, topic),
        candidate.text(),
        stretches,
        waitMillis);
  }

  @Override
  public List<Comparison> comparisons(String kind) {
    return comparisons.reports(kind.equals(SHADOW));
  }

  @Override
  public Comparison stop(String kind, String group, String topic) throws AdminException {
    Comparison ended = comparisons.stop(kind.equals(SHADOW), group, topic);
    if (ended == null) {
      throw new AdminException(
          "there is no " + kind + " of group " + group + " and topic " + topic);
    }
    return ended;
  }
}
