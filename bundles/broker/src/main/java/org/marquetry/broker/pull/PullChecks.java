/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.filter.Condition;
import org.marquetry.broker.filter.FilterTable;
import org.marquetry.broker.filter.Filters;
import org.marquetry.broker.topic.Permission;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.kernel.EntryFilter;

/**
 * Decides whether a consumer may pull and what it may see, in the order in which RocketMQ does.
 * Thread-safe; never blocks.
 */
final class PullChecks {

  private static final int BY_BROKER = 1;
  private static final int BY_GROUP = 2;
  private static final int BY_TOPIC = 3;
  private static final int BROADCAST = 4;
  private static final int BY_SUBSCRIPTION = 5;

  /** Expressions of consumers that send theirs with every pull; more are parsed again. */
  private static final int MAX_CACHED = 4096;

  private final TopicTable topics;
  private final ConsumerGroups groups;
  private final Memberships memberships;
  private final Filters filters;
  private final Map<String, Subscription> parsed = new ConcurrentHashMap<>();

  PullChecks(PullParts parts) {
    this.topics = parts.topics();
    this.groups = parts.groups();
    this.memberships = parts.memberships();
    this.filters = parts.filters();
  }

  /** What {@link #check} found. Reusable, not thread-safe. */
  static final class Grant {

    /** Which consume queue entries may be given, or have to be judged. */
    EntryFilter filter = EntryFilter.ALL;

    /** What messages are judged by; {@code null} where {@link #filter} alone decides. */
    Condition condition;

    /** What the member of a group in per-member mode has as its own; otherwise {@code null}. */
    Condition own;

    int topicSysFlag;
    int groupSysFlag;

    Grant copy() {
      Grant copy = new Grant();
      copy.own = own;
      copy.filter = filter;
      copy.condition = condition;
      copy.topicSysFlag = topicSysFlag;
      copy.groupSysFlag = groupSysFlag;
      return copy;
    }
  }

  void check(PullCommand command, BrokerSettings settings, Grant grant) throws PullRefusal {
    if (!Permission.readable(settings.topics().permission())) {
      throw forbidden(BY_BROKER, "the broker's brokerPermission does not allow pulling messages");
    }
    if (command.lite && !settings.pulls().lite()) {
      throw forbidden(
          BY_BROKER, "the broker does not answer lite pulls: its litePullMessageEnable is false");
    }
    GroupRules rules = groups.rules(command.group);
    if (rules == null) {
      throw new PullRefusal(
          ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
          "subscription group [" + command.group + "] does not exist");
    }
    if (!rules.consumeEnabled()) {
      throw forbidden(
          BY_GROUP, "subscription group no permission, " + command.group + ": consuming is off");
    }
    TopicConfig topic = topics.find(command.topic);
    if (topic == null) {
      throw new PullRefusal(ResponseCode.TOPIC_NOT_EXIST, "topic[" + command.topic + "] not exist");
    }
    if (!Permission.readable(topic.permission())) {
      throw forbidden(BY_TOPIC, "the topic[" + command.topic + "] pulling message is forbidden");
    }
    if (command.queueId < 0 || command.queueId >= topic.readQueues()) {
      throw new PullRefusal(
          ResponseCode.INVALID_PARAMETER,
          "queueId["
              + command.queueId
              + "] is illegal, topic:["
              + command.topic
              + "] has "
              + topic.readQueues()
              + " read queues");
    }
    Membership member = member(command);
    Subscription subscription =
        command.hasSubscription() ? ofRequest(command) : ofHeartbeats(command, rules, member);
    if (settings.pulls().rejectPullConsumers()) {
      ConsumerView online = groups.online(command.group);
      if (online == null || !online.push()) {
        throw new PullRefusal(
            ResponseCode.SUBSCRIPTION_NOT_EXIST,
            "only groups with push consumers online may pull (rejectPullConsumerEnable=true), "
                + command.group
                + " has none");
      }
    }
    grant.own =
        member != null && same(member, command.topic, subscription)
            ? member.condition(command.topic, command.queueId)
            : null;
    Condition condition = grant.own == null ? subscription.condition() : grant.own;
    FilterTable.Binding binding = filters.table().binding(command.group, command.topic);
    if (binding != null) {
      condition = Condition.both(condition, binding.condition());
    }
    if (condition.plain()) {
      grant.filter = binding == null ? subscription.filter() : condition.entries();
      grant.condition = null;
    } else {
      supported(condition, settings);
      grant.filter = condition.entries();
      grant.condition = condition;
    }
    grant.topicSysFlag = topic.sysFlag();
    grant.groupSysFlag = rules.sysFlag();
  }

