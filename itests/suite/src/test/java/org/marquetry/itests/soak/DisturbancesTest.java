/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DisturbancesTest {

  private final AtomicLong nanos = new AtomicLong();
  private final Disturbances disturbances = new Disturbances(nanos::get);

  private Disturbances.Disturbance at(long moment, String... groups) {
    nanos.set(moment);
    return disturbances.begin("made up", Set.of(groups));
  }

  private void settle(Disturbances.Disturbance disturbance, long moment) {
    nanos.set(moment);
    disturbance.settled();
  }

  @Test
  void lastsFromItsBeginUntilItHasSettled() {
    settle(at(10), 20);
    assertThat(disturbances.between("any", 1, 9)).isFalse();
    assertThat(disturbances.between("any", 1, 10)).isTrue();
    assertThat(disturbances.between("any", 15, 16)).isTrue();
    assertThat(disturbances.between("any", 20, 30)).isTrue();
    assertThat(disturbances.between("any", 21, 30)).isFalse();
  }

  @Test
  void lastsWhileItHasNotSettled() {
    at(10);
    assertThat(disturbances.between("any", 1_000, 1_001)).isTrue();
  }

  @Test
  void concernsItsGroupsOnly() {
    settle(at(10, "one"), 20);
    assertThat(disturbances.between("one", 5, 30)).isTrue();
    assertThat(disturbances.between("two", 5, 30)).isFalse();
    assertThat(disturbances.betweenForAll(5, 30)).isFalse();
    settle(at(12), 13);
    assertThat(disturbances.between("two", 5, 30)).isTrue();
    assertThat(disturbances.betweenForAll(5, 30)).isTrue();
  }

  @Test
  void whatNobodyForesawIsNotedOnceUntilItIsTaken() {
    nanos.set(50);
    disturbances.unforeseen("stood still", "one", 40);
    disturbances.unforeseen("stood still", "one", 45);
    assertThat(disturbances.between("one", 40, 41)).isTrue();
    assertThat(disturbances.between("two", 40, 41)).isFalse();
    assertThat(disturbances.takeUnforeseen()).hasSize(1);
    assertThat(disturbances.takeUnforeseen()).isEmpty();
  }

  @Test
  void nothingIsUnforeseenWhileItIsKnownThatTheyAreUnsettled() {
    at(10);
    disturbances.unforeseen("stood still", "one", 40);
    assertThat(disturbances.takeUnforeseen()).isEmpty();
  }
}
