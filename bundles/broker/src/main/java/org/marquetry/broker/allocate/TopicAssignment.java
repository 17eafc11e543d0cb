/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.marquetry.allocate.QueueId;
import org.marquetry.system.Clock;

/**
 * What one group is given of one topic: computed once for each situation, and what was given last
 * for when nothing can be computed. Members that name different strategies are each given what
 * theirs says. Thread-safe.
 */
final class TopicAssignment {

  /** After a failure the strategy is asked again, but not by every member of a group. */
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Strategies by other names are forgotten: clients could make them up. */
  private static final int MOST_STRATEGIES = 8;

  private final Clock clock;
  private final LastResort lastResort = new LastResort();
  private final Map<Situation, CompletableFuture<Given>> pending = new HashMap<>();
  private final LinkedHashMap<String, Computed> byStrategy =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Computed> eldest) {
          return size() > MOST_STRATEGIES;
        }
      };

  private Assignment last;
  private Given newest;
  private boolean dirty;

  /**
   * @param assignment {@code null} where nothing could be computed
   */
  private record Computed(Situation situation, Assignment assignment, String problem, long nanos) {}

  /**
   * @param last given out before the broker started, or {@code null}
   */
  TopicAssignment(Assignment last, Clock clock) {
    this.last = last;
    this.clock = clock;
  }

  /** {@code null} where it has to be computed. */
  synchronized Given known(Situation situation) {
    Computed computed = byStrategy.get(situation.rule().strategy());
    if (computed == null || !computed.situation.equals(situation)) {
      return null;
    }
    if (computed.assignment == null) {
      return clock.nanos() - computed.nanos < RETRY_NANOS
          ? without(situation, computed.problem)
          : null;
    }
    return Given.of(computed.assignment);
  }

  /**
   * The computation that is under way for a situation, or a new one.
   *
   * @param started told whether it is new and so the caller's to carry out
   */
  synchronized CompletableFuture<Given> pending(Situation situation, Runnable started) {
    CompletableFuture<Given> under = pending.get(situation);
    if (under == null) {
      under = new CompletableFuture<>();
      pending.put(situation, under);
      started.run();
    }
    return under;
  }

  /** What every member was given last, for the next computation. */
  synchronized Map<String, List<QueueId>> previous() {
    return last == null ? Map.of() : last.shares();
  }

  /** To be told of a situation that is pending. */
  Given computed(Situation situation, Map<String, List<QueueId>> shares, String version) {
    CompletableFuture<Given> waiting;
    Assignment fresh =
        new Assignment(
            situation.rule().strategy(), version, clock.millis(), situation.queues(), shares);
    Given given = Given.of(fresh);
    synchronized (this) {
      put(new Computed(situation, fresh, null, clock.nanos()));
      lastResort.clear();
      waiting = pending.remove(situation);
    }
    waiting.complete(given);
    return given;
  }

  /** To be told of a situation that is pending. */
  Given failed(Situation situation, String problem) {
    CompletableFuture<Given> waiting;
    Given given;
    synchronized (this) {
      put(new Computed(situation, null, problem, clock.nanos()));
      given = without(situation, problem);
      waiting = pending.remove(situation);
    }
    waiting.complete(given);
    return given;
  }

  private void put(Computed computed) {
    byStrategy.put(computed.situation.rule().strategy(), computed);
  }

  /**
   * The members are told of this. Shares that stay the same keep the time since when they are so.
   */
  synchronized void giveOut(Given given) {
    if (given.problem() != null) {
      return;
    }
    Assignment fresh = given.assignment();
    boolean sameShares =
        last != null
            && last.strategy().equals(fresh.strategy())
            && last.shares().equals(fresh.shares());
    Assignment now = sameShares ? fresh.since(last.since()) : fresh;
    if (!now.equals(last)) {
      last = now;
      dirty = true;
    }
    newest = Given.of(last);
  }

  private Given without(Situation situation, String problem) {
    if (last == null) {
      newest = new Given(null, problem, List.of());
      return newest;
    }
    LastResort.Result result = lastResort.shares(last, situation, clock.nanos());
    dirty |= !result.last().equals(last);
    last = result.last();
    newest = new Given(last.with(situation.queues(), result.shares()), problem, result.waiting());
    return newest;
  }

  /** What was given out since the broker started; {@code null} where nothing was. */
  synchronized Given newest() {
    return newest;
  }

  /** What was given out last, to be kept; {@code null} where nothing was. */
  synchronized Assignment last() {
    return last;
  }

  /** Whether {@link #last()} has changed since this was asked. */
  synchronized boolean takeDirty() {
    boolean was = dirty;
    dirty = false;
    return was;
  }

  /** By what was computed lately. */
  synchronized List<Rule> rules() {
    return byStrategy.values().stream().map(computed -> computed.situation.rule()).toList();
  }

  synchronized boolean asksFor(String strategy) {
    return byStrategy.containsKey(strategy);
  }

  /** Everything has to be computed anew; what was given last stays. */
  synchronized void forget() {
    byStrategy.clear();
  }
}
