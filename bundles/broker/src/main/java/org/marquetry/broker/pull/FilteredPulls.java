/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import java.util.BitSet;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.filter.Chunk;
import org.marquetry.broker.filter.Condition;
import org.marquetry.broker.filter.FilterTable;
import org.marquetry.broker.filter.Filters;
import org.marquetry.broker.filter.Illegal;
import org.marquetry.broker.filter.Judgement;
import org.marquetry.plugin.Gap;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.store.kernel.PullStatus;
import org.marquetry.system.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers pulls whose messages are judged by filter plugins: chunks of messages are judged on the
 * plugins' threads until there are enough that match. Nothing passes that was not judged: where a
 * plugin does not work the pull waits for it, from the offset of the first message not judged, and
 * is answered without messages when its time is up. Thread-safe; never blocks.
 */
final class FilteredPulls {

  private static final Logger LOG = LoggerFactory.getLogger(FilteredPulls.class);

  /** Most bytes of one chunk, unless its first message is longer. */
  private static final int CHUNK_BYTES = 1 << 20;

  /** Entries after which what was found is given, though it is less than was asked for. */
  private static final int ENOUGH = 800;

  /** Entries after which the consumer is told to go on from there, where nothing was found. */
  private static final int MOST = 8192;

  private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long FAILED_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long ABSENT_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int MOST_DOUBLINGS = 4;

  /** A plugin that is only busy is not worth a word unless it stays so. */
  private static final int PATIENCE = 5;

  private final LiveSettings settings;
  private final Filters filters;
  private final PullChecks checks;
  private final MessageStore store;
  private final GroupProgress progress;
  private final Clock clock;
  private final Executor mayBlock;
  private final LongPolls longPolls;
  private final PluginWaits pluginWaits;
  private final SpanWaits spanWaits;
  private final PullAnswers answers;

  FilteredPulls(
      PullParts parts,
      GroupProgress progress,
      PullChecks checks,
      Executor mayBlock,
      LongPolls longPolls,
      SpanWaits spanWaits,
      PullAnswers answers) {
    this.settings = parts.settings();
    this.filters = parts.filters();
    this.checks = checks;
    this.store = parts.store();
    this.progress = progress;
    this.clock = parts.clock();
    this.mayBlock = mayBlock;
    this.longPolls = longPolls;
    this.spanWaits = spanWaits;
    this.answers = answers;
    this.pluginWaits = new PluginWaits(clock, parts.scheduler(), mayBlock, this::resume);
    filters.plugins().onChange(pluginWaits::changed);
  }

  PluginWaits waits() {
    return pluginWaits;
  }

  /**
   * Begins a pull.
   *
   * @param command held
   * @param grant with a condition; copied
   */
  void begin(PullCommand command, PullChecks.Grant grant, boolean mayWait, boolean mayBlockHere) {
    BrokerSettings.Pulls rules = settings.current().pulls();
    long millis = rules.longPolling() ? command.suspendMillis : rules.shortPollingMillis();
    FilteredPull pull =
        new FilteredPull(
            command,
            grant.copy(),
            mayWait && command.maySuspend() && millis > 0,
            clock.nanos() + TimeUnit.MILLISECONDS.toNanos(millis));
    if (command.takeTurn(() -> run(pull, false))) {
      run(pull, mayBlockHere);
    }
  }

  /** Goes on with a pull that has waited; what it wants may have changed meanwhile. */
  void resume(FilteredPull pull) {
    pull.command.inTurn(() -> resumeInTurn(pull));
  }

  private void resumeInTurn(FilteredPull pull) {
    try {
      checks.check(pull.command, settings.current(), pull.grant);
    } catch (PullRefusal e) {
      refuse(pull, e);
      return;
    }
    if (pull.grant.condition == null) {
      pull.grant.condition = Condition.always();
    }
    pull.restart();
    run(pull, false);
  }

  private void run(FilteredPull pull, boolean mayBlockHere) {
    try {
      advance(pull, mayBlockHere);
    } catch (PullRefusal e) {
      refuse(pull, e);
    } catch (RuntimeException e) {
      LOG.error("A pull of {} from {} failed", pull.command.group, pull.command.topic, e);
      refuse(pull, new PullRefusal(ResponseCode.SYSTEM_ERROR, e.toString()));
    }
  }

  private static void refuse(FilteredPull pull, PullRefusal refusal) {
    pull.found.release();
    PullReplies.refused(pull.command, refusal);
  }

