/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.client;

import java.util.HashMap;
import java.util.Map;
import org.marquetry.broker.client.Share.QueueKey;
import org.marquetry.broker.filter.Condition;
import org.marquetry.broker.pull.Membership;
import org.marquetry.broker.pull.Subscription;
import org.marquetry.store.kernel.ConsumerOffsets;

/** One member's place in its share. Immutable; what changes is its share's. */
final class Seat implements Membership {

  private final PerMemberGroup group;
  private final ConsumerOffsets groupOffsets;
  private final Share share;
  private final Member member;
  private final ConsumerGroup online;

  Seat(
      PerMemberGroup group,
      ConsumerOffsets groupOffsets,
      Share share,
      Member member,
      ConsumerGroup online) {
    this.group = group;
    this.groupOffsets = groupOffsets;
    this.share = share;
    this.member = member;
    this.online = online;
  }

  Share share() {
    return share;
  }

  Member member() {
    return member;
  }

  /** The whole group, as it was when the seat was taken. */
  ConsumerGroup online() {
    return online;
  }

  /** By topic, with the group's retry topic. */
  Map<String, Subscription> subscriptions() {
    Map<String, Subscription> all = new HashMap<>(share.wishes.subscriptions());
    Subscription retry = online.subscription(share.retryTopic);
    if (retry != null) {
      all.put(share.retryTopic, retry);
    }
    return all;
  }

  @Override
  public String name() {
    return online.broadcasting() ? group.name() : share.name;
  }

  @Override
  public Subscription subscription(String topic) {
    Subscription own = member.wishes().subscriptions().get(topic);
    return own == null && topic.equals(share.retryTopic) ? online.subscription(topic) : own;
  }

  @Override
  public Condition condition(String topic, int queueId) {
    if (online.broadcasting()) {
      return subscription(topic).condition();
    }
    QueueKey queue = new QueueKey(topic, queueId);
    Condition condition = share.conditions.get(queue);
    return condition == null ? group.made(share, queue) : condition;
  }

  @Override
  public long offset(String topic, int queueId) {
    return online.broadcasting()
        ? groupOffsets.offset(group.name(), topic, queueId)
        : group.offset(share, new QueueKey(topic, queueId));
  }

  @Override
  public void commit(String topic, int queueId, long offset) {
    if (online.broadcasting()) {
      groupOffsets.commit(group.name(), topic, queueId, offset);
    } else {
      group.commit(share, new QueueKey(topic, queueId), offset);
    }
  }

  @Override
  public boolean moving(String topic, int queueId) {
    Place place = share.place(new QueueKey(topic, queueId));
    return place != null && place.back().way() == Place.Way.SET;
  }

  @Override
  public long move(String topic, int queueId, long queueOffset) {
    QueueKey queue = new QueueKey(topic, queueId);
    Place place = share.place(queue);
    return place == null || place.back().way() == Place.Way.NO
        ? -1
        : group.move(share, queue, queueOffset);
  }
}
