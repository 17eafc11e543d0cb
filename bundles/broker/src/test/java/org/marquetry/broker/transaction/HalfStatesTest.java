/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class HalfStatesTest {

  @Test
  void beginsWithNothingDecided() {
    HalfStates states = new HalfStates(5);
    assertThat(states.first()).isEqualTo(5);
    assertThat(states.decided(4)).isTrue();
    assertThat(states.decided(5)).isFalse();
    assertThat(states.checks(5)).isZero();
    assertThat(states.undecidedFrom(0)).isEqualTo(5);
  }

  @Test
  void movesOnOverWhatIsDecided() {
    HalfStates states = new HalfStates(0);
    states.decide(1);
    assertThat(states.first()).isZero();
    states.decide(0);
    assertThat(states.first()).isEqualTo(2);
  }

  @Test
  void countsChecksOfUndecidedOnes() {
    HalfStates states = new HalfStates(0);
    states.checks(7, 3);
    assertThat(states.checks(7)).isEqualTo(3);
    states.decide(7);
    states.checks(7, 4);
    assertThat(states.decided(7)).isTrue();
    states.checks(8, 1_000_000);
    assertThat(states.checks(8)).isEqualTo(HalfStates.MOST_CHECKS);
  }

  @Test
  void agreesWithASetOverManyPages() {
    int messages = 10_000;
    Random random = new Random(1);
    HalfStates states = new HalfStates(300);
    TreeSet<Long> undecided = new TreeSet<>();
    for (long offset = 300; offset < messages; offset++) {
      undecided.add(offset);
    }
    while (!undecided.isEmpty()) {
      long from = 300L + random.nextInt(messages - 300);
      int run = random.nextInt(700);
      for (long offset = from; offset < Math.min(messages, from + run); offset++) {
        states.decide(offset);
        undecided.remove(offset);
      }
      long first = undecided.isEmpty() ? messages : undecided.first();
      assertThat(states.first()).isEqualTo(first);
      Long next = undecided.ceiling(from);
      assertThat(states.undecidedFrom(from)).isEqualTo(next == null ? messages : next);
    }
  }
}