  /**
   * Whether what was read for a pull may still be given: not where the shares of a group in
   * per-member mode are others by now. Every change has conditions made anew, equal ones too.
   */
  @SuppressWarnings("ReferenceEquality")
  boolean inForce(PullCommand command, Grant grant) {
    if (grant.own == null) {
      return true;
    }
    Membership member = memberships.of(command.group, command.connection());
    return member != null && member.condition(command.topic, command.queueId) == grant.own;
  }

  private Membership member(PullCommand command) throws PullRefusal {
    Membership member = memberships.of(command.group, command.connection());
    if (member == null
        && (memberships.foreign(command.group, command.connection())
            || (!command.hasSubscription() && memberships.perMember(command.group)))) {
      throw new PullRefusal(
          ResponseCode.SUBSCRIPTION_NOT_EXIST,
          "the consumer's subscription not exist: group "
              + command.group
              + " is in per-member mode, and no heartbeat with a subscription has come over this"
              + " connection yet");
    }
    return member;
  }

  private void supported(Condition condition, BrokerSettings settings) throws PullRefusal {
    Set<String> names = condition.names();
    String missing =
        settings.pulls().propertyFilters() || names.isEmpty()
            ? filters.unknown(condition)
            : names.iterator().next();
    if (missing != null) {
      throw new PullRefusal(ResponseCode.SYSTEM_ERROR, Filters.unsupported(missing));
    }
  }

  private Subscription ofRequest(PullCommand command) throws PullRefusal {
    String expression = command.expression == null ? Subscription.ALL : command.expression;
    boolean cached = command.expressionType == null || command.expressionType.equals("TAG");
    Subscription subscription = cached ? parsed.get(expression) : null;
    if (subscription == null) {
      // What is shared among topics names none, so that it keeps none that is deleted.
      subscription =
          Subscription.parse(
              cached ? "" : command.topic,
              expression,
              command.expressionType,
              command.subscriptionVersion);
      if (cached) {
        if (parsed.size() >= MAX_CACHED) {
          parsed.clear();
        }
        parsed.put(expression, subscription);
      }
    }
    if (subscription.empty()) {
      throw new PullRefusal(
          ResponseCode.SUBSCRIPTION_PARSE_FAILED,
          "parse the consumer's subscription failed: \"" + expression + "\" names no tag");
    }
    if (subscription.illegal() != null) {
      throw new PullRefusal(
          ResponseCode.SUBSCRIPTION_PARSE_FAILED,
          "parse the consumer's subscription failed: " + subscription.illegal().text());
    }
    return subscription;
  }

  /** Whether a pull asks for what its consumer subscribes to, and so for what its share gets. */
  private static boolean same(Membership member, String topic, Subscription subscription) {
    Subscription known = member.subscription(topic);
    return known != null && known.asksLike(subscription);
  }

  private Subscription ofHeartbeats(PullCommand command, GroupRules rules, Membership member)
      throws PullRefusal {
    ConsumerView online = groups.online(command.group);
    if (online == null) {
      throw new PullRefusal(
          ResponseCode.SUBSCRIPTION_NOT_EXIST,
          "the consumer's group info not exist: no heartbeat of " + command.group + " yet");
    }
    if (!rules.broadcastEnabled() && online.broadcasting()) {
      throw forbidden(
          BROADCAST, "the consumer group[" + command.group + "] can not consume by broadcast way");
    }
    if (groups.forbidden(command.group, command.topic)) {
      throw forbidden(
          BY_SUBSCRIPTION,
          "the consumer group["
              + command.group
              + "] is forbidden for topic["
              + command.topic
              + "]");
    }
    Subscription subscription =
        member == null ? online.subscription(command.topic) : member.subscription(command.topic);
    if (subscription == null) {
      throw new PullRefusal(
          ResponseCode.SUBSCRIPTION_NOT_EXIST,
          "the consumer's subscription not exist: "
              + command.group
              + " does not subscribe to "
              + command.topic);
    }
    if (subscription.version() < command.subscriptionVersion) {
      throw new PullRefusal(
          ResponseCode.SUBSCRIPTION_NOT_LATEST,
          "the consumer's subscription not latest: the broker knows version "
              + subscription.version()
              + ", the pull is of version "
              + command.subscriptionVersion);
    }
    if (subscription.illegal() != null) {
      throw new PullRefusal(
          ResponseCode.FILTER_DATA_NOT_EXIST,
          "parse the consumer's subscription failed: " + subscription.illegal().text());
    }
    return subscription;
  }

  private static PullRefusal forbidden(int type, String remark) {
    return new PullRefusal(ResponseCode.NO_PERMISSION, type, remark);
  }
}
