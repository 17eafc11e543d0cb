/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import java.nio.MappedByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.Connection;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestProcessor;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.LogView;
import org.marquetry.store.kernel.AppendListener;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.store.kernel.PullBatch;
import org.marquetry.store.kernel.PullStatus;
import org.marquetry.system.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives consumers their messages: codes 11 and 361. Messages that are in memory are found on the
 * I/O thread; those that may have to be read from the disk, on an executor. Where consume queue
 * entries do not tell whether a message is wanted, {@link FilteredPulls} goes on. Thread-safe.
 */
public final class PullProcessor implements RequestProcessor {

  private static final Logger LOG = LoggerFactory.getLogger(PullProcessor.class);

  private final LiveSettings settings;
  private final PullChecks checks;
  private final MessageStore store;
  private final GroupProgress progress;
  private final Executor mayBlock;
  private final PullAnswers answers;
  private final LongPolls longPolls;
  private final FilteredPulls filtered;
  private final SpanWaits spanWaits;
  private final Clock clock;

  private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

  /**
   * @param mayBlock bounded; may refuse
   */
  public PullProcessor(PullParts parts, Executor mayBlock) {
    this.settings = parts.settings();
    this.checks = new PullChecks(parts);
    this.store = parts.store();
    this.progress = new GroupProgress(parts);
    this.clock = parts.clock();
    this.mayBlock = mayBlock;
    this.answers = new PullAnswers(parts);
    this.longPolls = new LongPolls(clock, parts.scheduler(), mayBlock, this::resume);
    this.spanWaits = new SpanWaits(store, parts.scheduler(), mayBlock);
    this.filtered =
        new FilteredPulls(parts, progress, checks, mayBlock, longPolls, spanWaits, answers);
    parts
        .topics()
        .onDelete(
            topic -> {
              longPolls.topicDeleted(topic);
              filtered.waits().topicDeleted(topic);
            });
  }

  /** To be told of every message that is stored. */
  public AppendListener appendListener() {
    return longPolls;
  }

  /** A connection has ended. */
  public void disconnected(Connection connection) {
    longPolls.disconnected(connection);
    filtered.waits().disconnected(connection);
  }

  /** A group is gone: its pulls are answered. */
  public void groupRemoved(String group) {
    longPolls.groupRemoved(group);
    filtered.waits().groupRemoved(group);
  }

  /** Pulls that wait, for a message, for a filter or for the log. */
  public int held() {
    return longPolls.count() + filtered.waits().count() + spanWaits.count();
  }

  /** Answers the pulls that wait; no pull waits any more. */
  public void close() {
    spanWaits.close();
    filtered.waits().close();
    longPolls.close();
  }

  /** What a thread needs for the pull it is at. */
  private static final class Scratch {
    final PullCommand command = new PullCommand();
    final PullChecks.Grant grant = new PullChecks.Grant();
    final PullBatch batch = new PullBatch();
  }

  @Override
  public void process(Request request) throws CommandException {
    Scratch own = scratch.get();
    PullCommand command = own.command;
    try {
      command.read(request);
      checks.check(command, settings.current(), own.grant);
      commit(command);
      pull(command, own, true, false);
    } catch (PullRefusal e) {
      PullReplies.refused(command, e);
    } finally {
      command.clear();
    }
  }

  private void commit(PullCommand command) {
    if (command.commits()) {
      progress.commit(
          command.group,
          command.topic,
          command.queueId,
          command.commitOffset,
          command.connection());
    }
  }

  /** Answers a held pull for good, unless it is judged further: that it waited once was enough. */
  private void resume(HeldPull held) {
    if (held.filtered != null) {
      filtered.resume(held.filtered);
    } else {
      held.command.inTurn(() -> resumeInTurn(held));
    }
  }

  private void resumeInTurn(HeldPull held) {
    if (held.command.wanted()) {
      goOn(held.command, false, false);
    } else {
      held.command.reply(ResponseCode.PULL_NOT_FOUND).send();
    }
  }

  private void goOn(PullCommand held, boolean mayWait, boolean mayBlockHere) {
    Scratch own = scratch.get();
    try {
      checks.check(held, settings.current(), own.grant);
      pull(held, own, mayWait, mayBlockHere);
    } catch (PullRefusal e) {
      PullReplies.refused(held, e);
    } catch (RuntimeException e) {
      LOG.error("a pull of {} from {} failed", held.group, held.topic, e);
      PullReplies.refused(held, new PullRefusal(ResponseCode.SYSTEM_ERROR, e.toString()));
    }
  }

