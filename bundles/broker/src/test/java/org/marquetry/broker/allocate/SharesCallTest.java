/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.marquetry.allocate.AllocateContext;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.allocate.QueueId;
import org.marquetry.broker.fake.ManualCalls;

class SharesCallTest {

  private final ManualCalls<AllocateStrategy> plugins = new ManualCalls<>();
  private final StrategyCalls calls = new StrategyCalls(plugins);
  private Map<String, List<QueueId>> shares;
  private String reason;
  private boolean common;

  private void call(Situation situation, Map<String, List<QueueId>> previous) {
    calls.shares(
        situation,
        () -> previous,
        new StrategyCalls.Outcome<>() {
          @Override
          public void result(Map<String, List<QueueId>> result) {
            shares = result;
          }

          @Override
          public void none(String why, boolean forAll) {
            reason = why;
            common = forAll;
          }
        });
  }

  private static Situation two() {
    return Fleet.situation("S", Fleet.first(4), "a", "b");
  }

  @Test
  void everyMemberIsAskedForWithTheSameQueuesAndMembers() {
    List<AllocateContext> asked = new ArrayList<>();
    plugins.put(
        "S",
        context -> {
          asked.add(context);
          return Fleet.CIRCLE.allocate(context);
        });
    Map<String, List<QueueId>> previous = Map.of("gone", Fleet.first(1));
    call(two(), previous);
    assertThat(shares).isEqualTo(Map.of("a", Fleet.queues(0, 2), "b", Fleet.queues(1, 3)));
    assertThat(asked).extracting(AllocateContext::client).containsExactly("a", "b");
    assertThat(asked).allMatch(context -> context.clients().equals(List.of("a", "b")));
    assertThat(asked).allMatch(context -> context.previous().equals(previous));
  }

  @Test
  void whereOtherBrokersAnswerTooNobodyGoesByThePast() {
    plugins.put(
        "S", context -> context.previous().isEmpty() ? Fleet.CIRCLE.allocate(context) : List.of());
    List<QueueId> spread = List.of(new QueueId("T", "b", 0), new QueueId("T", "c", 0));
    call(Fleet.situation("S", spread, "a"), Map.of("a", Fleet.first(1)));
    assertThat(shares.get("a")).isEqualTo(spread);
  }

  static Stream<Arguments> breaches() {
    AllocateStrategy none = context -> null;
    AllocateStrategy stranger = context -> List.of(new QueueId("T", "b", 99));
    AllocateStrategy greedy = AllocateContext::queues;
    AllocateStrategy endless = context -> endless();
    return Stream.of(
        Arguments.of(none, "gives no list to a"),
        Arguments.of(stranger, "which was not offered"),
        Arguments.of(greedy, "but a has it already"),
        Arguments.of(endless, "but a has it already"));
  }

  private static List<QueueId> endless() {
    return new java.util.AbstractList<>() {
      @Override
      public QueueId get(int index) {
        return Fleet.queue(0);
      }

      @Override
      public int size() {
        return Integer.MAX_VALUE;
      }

      @Override
      public Iterator<QueueId> iterator() {
        return Stream.generate(() -> Fleet.queue(0)).iterator();
      }
    };
  }

  @ParameterizedTest
  @MethodSource("breaches")
  void whatBreaksTheRuleIsAFailure(AllocateStrategy strategy, String text) {
    plugins.put("S", strategy);
    call(two(), Map.of());
    assertThat(shares).isNull();
    assertThat(reason).contains("FAILED", "strategy S", text);
    assertThat(common).isFalse();
  }

  @Test
  void aRefusalIsToldInTheStrategysWords() {
    plugins.put(
        "S",
        context -> {
          throw new IllegalArgumentException("no room is known");
        });
    call(two(), Map.of());
    assertThat(reason).isEqualTo("S: no room is known");
    plugins.put(
        "S",
        context -> {
          throw new IllegalArgumentException("S needs a setting");
        });
    call(two(), Map.of());
    assertThat(reason).as("its name is not said twice").isEqualTo("S needs a setting");
  }

  @Test
  void thatItIsNotThereIsTheSameForAllGroups() {
    call(two(), Map.of());
    assertThat(reason).contains("ABSENT");
    assertThat(common).isTrue();
  }

  @Test
  void aChangeOfThePluginMakesAnotherRule() {
    Rule before = calls.rule("S", Map.of());
    plugins.put("S", Fleet.BLOCKS);
    assertThat(calls.rule("S", Map.of())).isNotEqualTo(before);
    assertThat(calls.rule("S@1.0.0", Map.of()).epoch())
        .as("a name with a version follows")
        .isEqualTo(calls.rule("S", Map.of()).epoch());
  }
}
