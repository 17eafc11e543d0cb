/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.marquetry.broker.fake.FakeClock;

/**
 * Producers, an operator, crashes, a disk that is full and a clock that jumps act at random on
 * transactions; each message must come to the end that its producer wanted, and to one only.
 */
class TransactionModelTest {

  private static final CheckRules RULES = new CheckRules(6_000, 3, 3_600_000);
  private static final String GROUP = "producers";

  private final FakeClock clock = new FakeClock();
  private final ModelLog log = new ModelLog();

  /** By message: whether its producer wants it delivered. */
  private final Map<String, Boolean> wishes = new HashMap<>();

  /** Messages for which anybody has ever said commit. */
  private final Set<String> mayBeDelivered = new HashSet<>();

  private final Deque<Half> questions = new ArrayDeque<>();
  private Random random;
  private Transactions transactions;
  private TransactionState saved = TransactionState.none();
  private TransactionState toSave;
  private long toSaveFrom;
  private int messages;

  static IntStream seeds() {
    return IntStream.range(0, 300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyMessageComesToTheEndThatItsProducerWantsOnce(int seed) throws IOException {
    random = new Random(seed);
    start();
    for (int life = 0; life < 12; life++) {
      live();
    }
    end();
  }

  private void start() throws IOException {
    questions.clear();
    toSave = null;
    transactions = new Transactions(log, (half, checks) -> questions.add(half), () -> RULES, clock);
    transactions.recover(saved);
  }

  private void live() throws IOException {
    if (random.nextBoolean()) {
      log.crashAfter(random.nextInt(40));
    }
    try {
      for (int i = random.nextInt(80); i >= 0; i--) {
        step();
      }
      if (random.nextInt(3) == 0) {
        transactions.unsaved();
        saved = transactions.changes();
        log.flush();
      }
    } catch (ModelLog.Crash e) {
      // Goes on below like every other crash.
    }
    log.lose(random);
    check();
    start();
  }

  private void step() throws IOException {
    log.refusing(random.nextInt(20) == 0);
    try {
      act();
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("full|.*not in the log yet");
    }
    persist();
  }

  private void act() throws IOException {
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> send();
      case 3, 4 -> sayUnasked();
      case 5, 6 -> answer();
      case 7 -> lookAtAll();
      case 8 -> clock.advance(random.nextInt(10_000));
      case 9 -> log.flush(random);
      case 10 -> operate();
      default -> resume();
    }
  }

  private void send() throws IOException {
    String id = "m" + messages++;
    long immunity = random.nextInt(5) == 0 ? random.nextInt(20_000) : -1;
    wishes.put(id, random.nextBoolean());
    log.send(id, GROUP, clock.millis(), immunity);
  }

  private ModelLog.HalfEntry any() {
    List<ModelLog.HalfEntry> halves = log.halves();
    // Mostly a late one: those before have ended.
    int from = random.nextInt(10) == 0 ? 0 : Math.max(0, halves.size() - 12);
    return halves.isEmpty() ? null : halves.get(from + random.nextInt(halves.size() - from));
  }

  private void sayUnasked() throws IOException {
    ModelLog.HalfEntry entry = any();
    if (entry != null) {
      say(entry, true);
    }
  }

  private void answer() throws IOException {
    Half asked = questions.poll();
    if (asked != null && random.nextInt(4) != 0) {
      say(log.halves().get((int) asked.offset()), false);
    }
  }

  private void say(ModelLog.HalfEntry entry, boolean unasked) throws IOException {
    boolean commit = wishes.get(entry.id());
    if (commit) {
      mayBeDelivered.add(entry.id());
    }
    Decision decision =
        random.nextInt(6) == 0 ? Decision.UNKNOWN : commit ? Decision.COMMIT : Decision.ROLLBACK;
    Half half = entry.half();
    transactions.end(half.position(), half.offset(), GROUP, decision, unasked);
  }

  private void lookAtAll() throws IOException {
    for (long at = transactions.undecidedFrom(0);
        at < log.endHalf();
        at = transactions.undecidedFrom(at + 1)) {
      transactions.look(at);
    }
  }

  private void operate() throws IOException {
    for (Transactions.Open open : transactions.open(3)) {
      ModelLog.HalfEntry entry = log.halves().get((int) open.half().offset());
      boolean commit = wishes.get(entry.id());
      if (commit) {
        mayBeDelivered.add(entry.id());
      }
      transactions.end(open.half().offset(), commit);
    }
  }

  private void resume() throws IOException {
    List<Transactions.Open> open = transactions.open(100);
    for (Transactions.Open each : open) {
      if (!each.setAside() && random.nextInt(5) == 0) {
        assertThat(transactions.resume(each.half().position())).isTrue();
      }
    }
  }

  private void persist() {
    if (toSave == null) {
      toSave = transactions.changes();
      toSaveFrom = log.endPosition();
    } else if (log.durablePosition() >= toSaveFrom) {
      saved = toSave;
      toSave = null;
    }
  }

  private void check() {
    for (ModelLog.HalfEntry entry : log.halves()) {
      long deliveries = log.deliveries(entry.id());
      assertThat(deliveries).as("deliveries of %s", entry).isLessThanOrEqualTo(1);
      if (deliveries > 0) {
        assertThat(mayBeDelivered).as("delivered without a commit").contains(entry.id());
      }
    }
  }

  /** Lets everything come to its end and looks whether it is the right one. */
  private void end() throws IOException {
    for (int i = 0; i < 1000 && !transactions.open(1).isEmpty(); i++) {
      operate();
    }
    assertThat(transactions.open(10)).isEmpty();
    check();
    for (ModelLog.HalfEntry entry : log.halves()) {
      if (!setAsideAndForgotten(entry)) {
        assertThat(log.deliveries(entry.id()))
            .as("deliveries of %s", entry)
            .isEqualTo(wishes.get(entry.id()) ? 1 : 0);
      }
    }
  }

  /** A crash may forget what was set aside a moment before: it is in its topic then. */
  private boolean setAsideAndForgotten(ModelLog.HalfEntry entry) {
    return log.aside(entry.id());
  }
}