  private void pull(PullCommand command, Scratch own, boolean mayWait, boolean mayBlockHere)
      throws PullRefusal {
    if (own.grant.condition != null) {
      PullCommand held = command.held() ? command : command.hold();
      filtered.begin(held, own.grant, mayWait, mayBlockHere);
      return;
    }
    long target = progress.move(command);
    LogicalQueue queue = store.queue(command.topic, command.queueId);
    if (target >= 0) {
      answers.nothing(
          command,
          own.grant,
          ResponseCode.PULL_OFFSET_MOVED,
          "OFFSET_RESET",
          target,
          queue == null ? 0 : queue.minOffset(),
          queue == null ? 0 : queue.maxOffset());
      return;
    }
    if (queue == null) {
      emptyQueue(command, own, "NO_MATCHED_LOGIC_QUEUE", mayWait);
      return;
    }
    boolean onDisk =
        command.queueOffset < queue.maxOffset() && !store.surelyHot(queue, command.queueOffset);
    if (onDisk && !mayBlockHere) {
      defer(command, mayWait);
      return;
    }
    BrokerSettings.Pulls limits = settings.current().pulls();
    PullStatus status =
        store.pull(
            queue,
            command.queueOffset,
            Math.min(command.maxMessages, limits.maxMessages()),
            Math.min(command.maxBytes, limits.maxBytes()),
            own.grant.filter,
            own.batch);
    answer(command, own, status, onDisk, mayWait);
  }

  /** Goes on with a copy of the command where waiting for the disk does no harm. */
  private void defer(PullCommand command, boolean mayWait) {
    PullCommand held = command.held() ? command : command.hold();
    held.inTurn(() -> goOnWhereItMayBlock(held, mayWait));
  }

  private void goOnWhereItMayBlock(PullCommand held, boolean mayWait) {
    if (!held.wanted()) {
      held.reply(ResponseCode.PULL_NOT_FOUND).send();
      return;
    }
    try {
      mayBlock.execute(() -> goOn(held, mayWait, true));
    } catch (RejectedExecutionException e) {
      PullReplies.refused(held, overload(e));
    }
  }

  static PullRefusal overload(RejectedExecutionException full) {
    return new PullRefusal(ResponseCode.SYSTEM_BUSY, "[OVERLOAD]system busy: " + full.getMessage());
  }

  static PullRefusal tooManyHeld(int held, int most) {
    return new PullRefusal(
        ResponseCode.SYSTEM_BUSY,
        "[OVERLOAD]system busy: "
            + held
            + " pulls wait for a message, the limit is "
            + most
            + ": raise maxHeldPulls");
  }

  static PullRefusal closing() {
    return new PullRefusal(
        ResponseCode.SERVICE_NOT_AVAILABLE, "service not available now: broker is closing");
  }

  private void answer(
      PullCommand command, Scratch own, PullStatus status, boolean onDisk, boolean mayWait)
      throws PullRefusal {
    PullBatch batch = own.batch;
    switch (status) {
      case FOUND -> {
        if (!checks.inForce(command, own.grant)) {
          batch.release();
          PullCommand held = command.held() ? command : command.hold();
          goOn(held, mayWait, onDisk);
          return;
        }
        if (onDisk) {
          batch.views().forEach(PullProcessor::load);
        }
        answers.found(command, own.grant, batch);
      }
      case OFFSET_AT_END -> {
        if (!wait(command, own, mayWait)) {
          answers.ended(command, own.grant, status, batch);
        }
      }
      case QUEUE_EMPTY -> emptyQueue(command, own, "NO_MESSAGE_IN_QUEUE", mayWait);
      case AWAY -> {
        PullCommand held = command.held() ? command : command.hold();
        int most = settings.current().pulls().maxHeld();
        held.yieldTurn();
        if (!held.wanted() || !spanWaits.hold(() -> defer(held, mayWait), most)) {
          answers.ended(held, own.grant, status, batch);
        }
      }
      default -> answers.ended(command, own.grant, status, batch);
    }
  }

  private void emptyQueue(PullCommand command, Scratch own, String remark, boolean mayWait)
      throws PullRefusal {
    if (command.queueOffset != 0 || !wait(command, own, mayWait)) {
      answers.noQueue(command, own.grant, remark);
    }
  }

  /**
   * Holds the pull if it may be.
   *
   * @return {@code false} where it has to be answered now
   */
  private boolean wait(PullCommand command, Scratch own, boolean mayWait) throws PullRefusal {
    BrokerSettings.Pulls rules = settings.current().pulls();
    long millis = rules.longPolling() ? command.suspendMillis : rules.shortPollingMillis();
    if (!mayWait || !command.maySuspend() || millis <= 0) {
      return false;
    }
    if (longPolls.count() >= rules.maxHeld()) {
      throw tooManyHeld(longPolls.count(), rules.maxHeld());
    }
    LogicalQueue queue = store.openQueue(command.topic, command.queueId);
    PullCommand held = command.held() ? command : command.hold();
    long deadline = clock.nanos() + TimeUnit.MILLISECONDS.toNanos(millis);
    held.yieldTurn();
    if (!longPolls.hold(queue, new HeldPull(held, own.grant.filter, deadline))) {
      PullReplies.refused(held, closing());
    }
    return true;
  }

  /** Brings the pages into memory on a thread that may wait for them. */
  static void load(LogView view) {
    if (view.buffer() instanceof MappedByteBuffer mapped) {
      mapped.load();
    }
  }
}
