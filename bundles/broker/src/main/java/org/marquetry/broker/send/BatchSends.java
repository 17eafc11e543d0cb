/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import java.io.IOException;
import java.util.List;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.stats.BrokerStats;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.message.RecordLayout;
import org.marquetry.message.SysFlag;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.kernel.AppendStatus;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.MessageDraft;
import org.marquetry.store.kernel.MessageStore;

/** Stores batches: all of their messages, next to each other, or none. Thread-safe. */
final class BatchSends {

  private final MessageStore store;
  private final BrokerStats stats;
  private final LightNames lightNames;
  private final SendReplies replies;
  private final Acknowledgements acknowledgements;

  BatchSends(
      SendParts parts,
      LightNames lightNames,
      SendReplies replies,
      Acknowledgements acknowledgements) {
    this.lightNames = lightNames;
    this.store = parts.store();
    this.stats = parts.stats();
    this.replies = replies;
    this.acknowledgements = acknowledgements;
  }

  /**
   * Stores a batch and replies. What the broker adds to single messages it does not add here.
   *
   * @return {@code false} where nothing was done, since it may block and this thread may not
   * @throws CommandException to be replied
   */
  boolean store(SendCommand command, SendScratch own, TopicConfig topic, BrokerSettings.Sends rules)
      throws CommandException {
    check(command, own.scan, rules);
    boolean waits = own.scan.waits();
    int queueId = Destinations.queueId(command, topic);
    LogicalQueue queue = store.openQueue(topic.name(), queueId);
    if (!command.mayBlock() && !queue.ready()) {
      return false;
    }
    try {
      List<MessageDraft> drafts =
          own.batch.read(
              command,
              Destinations.sysFlag(command, topic),
              own.bytesOf(command.peer().getAddress()),
              own.scan,
              lightNames);
      if (!command.mayBlock() && !ready(queue, drafts)) {
        return false;
      }
      if (command.mayBlock() && !queue.ready()) {
        store.prepare(queue);
      }
      AppendStatus status = store.appendBatch(queue, drafts, own.appended);
      if (status == AppendStatus.OK) {
        int messages = drafts.size();
        stats.put(topic.name(), messages, own.appended.endPosition() - own.appended.position());
        acknowledgements.batch(command, own.appended, messages, queueId, rules, waits);
      } else {
        replies.notStored(command, status);
      }
    } catch (IOException e) {
      replies.unavailable(command, e.getMessage());
    } finally {
      own.batch.clear();
    }
    return true;
  }

  private boolean ready(LogicalQueue queue, List<MessageDraft> drafts) {
    for (MessageDraft draft : drafts) {
      if (!store.ready(queue, draft)) {
        return false;
      }
    }
    return true;
  }

  private static void check(SendCommand command, PropertyScan scan, BrokerSettings.Sends rules)
      throws CommandException {
    String problem = null;
    if (command.topic.length() > RecordLayout.MAX_TOPIC_V1) {
      problem = "message topic length over limit " + RecordLayout.MAX_TOPIC_V1;
    } else if (TopicNames.isRetry(command.topic)) {
      problem = "batch request does not support retry group " + command.topic;
    } else if (scan.delayLevel() > 0 || scan.has(PropertyScan.TIMER)) {
      problem = "a batch cannot be delayed";
    } else if ((command.sysFlag & SysFlag.TRANSACTION_MASK) != 0 || scan.transaction()) {
      problem = "a batch cannot be transactional";
    } else if (command.body.remaining() > rules.maxBodyBytes()) {
      problem =
          "the message is illegal: the batch is "
              + command.body.remaining()
              + " bytes long, the limit is "
              + rules.maxBodyBytes()
              + " (maxMessageSize)";
    }
    if (problem != null) {
      throw new CommandException(ResponseCode.MESSAGE_ILLEGAL, problem);
    }
  }
}
