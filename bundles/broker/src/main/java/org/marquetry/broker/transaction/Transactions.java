/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.marquetry.broker.transaction.TransactionState.SetAside;
import org.marquetry.system.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of half messages. Each is undecided until it is delivered (committed), dropped
 * (rolled back) or, having been asked for too often or become too old, set aside; one that was set
 * aside may still be committed or rolled back.
 *
 * <p>A decision is first carried out and then noted in the log, one decision after the other. So
 * after a crash at most the last delivery lacks its note, and {@link #recover} finds that one at
 * the end of the log: nothing is delivered a second time. Thread-safe; blocks for the disk.
 */
final class Transactions {

  private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

  private static final int MOST_IN_A_NOTE = 500;

  /** Numbers of questions that are kept beyond a restart; others are counted anew. */
  private static final int MOST_CHECKS_KEPT = 10_000;

  private static final int MOST_SET_ASIDE = 10_000;

  private final TransactionLog log;
  private final ProducerCheck producers;
  private final Supplier<CheckRules> rules;
  private final Clock clock;

  private HalfStates states = new HalfStates(0);
  private ConclusionIndex notes = new ConclusionIndex(0);
  private long settledPosition;

  /** Decided half messages that the log does not say to be so yet. */
  private final List<Long> unnoted = new ArrayList<>();

  /** By offset, oldest first. */
  private final Map<Long, SetAside> setAside = new LinkedHashMap<>();

  /** Whether anything happened that is to be known at the next start. */
  private boolean changed;

  private boolean recovered;
  private boolean noteFailed;
  private long committed;
  private long rolledBack;
  private long asked;
  private long givenUp;
  private long lost;

  Transactions(
      TransactionLog log, ProducerCheck producers, Supplier<CheckRules> rules, Clock clock) {
    this.log = log;
    this.producers = producers;
    this.rules = rules;
    this.clock = clock;
  }

  /** What {@link #look} has found. */
  enum Look {
    /** Not undecided any more. */
    DECIDED,

    /** Too young to be asked for. */
    YOUNG,

    ASKED,
    SET_ASIDE,

    /** The log does not hold the message any more. */
    GONE
  }

  /**
   * Figures since the start.
   *
   * @param lost undecided half messages that were removed from the log
   */
  record Counts(long committed, long rolledBack, long asked, long givenUp, long lost) {}

  /**
   * An undecided half message.
   *
   * @param checks how often its producers were asked
   * @param setAside whether they are not asked any more
   */
  record Open(Half half, int checks, boolean setAside) {}

  /**
   * Finds out what was undecided when the broker stopped. To be called before anything else.
   *
   * @throws IOException if the log cannot be read
   */
  synchronized void recover(TransactionState last) throws IOException {
    long begin = log.firstHalf();
    long end = log.endHalf();
    long first = last.firstHalf() < 0 ? begin : last.firstHalf();
    if (first < begin) {
      lost += begin - first;
      LOG.warn(
          "{} half messages before offset {} are not in the log any more: those of them that were"
              + " undecided are lost",
          begin - first,
          begin);
    }
    states = new HalfStates(Math.max(begin, Math.min(first, end)));
    long firstNote = last.firstConclusion() < 0 ? 0 : last.firstConclusion();
    long from = Math.max(log.firstConclusion(), Math.min(firstNote, log.endConclusion()));
    notes = new ConclusionIndex(from);
    log.conclusions(
        from,
        (offset, halves) -> {
          List<Long> sound = halves.stream().filter(half -> half >= 0 && half < end).toList();
          notes.add(offset, sound);
          sound.forEach(states::decide);
        });
    last.checks()
        .forEach(
            (offset, checks) -> {
              if (offset < end) {
                states.checks(offset, checks);
              }
            });
    new TreeMap<>(last.setAside()).forEach(setAside::put);
    settledPosition = last.settledPosition();
    HalfCopies copies = HalfCopies.of(log, states);
    copies.outdated().forEach(this::settledElsewhere);
    if (!copies.none()) {
      log.conclusions(
          from, (offset, halves) -> halves.forEach(half -> settledElsewhere(copies.lastOf(half))));
    }
    findDeliveries(end, copies);
    recovered = true;
  }

  /** Takes note that a half message has ended, which the log does not say of it. */
  private void settledElsewhere(long offset) {
    if (!states.decided(offset) && offset < log.endHalf()) {
      states.decide(offset);
      unnoted.add(offset);
      changed = true;
    }
  }

  /** Takes note of deliveries after which the broker had no time left to take note of them. */
  private void findDeliveries(long end, HalfCopies copies) throws IOException {
    boolean undecided = states.first() < end;
    if (!undecided && setAside.isEmpty()) {
      return;
    }
    // RocketMQ notes deliveries seconds later and in another order: the last note says nothing.
    long from = settledPosition;
    if (setAside.isEmpty()) {
      Half first = log.half(states.first());
      from = first == null ? from : Math.max(from, first.position());
      for (long offset : copies.firsts()) {
        Half half = log.half(offset);
        from = half == null ? from : Math.min(from, half.position());
      }
    }
    log.deliveries(
        Math.max(0, from),
        position -> {
          Half half = log.halfAt(position);
          if (half == null) {
            return;
          }
          if (isSetAside(half)) {
            setAside.remove(half.offset());
            unnoted.add(half.offset());
            changed = true;
          } else {
            setAside.remove(half.offset());
            settledElsewhere(copies.lastOf(half.offset()));
          }
        });
    if (!unnoted.isEmpty()) {
      LOG.info("{} half messages have ended though the log does not say so", unnoted.size());
    }
  }

  /**
   * Ends a transaction as a producer says.
   *
   * @param position of the half message in the log
   * @param offset of the half message in its queue
   * @param unasked whether the producer says so by itself, not because it was asked
   * @throws IOException if the store does not take it: it stays undecided
   */
  Ended end(long position, long offset, String group, Decision decision, boolean unasked)
      throws IOException {
    if (decision == Decision.UNKNOWN) {
      return Ended.UNDECIDED;
    }
    Half half = log.halfAt(position);
    if (half == null) {
      return Ended.NOT_FOUND;
    }
    if (unasked && half.immunityOver(clock.millis())) {
      return Ended.TOO_LATE;
    }
    if (!group.equals(half.group())) {
      return Ended.WRONG_GROUP;
    }
    if (half.offset() != offset) {
      return Ended.WRONG_OFFSET;
    }
    return decide(half, decision == Decision.COMMIT);
  }

  /**
   * Ends a transaction as an operator says.
   *
   * @return {@link Ended#NOT_FOUND} where no undecided half message has that offset
   * @throws IOException if the store does not take it: it stays undecided
   */
  synchronized Ended end(long offset, boolean commit) throws IOException {
    SetAside given = setAside.get(offset);
    boolean undecided = !states.decided(offset) && offset < log.endHalf();
    Half half = given != null ? log.halfAt(given.position()) : undecided ? log.half(offset) : null;
    return half == null ? Ended.NOT_FOUND : decide(half, commit);
  }

  private synchronized Ended decide(Half half, boolean commit) throws IOException {
    note();
    if (!unnoted.isEmpty()) {
      throw new IOException("earlier decisions are not in the log yet");
    }
    long offset = half.offset();
    boolean aside = isSetAside(half);
    if (!aside && states.decided(offset)) {
      return Ended.DECIDED_BEFORE;
    }
    if (commit) {
      log.deliver(half, aside ? setAside.get(offset).checks() : checks(half));
      committed++;
    } else {
      rolledBack++;
    }
    setAside.remove(offset);
    settle(offset);
    return commit ? Ended.COMMITTED : Ended.ROLLED_BACK;
  }

  private boolean isSetAside(Half half) {
    SetAside given = setAside.get(half.offset());
    return given != null && given.position() == half.position();
  }

  private int checks(Half half) {
    return half.checksBefore() + states.checks(half.offset());
  }

  private void settle(long offset) {
    states.decide(offset);
    unnoted.add(offset);
    changed = true;
    note();
  }

  /** Notes in the log what is decided; what it does not take now is noted later. */
  private void note() {
    try {
      while (!unnoted.isEmpty()) {
        List<Long> some = unnoted.subList(0, Math.min(unnoted.size(), MOST_IN_A_NOTE));
        notes.add(log.conclude(List.copyOf(some)), some);
        some.clear();
      }
      noteFailed = false;
    } catch (IOException e) {
      if (!noteFailed) {
        LOG.warn("decided transactions cannot be noted in the log, trying on: {}", e.getMessage());
      }
      noteFailed = true;
    }
  }

  /**
   * Looks after one half message: has its producers asked where it is time, and gives it up where
   * that was in vain.
   *
   * @throws IOException if the log cannot be read or written: nothing was done
   */
  synchronized Look look(long offset) throws IOException {
    if (states.decided(offset)) {
      return Look.DECIDED;
    }
    Half half = log.half(offset);
    if (half == null) {
      states.decide(offset);
      lost++;
      changed = true;
      return Look.GONE;
    }
    CheckRules now = rules.get();
    long age = half.ageMillis(clock.millis());
    int checks = checks(half);
    if (checks >= now.maxChecks() || age > now.maxAgeMillis()) {
      giveUp(half, checks);
      return Look.SET_ASIDE;
    }
    if (age < (half.immunityMillis() >= 0 ? half.immunityMillis() : now.timeoutMillis())) {
      return Look.YOUNG;
    }
    states.checks(offset, states.checks(offset) + 1);
    changed = true;
    asked++;
    producers.ask(half, checks + 1);
    return Look.ASKED;
  }

  private void giveUp(Half half, int checks) throws IOException {
    log.setAside(half, checks);
    givenUp++;
    setAside.put(half.offset(), new SetAside(half.position(), checks));
    if (setAside.size() > MOST_SET_ASIDE) {
      setAside.remove(setAside.keySet().iterator().next());
    }
    settle(half.offset());
  }

  /**
   * Has the producers of a half message asked again as often as those of a new one. One that was
   * set aside is stored anew for that; a crash right between may leave it set aside as well.
   *
   * @return whether there is an undecided half message at that position
   * @throws IOException if the log does not take it
   */
  synchronized boolean resume(long position) throws IOException {
    Half half = log.halfAt(position);
    if (half == null) {
      return false;
    }
    if (isSetAside(half)) {
      log.reopen(half);
      setAside.remove(half.offset());
      changed = true;
      return true;
    }
    if (states.decided(half.offset())) {
      return false;
    }
    states.checks(half.offset(), 0);
    changed = true;
    return true;
  }

  /** The next undecided half message at or behind an offset. */
  synchronized long undecidedFrom(long offset) {
    return states.undecidedFrom(offset);
  }

  /**
   * Undecided half messages, those set aside first, the oldest first of each.
   *
   * @throws IOException if the log cannot be read
   */
  List<Open> open(int most) throws IOException {
    List<Open> open = new ArrayList<>();
    for (SetAside given : allSetAside()) {
      Half half = open.size() < most ? log.halfAt(given.position()) : null;
      if (half != null) {
        open.add(new Open(half, given.checks(), true));
      }
    }
    long end = log.endHalf();
    long offset = undecidedFrom(0);
    while (offset < end && open.size() < most) {
      Half half = log.half(offset);
      if (half != null) {
        synchronized (this) {
          open.add(new Open(half, checks(half), false));
        }
      }
      offset = undecidedFrom(offset + 1);
    }
    return open;
  }

  private synchronized List<SetAside> allSetAside() {
    return List.copyOf(setAside.values());
  }

  /** Number of undecided half messages, without those set aside. */
  synchronized long undecided() {
    long end = log.endHalf();
    long count = 0;
    for (long at = states.first(); at < end; at = states.undecidedFrom(at + 1)) {
      count++;
    }
    return count;
  }

  synchronized Counts counts() {
    return new Counts(committed, rolledBack, asked, givenUp, lost);
  }

  /**
   * Position of the first undecided half message: the log is needed from there on. {@link
   * Long#MAX_VALUE} where there is none.
   */
  synchronized long neededFrom() {
    if (!recovered) {
      return 0;
    }
    try {
      long offset = states.undecidedFrom(log.firstHalf());
      Half first = offset < log.endHalf() ? log.half(offset) : null;
      return first == null ? Long.MAX_VALUE : first.position();
    } catch (IOException e) {
      return 0;
    }
  }

  /**
   * What is to be known at the next start, once the log is durable up to its end as of now; {@code
   * null} where nothing has happened since the last time.
   */
  synchronized TransactionState changes() {
    note();
    if (!changed) {
      return null;
    }
    changed = false;
    return state();
  }

  private TransactionState state() {
    if (unnoted.isEmpty()) {
      settledPosition = log.endPosition();
    }
    Map<Long, Integer> checks = new TreeMap<>();
    long end = log.endHalf();
    long at = states.first();
    while (at < end && checks.size() < MOST_CHECKS_KEPT) {
      if (states.checks(at) > 0) {
        checks.put(at, states.checks(at));
      }
      at = states.undecidedFrom(at + 1);
    }
    long first = unnoted.stream().reduce(states.first(), Math::min);
    return new TransactionState(
        first, notes.needed(first), settledPosition, checks, new LinkedHashMap<>(setAside));
  }

  /** Whether the state that {@link #changes} gave last is to be given again. */
  synchronized void unsaved() {
    changed = true;
  }
}
