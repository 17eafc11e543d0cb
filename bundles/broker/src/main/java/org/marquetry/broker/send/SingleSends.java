/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.stats.BrokerStats;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.message.SysFlag;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.kernel.AppendStatus;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.MessageDraft;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.system.Clock;

/**
 * Stores messages that come one by one: now, delayed, half, or among the dead letters. Thread-safe.
 */
final class SingleSends {

  private final Destinations destinations;
  private final RetryRules retries;
  private final MessageStore store;
  private final MessageWriter writer;
  private final Parking parking;
  private final BrokerStats stats;
  private final BrokerProperties properties;
  private final SendReplies replies;
  private final Acknowledgements acknowledgements;
  private final RecallHandles recallHandles;
  private final Clock clock;
  private final LiveSettings settings;
  private volatile UniqueKeys uniqueKeys;

  SingleSends(
      SendParts parts,
      Destinations destinations,
      SendReplies replies,
      Acknowledgements acknowledgements) {
    this.destinations = destinations;
    this.retries = new RetryRules(parts.groups());
    this.store = parts.store();
    this.parking = parts.parking();
    this.writer = new MessageWriter(store, parking);
    this.stats = parts.stats();
    this.replies = replies;
    this.acknowledgements = acknowledgements;
    this.clock = parts.clock();
    this.settings = parts.settings();
    BrokerSettings now = settings.current();
    this.recallHandles = new RecallHandles(now.identity().name());
    this.properties =
        new BrokerProperties(now.sends().region(), now.sends().traceOn(), now.identity().cluster());
  }

  /** Sets the address that goes into unique keys. To be called before sends come. */
  void storeHost(InetSocketAddress address) {
    uniqueKeys = new UniqueKeys(address, clock);
  }

  /**
   * Stores a message and replies.
   *
   * @return {@code false} where nothing was done, since it may block and this thread may not
   * @throws CommandException to be replied
   */
  boolean store(SendCommand command, SendScratch own, TopicConfig topic, BrokerSettings.Sends rules)
      throws CommandException {
    PropertyScan scan = own.scan;
    Wait asked = parking.wait(scan);
    boolean half = scan.transaction() && !(command.reconsumeTimes > 0 && asked.level() > 0);
    refuseTransaction(command, half);
    // What a half message asks for counts from its commit on.
    Wait wait = half ? Wait.NONE : asked;
    boolean retry = TopicNames.isRetry(command.topic);
    if (retry && !command.mayBlock()) {
      return false;
    }
    if (retry && retries.givenUp(command)) {
      return storeDeadLetter(command, own, rules);
    }
    boolean prior = wait.none() && !half && scan.prior() && topic.writeQueues() > 0;
    int queueId =
        prior
            ? Math.min(scan.priority(), topic.writeQueues() - 1)
            : Destinations.queueId(command, topic);
    String uniqueKey = uniqueKey(scan);
    byte[] more = more(scan, uniqueKey);
    MessageDraft draft = own.draft.clear();
    fill(draft, command, topic, own, without(half, asked) | (prior ? 0 : PropertyScan.PRIORITY));
    LogicalQueue queue;
    if (half) {
      queue = store.openQueue(TopicNames.HALF, 0);
      draft
          .sysFlag(Destinations.sysFlag(command, topic) & ~SysFlag.TRANSACTION_MASK)
          .moreProperties(BrokerProperties.ofHalf(more, uniqueKey, topic.name(), queueId))
          .tagsCode(scan.tagsCode());
    } else if (wait.none()) {
      queue = store.openQueue(topic.name(), queueId);
      draft.moreProperties(more).tagsCode(scan.tagsCode());
    } else {
      queue = parking.queue(wait);
      parking.address(draft, wait, topic.name(), queueId, more);
    }
    if (!command.mayBlock() && !store.ready(queue, draft)) {
      return false;
    }
    if (append(command, queue, own)) {
      if (!half) {
        count(topic.name(), own);
      }
      acknowledgements.single(
          command,
          own.appended,
          queueId,
          uniqueKey,
          wait.timed() ? recallHandles.of(topic.name(), wait.dueMillis(), uniqueKey) : null,
          rules,
          scan.waits());
    }
    return true;
  }

