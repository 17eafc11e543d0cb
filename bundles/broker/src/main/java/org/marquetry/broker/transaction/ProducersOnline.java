/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.marquetry.broker.client.Member;
import org.marquetry.broker.client.Producers;
import org.marquetry.broker.send.OffsetIds;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyNames;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.RequestCode;
import org.marquetry.store.LogView;
import org.marquetry.store.kernel.MessageStore;

/**
 * Asks producers that are online, the members of a group in turn. Where none is, nobody is asked:
 * one that comes later is asked the next time. Thread-safe.
 */
final class ProducersOnline implements ProducerCheck {

  private final Producers producers;
  private final MessageStore store;
  private final String brokerName;
  private final AtomicInteger turn = new AtomicInteger();

  ProducersOnline(Producers producers, MessageStore store, String brokerName) {
    this.producers = producers;
    this.store = store;
    this.brokerName = brokerName;
  }

  /** Whether a producer of the group is online. */
  boolean online(String group) {
    return group != null && !members(group).isEmpty();
  }

  private List<Member> members(String group) {
    return producers.members(group).stream()
        .filter(member -> member.connection().isOpen())
        .toList();
  }

  @Override
  public void ask(Half half, int checks) {
    List<Member> members = half.group() == null ? List.of() : members(half.group());
    LogView view = members.isEmpty() ? null : store.record(half.position());
    if (view == null) {
      return;
    }
    try {
      MessageRecord record = new MessageRecord().wrap(view.buffer(), 0);
      Member member = members.get(Math.floorMod(turn.getAndIncrement(), members.size()));
      member.connection().oneWay(question(record, checks));
    } finally {
      view.release();
    }
  }

  private Command question(MessageRecord half, int checks) {
    Map<String, String> fields = new TreeMap<>();
    fields.put("topic", TopicNames.HALF);
    fields.put("bname", brokerName);
    fields.put("commitLogOffset", Long.toString(half.position()));
    fields.put("tranStateTableOffset", Long.toString(half.queueOffset()));
    fields.put("offsetMsgId", new OffsetIds(half.storeHost()).of(half.position()));
    String key = half.property(PropertyNames.UNIQUE_KEY);
    if (key != null) {
      fields.put("msgId", key);
      fields.put("transactionId", key);
    }
    return Command.request(
        RequestCode.CHECK_TRANSACTION_STATE, fields, CheckMessages.encode(half, checks));
  }
}
