/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import org.marquetry.broker.intercept.DeliverInterception;
import org.marquetry.broker.stats.BrokerStats;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.kernel.PullBatch;
import org.marquetry.store.kernel.PullStatus;
import org.marquetry.system.Scheduler;

/** Ends pulls: every pull, filtered by plugins or not, gets its answer here. Thread-safe. */
final class PullAnswers {

  private final BrokerStats stats;
  private final DeliverInterception interception;
  private final Scheduler scheduler;

  PullAnswers(PullParts parts) {
    this.stats = parts.stats();
    this.interception = parts.interception();
    this.scheduler = parts.scheduler();
  }

  /**
   * Messages, after the interceptors that there may be; gives the batch's views away, the batch is
   * empty afterwards.
   *
   * @param command with the queue offset to ask again from where an interceptor holds them back
   */
  void found(PullCommand command, PullChecks.Grant grant, PullBatch batch) {
    if (interception.idle()) {
      stats.get(command.group, command.topic, batch.messages(), batch.bytes());
      PullReplies.found(command, grant, batch);
    } else {
      PullCommand held = command.held() ? command : command.hold();
      interception.take(held.connection(), new HeldDelivery(held, grant, batch, stats, scheduler));
    }
  }

  /**
   * A result without messages.
   *
   * @param next queue offset to pull from next
   */
  void nothing(
      PullCommand command,
      PullChecks.Grant grant,
      int code,
      String remark,
      long next,
      long min,
      long max) {
    stats.missed();
    PullReplies.nothing(command, grant, code, remark, next, min, max);
  }

  /**
   * A result of the store that no waiting and no judging changes.
   *
   * @throws PullRefusal if the store could not be read
   */
  void ended(PullCommand command, PullChecks.Grant grant, PullStatus status, PullBatch batch)
      throws PullRefusal {
    switch (status) {
      case NO_MATCH ->
          nothing(command, grant, ResponseCode.PULL_RETRY_IMMEDIATELY, "NO_MATCHED_MESSAGE", batch);
      case REMOVED ->
          nothing(
              command, grant, ResponseCode.PULL_RETRY_IMMEDIATELY, "MESSAGE_WAS_REMOVING", batch);
      case OFFSET_TOO_SMALL ->
          nothing(command, grant, ResponseCode.PULL_OFFSET_MOVED, "OFFSET_TOO_SMALL", batch);
      case OFFSET_BEYOND_END ->
          nothing(command, grant, ResponseCode.PULL_OFFSET_MOVED, "OFFSET_OVERFLOW_BADLY", batch);
      case OFFSET_AT_END ->
          nothing(command, grant, ResponseCode.PULL_NOT_FOUND, "OFFSET_OVERFLOW_ONE", batch);
      case AWAY, UNREADABLE -> throw new PullRefusal(ResponseCode.SYSTEM_ERROR, batch.failure());
      case FOUND, QUEUE_EMPTY -> throw new IllegalArgumentException(status.name());
    }
  }

  private void nothing(
      PullCommand command, PullChecks.Grant grant, int code, String remark, PullBatch batch) {
    nothing(command, grant, code, remark, batch.nextOffset(), batch.minOffset(), batch.maxOffset());
  }

  /** Of a queue that never had a message. */
  void noQueue(PullCommand command, PullChecks.Grant grant, String remark) {
    int code =
        command.queueOffset == 0 ? ResponseCode.PULL_NOT_FOUND : ResponseCode.PULL_OFFSET_MOVED;
    nothing(command, grant, code, remark, 0, 0, 0);
  }
}
