/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import java.net.InetSocketAddress;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.intercept.InterceptedSend;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.kernel.Appended;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;

/**
 * Tells producers that their messages are stored: at once, or when they are on the disk.
 * Thread-safe; never blocks.
 */
final class Acknowledgements {

  private static final int ID_LENGTH = 32;

  private final SendReplies replies;
  private final DurableReplies durableReplies;
  private volatile OffsetIds offsetIds;

  Acknowledgements(MessageStore store, SendReplies replies, Clock clock, Scheduler scheduler) {
    this.replies = replies;
    this.durableReplies = new DurableReplies(store, replies, clock, scheduler);
  }

  /** Sets the address that message ids tell. To be called before sends come. */
  void storeHost(InetSocketAddress address) {
    offsetIds = new OffsetIds(address);
  }

  /**
   * @param recallHandle by which the message can be taken back; {@code null} where it cannot
   */
  void single(
      SendCommand command,
      Appended at,
      int queueId,
      String uniqueKey,
      String recallHandle,
      BrokerSettings.Sends rules,
      boolean waits) {
    if (command.oneWay && !command.watched()) {
      command.reply(ResponseCode.SUCCESS).send();
    } else {
      give(
          command, at, offsetIds.of(at.position()), queueId, uniqueKey, recallHandle, rules, waits);
    }
  }

  void batch(
      SendCommand command,
      Appended at,
      int messages,
      int queueId,
      BrokerSettings.Sends rules,
      boolean waits) {
    if (command.oneWay && !command.watched()) {
      command.reply(ResponseCode.SUCCESS).send();
      return;
    }
    OffsetIds ids = offsetIds;
    StringBuilder joined = new StringBuilder(messages * (ID_LENGTH + 1));
    for (int i = 0; i < messages; i++) {
      if (i > 0) {
        joined.append(',');
      }
      joined.append(ids.of(at.position(i)));
    }
    give(command, at, joined.toString(), queueId, null, null, rules, waits);
  }

  private void give(
      SendCommand command,
      Appended at,
      String messageId,
      int queueId,
      String uniqueKey,
      String recallHandle,
      BrokerSettings.Sends rules,
      boolean waits) {
    if (rules.syncFlush() && waits && !command.oneWay) {
      durableReplies.reply(
          command.pending(),
          at.endPosition(),
          messageId,
          queueId,
          at.queueOffset(),
          uniqueKey,
          recallHandle,
          rules.syncFlushTimeoutMillis(),
          command.takeListener());
    } else {
      replies.stored(
          command.reply(ResponseCode.SUCCESS),
          messageId,
          queueId,
          at.queueOffset(),
          uniqueKey,
          recallHandle);
      InterceptedSend.Settled listener = command.takeListener();
      if (listener != null) {
        listener.settled(ResponseCode.SUCCESS, messageId, queueId, at.queueOffset());
      }
    }
  }

  /** Gives the replies that wait for the disk. */
  void close() {
    durableReplies.close();
  }
}
