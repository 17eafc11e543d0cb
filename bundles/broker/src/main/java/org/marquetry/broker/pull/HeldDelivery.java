/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import java.nio.ByteBuffer;
import java.util.List;
import org.marquetry.broker.client.ClientAddress;
import org.marquetry.broker.intercept.InterceptedDelivery;
import org.marquetry.broker.stats.BrokerStats;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.LogView;
import org.marquetry.store.kernel.PullBatch;
import org.marquetry.system.Scheduler;

/** What was found for a pull, kept while interceptors look at a copy of it. Thread-safe. */
final class HeldDelivery implements InterceptedDelivery {

  /** How long a consumer waits before it asks again for what was held back, in milliseconds. */
  private static final long HOLD_MILLIS = 1_000;

  private final PullCommand command;
  private final PullChecks.Grant grant;
  private final BrokerStats stats;
  private final Scheduler scheduler;
  private final List<LogView> views;
  private final int messages;
  private final int bytes;
  private final long nextOffset;
  private final long minOffset;
  private final long maxOffset;
  private final ByteBuffer records;

  /**
   * Takes the batch's views over and copies what is in them.
   *
   * @param command held
   */
  HeldDelivery(
      PullCommand command,
      PullChecks.Grant grant,
      PullBatch batch,
      BrokerStats stats,
      Scheduler scheduler) {
    this.command = command;
    this.grant = grant.copy();
    this.stats = stats;
    this.scheduler = scheduler;
    this.views = List.copyOf(batch.views());
    this.messages = batch.messages();
    this.bytes = batch.bytes();
    this.nextOffset = batch.nextOffset();
    this.minOffset = batch.minOffset();
    this.maxOffset = batch.maxOffset();
    batch.clear();
    this.records = ByteBuffer.allocate(bytes);
    views.forEach(view -> records.put(view.buffer().duplicate()));
    records.flip();
  }

  @Override
  public String group() {
    return command.group;
  }

  @Override
  public String topic() {
    return command.topic;
  }

  @Override
  public int queueId() {
    return command.queueId;
  }

  @Override
  public String clientAddress() {
    return ClientAddress.of(command.connection());
  }

  @Override
  public ByteBuffer records() {
    return records;
  }

  @Override
  public void deliver() {
    stats.get(command.group, command.topic, messages, bytes);
    PullReplies.found(command, grant, views, nextOffset, minOffset, maxOffset);
  }

  @Override
  public void holdBack(String reason) {
    views.forEach(LogView::release);
    stats.missed();
    command.yieldTurn();
    if (command.maySuspend() && command.suspendMillis > 0) {
      scheduler.after(
          "held delivery",
          Math.min(HOLD_MILLIS, command.suspendMillis),
          () -> answerNothing(reason));
    } else {
      answerNothing(reason);
    }
  }

  private void answerNothing(String reason) {
    PullReplies.nothing(
        command,
        grant,
        ResponseCode.PULL_NOT_FOUND,
        reason,
        command.queueOffset,
        minOffset,
        maxOffset);
  }

  @Override
  public void refuse(int code, String remark) {
    views.forEach(LogView::release);
    PullReplies.refused(command, new PullRefusal(code, remark));
  }
}
