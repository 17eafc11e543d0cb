/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.marquetry.store.kernel.EntryFilter;

class SubscriptionTest {

  private static boolean matches(Subscription subscription, String tag) {
    return subscription.filter().matches(tag == null ? 0 : tag.hashCode());
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "*"})
  void wantsAll(String expression) {
    Subscription subscription = Subscription.parse("T", expression, null, 1);
    assertThat(subscription.all()).isTrue();
    assertThat(subscription.filter()).isSameAs(EntryFilter.ALL);
    assertThat(subscription.expression()).isEqualTo("*");
  }

  @Test
  void wantsSomeTags() {
    Subscription subscription = Subscription.parse("T", "A || B||C ", "TAG", 1);
    assertThat(subscription.tags()).containsExactlyInAnyOrder("A", "B", "C");
    assertThat(subscription.codes()).containsExactly(65, 66, 67);
    assertThat(matches(subscription, "A")).isTrue();
    assertThat(matches(subscription, "C")).isTrue();
    assertThat(matches(subscription, "D")).isFalse();
    assertThat(matches(subscription, null)).isFalse();
  }

  @Test
  void comparesTheLower32BitsOfAnEntry() {
    Subscription subscription = Subscription.parse("T", "täg-with-negative-hash-ÿÿ", null, 1);
    int code = subscription.codes()[0];
    assertThat(subscription.filter().matches(code)).isTrue();
    assertThat(subscription.filter().matches(code & 0xFFFFFFFFL)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"||", " || ", "||||"})
  void separatorsAloneMatchNothing(String expression) {
    Subscription subscription = Subscription.parse("T", expression, null, 1);
    assertThat(subscription.empty()).isTrue();
    assertThat(matches(subscription, "A")).isFalse();
    assertThat(matches(subscription, null)).isFalse();
  }

  @Test
  void takesTheCodesOfAHeartbeat() {
    Subscription subscription = Subscription.of("T", "A", "TAG", 1, false, new int[] {66});
    assertThat(matches(subscription, "B")).isTrue();
    assertThat(matches(subscription, "A")).isFalse();
  }

  @Test
  void splitsTheExpressionWhereAHeartbeatHasNoCodes() {
    assertThat(matches(Subscription.of("T", "A||B", "TAG", 1, false, null), "B")).isTrue();
    assertThat(matches(Subscription.of("T", "A||B", "TAG", 1, false, new int[0]), "C")).isFalse();
    assertThat(matches(Subscription.of("T", "*", "TAG", 1, false, new int[] {1}), "C")).isTrue();
  }

  @Test
  void knowsOtherLanguages() {
    Subscription subscription = Subscription.parse("T", "a > 1", "SQL92", 1);
    assertThat(subscription.byTag()).isFalse();
    assertThat(subscription.type()).isEqualTo("SQL92");
  }
}