  private void advance(FilteredPull pull, boolean mayBlockHere) throws PullRefusal {
    PullCommand command = pull.command;
    long missedAt = -1;
    while (true) {
      if (!command.wanted()) {
        pull.found.release();
        nothing(pull, "");
        return;
      }
      LogicalQueue queue = store.queue(command.topic, command.queueId);
      if (pull.found.messages() == 0 && reset(pull, queue)) {
        return;
      }
      if (queue == null) {
        if (command.queueOffset != 0 || !hold(pull)) {
          answers.noQueue(command, pull.grant, "NO_MATCHED_LOGIC_QUEUE");
        }
        return;
      }
      boolean onDisk =
          command.queueOffset < queue.maxOffset() && !store.surelyHot(queue, command.queueOffset);
      if (onDisk && !mayBlockHere) {
        defer(pull);
        return;
      }
      PullStatus status =
          store.pull(
              queue,
              command.queueOffset,
              pull.chunkMessages,
              CHUNK_BYTES,
              pull.grant.filter,
              pull.gathered);
      pull.minOffset = pull.gathered.minOffset();
      pull.maxOffset = pull.gathered.maxOffset();
      switch (status) {
        case FOUND -> {
          if (onDisk) {
            pull.gathered.views().forEach(PullProcessor::load);
          }
          judge(pull, Chunk.of(pull.gathered));
          return;
        }
        case NO_MATCH -> {
          pull.advance(pull.gathered.nextOffset());
          if (enough(pull)) {
            return;
          }
        }
        case OFFSET_AT_END -> {
          boolean again = missedAt == command.queueOffset;
          missedAt = command.queueOffset;
          if (atEnd(pull, queue, again)) {
            return;
          }
        }
        default -> {
          if (pull.found.messages() > 0) {
            found(pull);
          } else if (status == PullStatus.QUEUE_EMPTY) {
            answers.noQueue(command, pull.grant, "NO_MESSAGE_IN_QUEUE");
          } else if (status != PullStatus.AWAY || !holdForSpan(pull)) {
            answers.ended(command, pull.grant, status, pull.gathered);
          }
          return;
        }
      }
    }
  }

  private boolean holdForSpan(FilteredPull pull) {
    pull.command.yieldTurn();
    return spanWaits.hold(
        () -> pull.command.inTurn(() -> run(pull, false)), settings.current().pulls().maxHeld());
  }

  /** Whether an operator's reset answered the pull. */
  private boolean reset(FilteredPull pull, LogicalQueue queue) {
    PullCommand command = pull.command;
    long target = progress.move(command);
    if (target < 0) {
      return false;
    }
    answers.nothing(
        command,
        pull.grant,
        ResponseCode.PULL_OFFSET_MOVED,
        "OFFSET_RESET",
        target,
        queue == null ? 0 : queue.minOffset(),
        queue == null ? 0 : queue.maxOffset());
    return true;
  }

  /** Goes on where waiting for the disk does no harm. */
  private void defer(FilteredPull pull) throws PullRefusal {
    try {
      mayBlock.execute(() -> run(pull, true));
    } catch (RejectedExecutionException e) {
      if (pull.found.messages() > 0) {
        found(pull);
        return;
      }
      throw PullProcessor.overload(e);
    }
  }

  private void judge(FilteredPull pull, Chunk chunk) {
    int most = messagesLimit(pull) - pull.found.messages();
    filters
        .judge()
        .judge(
            pull.grant.condition,
            chunk,
            most,
            pull.place,
            new Judgement() {
              @Override
              public void judged(BitSet matching, int seen) {
                boolean full = take(pull, chunk, matching, seen);
                chunk.release();
                pull.gaps = 0;
                filters.standstills().resumed(pull.place);
                if (full) {
                  found(pull);
                } else if (!enough(pull)) {
                  run(pull, false);
                }
              }

              @Override
              public void illegal(Illegal illegal) {
                chunk.release();
                FilteredPulls.this.illegal(pull, illegal);
              }

              @Override
              public void gap(Gap gap) {
                chunk.release();
                FilteredPulls.this.gap(pull, gap);
              }
            });
  }

  private int messagesLimit(FilteredPull pull) {
    return Math.min(pull.command.maxMessages, settings.current().pulls().maxMessages());
  }

  /**
   * Takes over what matches, as far as there is room in the answer.
   *
   * @return whether there is no more room
   */
  private boolean take(FilteredPull pull, Chunk chunk, BitSet matching, int seen) {
    int maxMessages = messagesLimit(pull);
    int maxBytes = Math.min(pull.command.maxBytes, settings.current().pulls().maxBytes());
    int[] chosen = new int[matching.cardinality()];
    int count = 0;
    int bytes = 0;
    boolean full = false;
    long next = seen < chunk.messages() ? chunk.queueOffset(seen) : chunk.endOffset();
    for (int i = matching.nextSetBit(0); i >= 0; i = matching.nextSetBit(i + 1)) {
      int before = pull.found.bytes() + bytes;
      if (pull.found.messages() + count == maxMessages
          || (before > 0 && (long) before + chunk.size(i) > maxBytes)) {
        next = chunk.queueOffset(i);
        full = true;
        break;
      }
      chosen[count++] = i;
      bytes += chunk.size(i);
    }
    pull.found.add(chunk.slices(chosen, count), count, bytes);
    pull.advance(next);
    return full || pull.found.messages() == maxMessages;
  }

  /** Answers the pull if there is no need to look further now. */
  private boolean enough(FilteredPull pull) {
    if (pull.found.messages() > 0) {
      if (pull.scanned < ENOUGH) {
        return false;
      }
      found(pull);
      return true;
    }
    if (pull.scanned < MOST) {
      return false;
    }
    nothing(pull, "");
    return true;
  }

