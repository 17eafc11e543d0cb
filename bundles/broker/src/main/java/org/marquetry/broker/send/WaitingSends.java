/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;

/**
 * Sends that came while the log was away because its storage backend is being replaced. They are
 * stored in their order when it is back, or refused when they have waited too long. Thread-safe;
 * never blocks who sends.
 */
final class WaitingSends implements AutoCloseable {

  private final LiveSettings settings;
  private final MessageStore store;
  private final SendReplies replies;
  private final Consumer<SendCommand> storing;
  private final Clock clock;
  private final Scheduler.Worker worker;

  /** Guarded by itself, as are the two below. */
  private final Deque<Waiting> queue = new ArrayDeque<>();

  private long bytes;
  private boolean closed;

  /** Whether sends wait, and those that come have to get behind them. */
  private volatile boolean engaged;

  /** What the worker is about to store. */
  private volatile Waiting current;

  private record Waiting(SendCommand command, long bytes, long since) {}

  /**
   * @param storing stores a held command on a thread that may block, and replies
   */
  WaitingSends(
      LiveSettings settings,
      MessageStore store,
      SendReplies replies,
      Consumer<SendCommand> storing,
      Clock clock,
      Scheduler scheduler) {
    this.settings = settings;
    this.store = store;
    this.replies = replies;
    this.storing = storing;
    this.clock = clock;
    this.worker = scheduler.worker("waiting-sends", this::turn);
    store.onReturn(worker::wake);
  }

  /** Whether a send has to wait behind others. */
  boolean ahead(SendCommand command) {
    if (!engaged) {
      return false;
    }
    Waiting now = current;
    return now == null || now.command() != command;
  }

  /** Sends that wait now. */
  int count() {
    synchronized (queue) {
      return queue.size();
    }
  }

  /**
   * Lets a send wait; replied where it may not.
   *
   * @param command held
   */
  void add(SendCommand command) {
    BrokerSettings.Waits rules = settings.current().waits();
    if (rules.sendMillis() == 0) {
      replies.unavailable(command, store.absence());
      return;
    }
    Waiting again = current;
    boolean first = again != null && again.command() == command;
    Waiting waiting =
        first
            ? again
            : new Waiting(
                command, (long) command.body.remaining() + command.propertiesLength, clock.nanos());
    boolean late;
    boolean full;
    int waitingSends;
    long waitingBytes;
    synchronized (queue) {
      waitingSends = queue.size();
      waitingBytes = bytes;
      late = closed;
      full =
          !first && (queue.size() >= rules.sends() || bytes + waiting.bytes() > rules.sendBytes());
      if (!late && !full) {
        engaged = true;
        bytes += waiting.bytes();
        if (first) {
          queue.addFirst(waiting);
        } else {
          queue.addLast(waiting);
        }
      }
    }
    if (late) {
      closing(command);
    } else if (full) {
      refuse(
          command,
          ResponseCode.SYSTEM_BUSY,
          "[OVERLOAD]system busy: "
              + waitingSends
              + " sends of "
              + waitingBytes
              + " bytes wait for the log (limits: maxSendsWaitingForStorage="
              + rules.sends()
              + ", maxBytesWaitingForStorage="
              + rules.sendBytes()
              + ")");
    } else {
      worker.wake();
    }
  }

  private void refuse(SendCommand command, int code, String remark) {
    String reason = store.absence();
    replies.refused(command, code, reason == null ? remark : remark + ": " + reason);
  }

  /** Stores what waits as far as that is possible. */
  private long turn() {
    while (true) {
      Waiting next;
      synchronized (queue) {
        next = queue.peekFirst();
        if (next == null) {
          engaged = false;
          return -1;
        }
      }
      long limit = TimeUnit.MILLISECONDS.toNanos(settings.current().waits().sendMillis());
      long left = next.since() + limit - clock.nanos();
      boolean away = store.absence() != null;
      if (away && left > 0) {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(left));
      }
      take(next);
      if (away) {
        refuse(
            next.command(),
            ResponseCode.SERVICE_NOT_AVAILABLE,
            "service not available now: the log did not come back within waitTimeMillsForStorage="
                + settings.current().waits().sendMillis());
      } else {
        current = next;
        storing.accept(next.command());
        current = null;
      }
    }
  }

  private void take(Waiting waiting) {
    synchronized (queue) {
      queue.remove(waiting);
      bytes -= waiting.bytes();
    }
  }

  /** Refuses what still waits; no send waits any more. */
  @Override
  public void close() {
    synchronized (queue) {
      closed = true;
    }
    worker.close();
    while (true) {
      Waiting left;
      synchronized (queue) {
        left = queue.pollFirst();
      }
      if (left == null) {
        return;
      }
      closing(left.command());
    }
  }

  private void closing(SendCommand command) {
    refuse(
        command,
        ResponseCode.SERVICE_NOT_AVAILABLE,
        "service not available now: broker is closing");
  }
}