  private boolean storeDeadLetter(SendCommand command, SendScratch own, BrokerSettings.Sends rules)
      throws CommandException {
    String group = TopicNames.groupOf(command.topic);
    TopicConfig letters = destinations.deadLetters(group);
    String uniqueKey = uniqueKey(own.scan);
    MessageDraft draft = own.draft.clear();
    fill(draft, command, letters, own, 0);
    draft
        .moreProperties(BrokerProperties.withoutDelay(more(own.scan, uniqueKey)))
        .tagsCode(own.scan.tagsCode());
    if (append(command, store.openQueue(letters.name(), 0), own)) {
      count(letters.name(), own);
      stats.deadLetter(group, command.topic);
      acknowledgements.single(command, own.appended, 0, uniqueKey, null, rules, own.scan.waits());
    }
    return true;
  }

  /** Properties that a message must not bring along. */
  private static int without(boolean half, Wait asked) {
    if (asked.none()) {
      return half ? PropertyScan.DESTINATION : 0;
    }
    return MessageWriter.dropped(asked);
  }

  private String uniqueKey(PropertyScan scan) {
    String given = scan.uniqueKey();
    return given == null ? uniqueKeys.next() : given;
  }

  private byte[] more(PropertyScan scan, String uniqueKey) {
    return scan.has(PropertyScan.UNIQUE_KEY) ? properties.always() : properties.with(uniqueKey);
  }

  /**
   * @param half whether it begins a transaction
   */
  private void refuseTransaction(SendCommand command, boolean half) throws CommandException {
    if (half && settings.current().transactions().reject()) {
      throw new CommandException(
          ResponseCode.NO_PERMISSION,
          "the broker refuses transactional messages (rejectTransactionMessage=true)");
    }
    if (!half && (command.sysFlag & SysFlag.TRANSACTION_MASK) != 0) {
      throw new CommandException(
          ResponseCode.NO_PERMISSION,
          "a message that is no part of a transaction says so in its sysFlag ("
              + command.sysFlag
              + "): transactional messages have the property TRAN_MSG=true");
    }
  }

  /**
   * @param without kinds of properties to leave out
   */
  private static void fill(
      MessageDraft draft, SendCommand command, TopicConfig topic, SendScratch own, int without) {
    int dropped = PropertyScan.BROKER | without;
    if (own.scan.has(dropped)) {
      byte[] kept = own.buffer(command.propertiesLength);
      int length =
          PropertyScan.copyWithout(
              dropped,
              command.properties,
              command.propertiesOffset,
              command.propertiesLength,
              kept);
      draft.properties(kept, 0, length);
    } else {
      draft.properties(command.properties, command.propertiesOffset, command.propertiesLength);
    }
    draft
        .flag(command.flag)
        .sysFlag(Destinations.sysFlag(command, topic))
        .bornTimestamp(command.bornTimestamp)
        .bornHost(own.bytesOf(command.peer().getAddress()), command.peer().getPort())
        .reconsumeTimes(command.reconsumeTimes)
        .body(command.body);
  }

  /** Whether the message is stored; if not, that has been replied. */
  private boolean append(SendCommand command, LogicalQueue queue, SendScratch own) {
    AppendStatus status;
    try {
      status =
          command.mayBlock()
              ? writer.write(queue, own.draft, own.appended)
              : store.append(queue, own.draft, own.appended);
    } catch (IOException e) {
      replies.unavailable(command, e.getMessage());
      return false;
    }
    if (status != AppendStatus.OK) {
      replies.notStored(command, status);
      return false;
    }
    return true;
  }

  private void count(String topic, SendScratch own) {
    stats.put(topic, 1, own.appended.endPosition() - own.appended.position());
  }
}
