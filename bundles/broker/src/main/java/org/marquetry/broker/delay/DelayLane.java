/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.marquetry.delay.DelayEngine;
import org.marquetry.plugin.Gap;
import org.marquetry.plugin.PluginCalls;
import org.marquetry.plugin.PluginOutcome;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.marquetry.system.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the messages of one lane by the engine that is chosen for it: a worker feeds the engine,
 * asks it for what is due and delivers that. Whenever the engine's schedule is another one than
 * before (another engine or version, one that failed or was away) it is filled anew from the queues
 * of the log. Thread-safe.
 */
final class DelayLane implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DelayLane.class);

  /** Longest sleep, so that a clock that is set forward is noticed. */
  private static final long IDLE_MILLIS = 500;

  /** How long messages that are not due yet may wait for others to be fed together with them. */
  private static final long FEED_MILLIS = 50;

  private static final long RETRY_MILLIS = 1_000;
  private static final long AFTER_FAILURE_MILLIS = 100;
  private static final long PROGRESS_NANOS = 5_000_000_000L;

  private final String name;
  private final LaneMessages messages;
  private final PluginCalls<DelayEngine> engines;
  private final Supplier<String> chosen;
  private final Disk disk;
  private final Path directory;
  private final Clock clock;
  private final Scheduler scheduler;

  /** {@code null} before the start. */
  private volatile Scheduler.Worker worker;

  /** Of the schedule that the engine has or is to make; {@code null} where it is to be renewed. */
  private EngineContext context;

  /** Of the schedule that was filled last. */
  private EngineContext filled;

  private boolean failed;

  /** Whether it has slept since it has fed the engine all there was. */
  private boolean rested = true;

  private String engine = "";
  private int schedules;
  private boolean filling;
  private long fillingSince;
  private long nextReport;
  private volatile long nextDue = Long.MIN_VALUE;
  private EngineTurn under;

  /** For the next call; {@code null} where it is to be made. */
  private EngineTurn spare;

  private String lastProblem = "";

  /** The outcome of the call under way: an {@link EngineTurn} or a {@link Gap}. */
  private volatile Object outcome;

  /** A message that is due before this time has to wake the worker; in milliseconds since 1970. */
  private volatile long sleepsUntil = Long.MIN_VALUE;

  /** Whether a message waits to be fed that may be due before others are fed. */
  private volatile boolean urgent;

  private volatile State state = new State("", false, "not started");

  /**
   * How a lane stands.
   *
   * @param filling whether the engine is still being filled
   * @param problem why nothing is delivered, empty if nothing is wrong
   */
  record State(String engine, boolean filling, String problem) {}

  /**
   * @param chosen name of the engine that is to serve
   * @param directory for the engine's scratch files
   */
  DelayLane(
      String name,
      LaneMessages messages,
      PluginCalls<DelayEngine> engines,
      Supplier<String> chosen,
      Disk disk,
      Path directory,
      Clock clock,
      Scheduler scheduler) {
    this.name = name;
    this.messages = messages;
    this.engines = engines;
    this.chosen = chosen;
    this.disk = disk;
    this.directory = directory;
    this.clock = clock;
    this.scheduler = scheduler;
  }

  void start() {
    try {
      // Left over from a process that was killed.
      disk.delete(directory);
    } catch (IOException e) {
      LOG.warn("old scratch files of delay lane {} stay: {}", name, e.getMessage());
    }
    worker = scheduler.worker("delay-" + name, this::step);
    engines.onChange(changed -> wake());
  }

  /** A message has come that is due at this time. Never blocks. */
  void parked(long dueMillis) {
    if (dueMillis < sleepsUntil) {
      sleepsUntil = Long.MIN_VALUE;
      urgent = true;
      wake();
    }
  }

  /** Has the worker look at once, since something was changed. */
  void wake() {
    Scheduler.Worker sleeper = worker;
    if (sleeper != null) {
      sleeper.wake();
    }
  }

  String name() {
    return name;
  }

  /** Nothing that waits in the engine is due before; not after 0 where that is not known. */
  long firstDue() {
    return nextDue;
  }

  /** Messages that the engine holds. */
  long pending() {
    return messages.pending();
  }

  State state() {
    return state;
  }

  private long step() {
    if (worker == null) {
      // It could not be woken yet.
      return 1;
    }
    if (under != null && !settled()) {
      return -1;
    }
    long retry = messages.deliver();
    String wanted = chosen.get();
    if (!engines.usable(wanted)) {
      problem(
          "there is no delay engine "
              + wanted
              + " that works; mq:plugins says why, mq:delay-switch chooses another");
      return RETRY_MILLIS;
    }
    if (failed) {
      failed = false;
      return AFTER_FAILURE_MILLIS;
    }
    long now = clock.millis();
    if (spare == null) {
      spare = new EngineTurn();
    }
    EngineTurn turn;
    if (context == null || !engine.equals(wanted)) {
      renew(wanted);
      turn = spare.prepare(context, now, false);
    } else {
      turn = spare.prepare(context, now, messages.mayDrain() && messages.refilled());
      feed(turn);
      if (turn.given() == 0 && !(turn.drains() && nextDue <= now)) {
        works();
        return rest(retry, now);
      }
    }
    begin(turn);
    return outcome == null ? -1 : 0;
  }

  /** Few messages at a time are worth no call, unless one of them may be due soon. */
  private void feed(EngineTurn turn) {
    if (rested || urgent || !messages.refilled()) {
      urgent = false;
      messages.feed(turn);
      rested = turn.room() == 0;
    }
  }

  /** Sleeps until something is due or has to be tried again. */
  private long rest(long retry, long now) {
    rested = true;
    long wait = Math.min(IDLE_MILLIS, retry);
    if (messages.mayDrain() && nextDue < now + wait) {
      wait = nextDue <= now ? 0 : nextDue - now;
    }
    sleepsUntil = now + wait;
    return messages.unfed() ? Math.min(wait, FEED_MILLIS) : wait;
  }

  private void begin(EngineTurn turn) {
    under = turn;
    spare = null;
    outcome = null;
    engines.call(
        engine,
        name,
        turn,
        new PluginOutcome<>() {
          @Override
          public void result(EngineTurn result) {
            told(result);
          }

          @Override
          public void gap(Gap gap) {
            told(gap.reason() + (gap.failure() == null ? "" : ": " + gap.failure()));
          }
        });
  }

  private void told(Object what) {
    outcome = what;
    wake();
  }

  /**
   * Takes the outcome of the call under way over.
   *
   * @return {@code false} where it is not known yet
   */
  private boolean settled() {
    Object known = outcome;
    if (known == null) {
      return false;
    }
    under = null;
    outcome = null;
    if (known instanceof EngineTurn turn) {
      if (turn.opened()) {
        opened();
      } else {
        // How far messages are settled is known after a drain only: the last filling is followed
        // by one, whether or not anything is due.
        nextDue = turn.drains() ? turn.nextDue() : Long.MIN_VALUE;
        messages.take(turn);
        works();
      }
      spare = turn;
    } else {
      problem((String) known);
      failed = true;
      // What the engine has of that call is not known.
      context = null;
    }
    return true;
  }

  /** The engine had no schedule and has made one: it is to be filled. */
  private void opened() {
    if (filled == context) {
      // Another version has come meanwhile; the scratch files are those of the one before.
      context = null;
      return;
    }
    filled = context;
    try {
      messages.refill();
    } catch (IOException e) {
      problem("the delayed messages cannot be read: " + e.getMessage());
      failed = true;
      context = null;
      return;
    }
    nextDue = Long.MIN_VALUE;
    filling = true;
    fillingSince = clock.nanos();
    nextReport = fillingSince + PROGRESS_NANOS;
  }

  /** Has an engine make a new schedule with the next call. */
  private void renew(String wanted) {
    EngineContext old = filled;
    engine = wanted;
    context =
        new EngineContext(
            name,
            messages,
            messages.startMillis(),
            disk,
            directory.resolve(Integer.toString(schedules++)));
    if (old != null) {
      discard(old);
    }
  }

  private void discard(EngineContext old) {
    try {
      old.discard();
    } catch (IOException e) {
      LOG.warn("scratch files of delay lane {} stay: {}", name, e.getMessage());
    }
  }

  private void works() {
    if (!lastProblem.isEmpty()) {
      LOG.info("delay engine {} serves lane {} again", engine, name);
      lastProblem = "";
    }
    if (filling && messages.refilled()) {
      filling = false;
      long millis = (clock.nanos() - fillingSince) / 1_000_000;
      LOG.info(
          "delay engine {} serves lane {}: filled with {} messages in {} ms",
          engine,
          name,
          messages.pending(),
          millis);
    } else if (filling && clock.nanos() - nextReport >= 0) {
      nextReport = clock.nanos() + PROGRESS_NANOS;
      LOG.info(
          "delay engine {} is being filled for lane {}: {} messages",
          engine,
          name,
          messages.pending());
    }
    show();
  }

  private void problem(String text) {
    if (!text.equals(lastProblem)) {
      LOG.warn("delayed messages of lane {} wait: {}", name, text);
      lastProblem = text;
    }
    show();
  }

  private void show() {
    if (state.filling != filling
        || !state.problem.equals(lastProblem)
        || !state.engine.equals(engine)) {
      state = new State(engine, filling, lastProblem);
    }
  }

  /** Stops serving. What was taken from the engine and not delivered will be taken again. */
  @Override
  public void close() {
    Scheduler.Worker running = worker;
    if (running == null) {
      return;
    }
    running.close();
    try {
      disk.delete(directory);
    } catch (IOException e) {
      LOG.warn("scratch files of delay lane {} stay: {}", name, e.getMessage());
    }
  }
}