  private void found(FilteredPull pull) {
    if (!checks.inForce(pull.command, pull.grant)) {
      again(pull);
      return;
    }
    pull.found.bounds(pull.command.queueOffset, pull.minOffset, pull.maxOffset);
    pull.command.queueOffset = pull.from;
    answers.found(pull.command, pull.grant, pull.found);
  }

  /** Judges once more what was found by what is no longer in force. */
  private void again(FilteredPull pull) {
    pull.found.release();
    pull.command.queueOffset = pull.from;
    resume(pull);
  }

  /** No message, from the offset up to which all were judged. */
  private void nothing(FilteredPull pull, String reason) {
    if (!checks.inForce(pull.command, pull.grant) && pull.command.wanted()) {
      again(pull);
      return;
    }
    long next = pull.command.queueOffset;
    boolean advanced = next > pull.from && reason.isEmpty();
    String remark = advanced ? "NO_MATCHED_MESSAGE" : "OFFSET_OVERFLOW_ONE";
    answers.nothing(
        pull.command,
        pull.grant,
        advanced ? ResponseCode.PULL_RETRY_IMMEDIATELY : ResponseCode.PULL_NOT_FOUND,
        reason.isEmpty() ? remark : reason,
        next,
        pull.minOffset,
        pull.maxOffset);
  }

  /**
   * The queue has no more messages.
   *
   * @param again whether the pull found no more here just before
   * @return {@code false} where there is one now and the pull has to go on
   */
  private boolean atEnd(FilteredPull pull, LogicalQueue queue, boolean again) throws PullRefusal {
    if (pull.found.messages() > 0) {
      found(pull);
      return true;
    }
    boolean tellOffset = pull.command.queueOffset > pull.from && !pull.waited;
    if (tellOffset || again || !mayWait(pull)) {
      nothing(pull, "");
      return true;
    }
    pull.waited = true;
    return switch (longPolls.tryHold(queue, new HeldPull(pull))) {
      case HELD -> {
        pull.command.yieldTurn();
        yield true;
      }
      case MISSED -> {
        pull.restart();
        yield false;
      }
      case CLOSED -> throw PullProcessor.closing();
    };
  }

  /** Holds a pull of a queue that has never had a message. */
  private boolean hold(FilteredPull pull) throws PullRefusal {
    if (!mayWait(pull)) {
      return false;
    }
    PullCommand command = pull.command;
    LogicalQueue queue = store.openQueue(command.topic, command.queueId);
    pull.waited = true;
    switch (longPolls.tryHold(queue, new HeldPull(pull))) {
      case HELD -> pull.command.yieldTurn();
      case MISSED -> run(pull, false);
      case CLOSED -> throw PullProcessor.closing();
    }
    return true;
  }

  private boolean mayWait(FilteredPull pull) throws PullRefusal {
    if (!pull.mayWait || pull.deadline - clock.nanos() <= 0 || pluginWaits.closed()) {
      return false;
    }
    int most = settings.current().pulls().maxHeld();
    int held = longPolls.count() + pluginWaits.count();
    if (held >= most) {
      throw PullProcessor.tooManyHeld(held, most);
    }
    return true;
  }

  private void illegal(FilteredPull pull, Illegal illegal) {
    if (pull.found.messages() > 0) {
      found(pull);
      return;
    }
    filters.standstills().halted(pull.place, "illegal", illegal.type(), illegal.text());
    refuse(
        pull,
        new PullRefusal(
            pull.command.hasSubscription()
                ? ResponseCode.SUBSCRIPTION_PARSE_FAILED
                : ResponseCode.FILTER_DATA_NOT_EXIST,
            "parse the consumer's subscription failed: " + illegal.text()));
  }

  /** A plugin does not work: what is judged counts, what is not waits. */
  private void gap(FilteredPull pull, Gap gap) {
    if (pull.found.messages() > 0) {
      found(pull);
      return;
    }
    pull.gaps++;
    if (gap.cause() != Gap.Cause.BUSY || pull.gaps >= PATIENCE) {
      String cause = gap.cause().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      filters.standstills().halted(pull.place, cause, gap.name(), gap.reason());
    }
    try {
      if (mayWait(pull)) {
        String plugin = FilterTable.baseName(gap.name());
        pull.command.yieldTurn();
        pluginWaits.hold(pull, plugin, clock.nanos() + pause(pull, gap, plugin));
      } else {
        nothing(pull, gap.reason());
      }
    } catch (PullRefusal e) {
      refuse(pull, e);
    }
  }

  private long pause(FilteredPull pull, Gap gap, String plugin) {
    int doublings = Math.min(pull.gaps - 1, MOST_DOUBLINGS);
    return switch (gap.cause()) {
      case BUSY -> BUSY_NANOS << doublings;
      case FAILED, OVERRUN -> FAILED_NANOS << doublings;
      // It may have come back before anybody could be told.
      case ABSENT, PUT_ASIDE ->
          filters.plugins().usable(plugin) ? BUSY_NANOS << doublings : ABSENT_NANOS;
    };
  }
}
