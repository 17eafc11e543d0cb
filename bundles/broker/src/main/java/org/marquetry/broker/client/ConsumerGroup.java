/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.client;

import java.util.List;
import java.util.Map;
import org.marquetry.broker.pull.ConsumerView;
import org.marquetry.broker.pull.Subscription;

/**
 * A consumer group as its members described it last: a snapshot with at least one member.
 *
 * @param consumeType {@code CONSUME_PASSIVELY} (push), {@code CONSUME_ACTIVELY} (pull), …
 * @param messageModel {@code CLUSTERING}, {@code BROADCASTING}, …
 * @param subscriptions by topic
 * @param members each client id once
 */
public record ConsumerGroup(
    String name,
    String consumeType,
    String messageModel,
    String consumeFromWhere,
    Map<String, Subscription> subscriptions,
    List<Member> members)
    implements ConsumerView {

  public ConsumerGroup {
    subscriptions = Map.copyOf(subscriptions);
    members = List.copyOf(members);
  }

  @Override
  public boolean broadcasting() {
    return messageModel.equals("BROADCASTING");
  }

  @Override
  public boolean push() {
    return consumeType.equals("CONSUME_PASSIVELY");
  }

  @Override
  public Subscription subscription(String topic) {
    return subscriptions.get(topic);
  }

  /**
   * Members by what they subscribe to; more than one share where they do not agree, in which case
   * {@link #subscriptions} is what the latest of them said.
   */
  public List<Wishes.Share> shares() {
    return Wishes.shares(members);
  }

  /** What its members subscribe to, and who, for people. */
  public String disagreement() {
    return Disagreements.describe(shares());
  }

  /** {@code null} where no such client is a member. */
  public Member member(String clientId) {
    for (Member member : members) {
      if (member.clientId().equals(clientId)) {
        return member;
      }
    }
    return null;
  }
}
