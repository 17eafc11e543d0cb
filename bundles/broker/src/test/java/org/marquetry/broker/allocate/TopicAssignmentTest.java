/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.broker.allocate.Fleet.first;
import static org.marquetry.broker.allocate.Fleet.queues;
import static org.marquetry.broker.allocate.Fleet.situation;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.marquetry.broker.fake.FakeClock;

class TopicAssignmentTest {

  private final FakeClock clock = new FakeClock();
  private final TopicAssignment assignment = new TopicAssignment(null, clock);

  private Given compute(Situation situation) {
    boolean[] mine = new boolean[1];
    var unused = assignment.pending(situation, () -> mine[0] = true);
    assertThat(mine[0]).as("new").isTrue();
    Assignment shares =
        Fleet.assignment(
            Fleet.BLOCKS, situation.queues(), situation.members().toArray(new String[0]));
    Given given = assignment.computed(situation, shares.shares(), "1.0.0");
    assignment.giveOut(given);
    return given;
  }

  private Given fail(Situation situation) {
    var unused = assignment.pending(situation, () -> {});
    return assignment.failed(situation, "away");
  }

  @Test
  void isComputedOnceForEachSituation() {
    Situation situation = situation("S", first(4), "a", "b");
    assertThat(assignment.known(situation)).isNull();
    Given given = compute(situation);
    assertThat(assignment.known(situation)).isEqualTo(given);
    assertThat(assignment.known(situation("S", first(4), "a", "b", "c"))).isNull();
    assertThat(assignment.known(situation("S", first(5), "a", "b"))).isNull();
    assignment.forget();
    assertThat(assignment.known(situation)).isNull();
    assertThat(assignment.last()).as("what was given last stays").isEqualTo(given.assignment());
  }

  @Test
  void whoeverAsksMeanwhileWaitsForTheSameAnswer() {
    Situation situation = situation("S", first(4), "a");
    var one = assignment.pending(situation, () -> {});
    var two = assignment.pending(situation, () -> {});
    assertThat(two).isSameAs(one).isNotDone();
    Given given = assignment.computed(situation, Map.of("a", first(4)), "1.0.0");
    assertThat(one).isCompletedWithValue(given);
  }

  @Test
  void withoutStrategyMembersKeepWhatTheyHad() {
    compute(situation("S", first(4), "a", "b"));
    Given given = fail(situation("S", first(4), "a", "b"));
    assertThat(given.problem()).isEqualTo("away");
    assertThat(given.assignment().shares()).isEqualTo(Map.of("a", queues(0, 1), "b", queues(2, 3)));
    assertThat(given.waiting()).isEmpty();
  }

  @Test
  void withoutStrategyAndWithoutAPastThereIsNothing() {
    assertThat(fail(situation("S", first(4), "a")).assignment()).isNull();
  }

  @Test
  void aStrategyThatFailedIsAskedAgainAfterAWhile() {
    Situation situation = situation("S", first(4), "a", "b");
    compute(situation);
    Situation other = situation("S", first(4), "a", "b", "c");
    fail(other);
    assertThat(assignment.known(other).problem()).isEqualTo("away");
    clock.advance(5_000);
    assertThat(assignment.known(other)).isNull();
  }

  @Test
  void queuesOfAMemberThatLeftWaitForItAndGoToThePoorestThen() {
    compute(situation("S", first(6), "a", "b", "c"));
    Situation left = situation("S", first(6), "a", "c", "d");
    Given given = fail(left);
    assertThat(given.waiting()).isEqualTo(queues(2, 3));
    assertThat(given.assignment().of("d")).isEmpty();
    clock.advance(LastResort.PATIENCE_MILLIS - 1);
    assertThat(fail(left).waiting()).isEqualTo(queues(2, 3));
    clock.advance(1);
    given = fail(left);
    assertThat(given.waiting()).isEmpty();
    assertThat(given.assignment().shares())
        .isEqualTo(Map.of("a", queues(0, 1), "c", queues(4, 5), "d", queues(2, 3)));
    assertThat(assignment.last().of("d")).as("kept").isEqualTo(queues(2, 3));
  }

  @Test
  void aMemberThatComesBackInTimeHasItsQueuesAgain() {
    compute(situation("S", first(4), "a", "b"));
    fail(situation("S", first(4), "a"));
    clock.advance(LastResort.PATIENCE_MILLIS / 2);
    Given given = fail(situation("S", first(4), "a", "b"));
    assertThat(given.assignment().of("b")).isEqualTo(queues(2, 3));
    assertThat(given.waiting()).isEmpty();
  }

  @Test
  void queuesThatTheStrategyGaveToNobodyStayWithNobody() {
    Situation situation = situation("S", first(3), "a");
    var unused = assignment.pending(situation, () -> {});
    assignment.giveOut(assignment.computed(situation, Map.of("a", queues(0)), "1.0.0"));
    fail(situation);
    clock.advance(LastResort.PATIENCE_MILLIS);
    assertThat(fail(situation).assignment().shares()).isEqualTo(Map.of("a", queues(0)));
  }

  @Test
  void newQueuesAreReadEvenWithoutStrategy() {
    compute(situation("S", first(2), "a", "b"));
    Situation grown = situation("S", first(3), "a", "b");
    assertThat(fail(grown).waiting()).isEqualTo(queues(2));
    clock.advance(LastResort.PATIENCE_MILLIS);
    assertThat(fail(grown).assignment().of("a")).isEqualTo(queues(0, 2));
  }

  @Test
  void sharesThatStayTheSameKeepTheirTime() {
    compute(situation("S", first(4), "a", "b"));
    long since = assignment.last().since();
    assertThat(assignment.takeDirty()).isTrue();
    clock.advance(1_000);
    assignment.forget();
    compute(situation("S", first(4), "a", "b"));
    assertThat(assignment.last().since()).isEqualTo(since);
    assertThat(assignment.takeDirty()).as("nothing new to write").isFalse();
  }

  @Test
  void namesThatClientsMakeUpAreForgotten() {
    for (int i = 0; i < 20; i++) {
      fail(situation("S" + i, first(4), "a"));
    }
    assertThat(assignment.rules()).hasSizeLessThan(10);
    assertThat(assignment.asksFor("S19")).isTrue();
    assertThat(assignment.asksFor("S0")).isFalse();
    assertThat(List.copyOf(assignment.previous().keySet())).isEmpty();
  }
}
