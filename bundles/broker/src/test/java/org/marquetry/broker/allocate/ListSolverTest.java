/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.broker.allocate.Fleet.first;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.allocate.QueueId;
import org.marquetry.broker.fake.ManualCalls;

class ListSolverTest {

  /** Goes by ids: whoever has the smallest hash has all. */
  private static final AllocateStrategy BY_ID =
      context ->
          context.clients().stream().mapToInt(String::hashCode).min().getAsInt()
                  == context.client().hashCode()
              ? context.queues()
              : List.of();

  private final ManualCalls<AllocateStrategy> plugins =
      new ManualCalls<AllocateStrategy>()
          .put("AVG", Fleet.BLOCKS)
          .put("AVG_BY_CIRCLE", Fleet.CIRCLE)
          .put("BY_ID", BY_ID);
  private final ListSolver solver = new ListSolver(new StrategyCalls(plugins), Runnable::run);

  private SteeringPlan solve(Map<String, Assignment> targets, String client, String... members) {
    return solver.solve(Fleet.GROUP, List.of(members), targets, Fleet.rule(client)).join();
  }

  private static Assignment given(List<QueueId> queues, Map<String, List<QueueId>> shares) {
    return new Assignment("S", "1.0.0", 1, queues, shares);
  }

  /** What a client computes from what it is shown. */
  private static List<QueueId> computed(
      AllocateStrategy strategy, String client, SteeringPlan plan, List<QueueId> queues) {
    List<String> shown = plan.spots().get(client).ids(client);
    assertThat(shown).isSorted().contains(client);
    return strategy.allocate(
        new GivenContext(Fleet.GROUP, client, queues, shown, Map.of(), Map.of()));
  }

  @Test
  void blocksInAnotherOrderAreReached() {
    List<QueueId> queues = first(8);
    Assignment target =
        given(
            queues,
            Map.of(
                "a", Fleet.queues(6, 7), "b", Fleet.queues(0, 1, 2), "c", Fleet.queues(3, 4, 5)));
    SteeringPlan plan = solve(Map.of("T", target), "AVG", "a", "b", "c");
    assertThat(plan.possible()).as(plan.obstacle()).isTrue();
    for (String member : List.of("a", "b", "c")) {
      assertThat(computed(Fleet.BLOCKS, member, plan, queues)).isEqualTo(target.of(member));
    }
  }

  @Test
  void membersWithoutQueuesAndUnequalBlocksAreReached() {
    List<QueueId> queues = first(8);
    Assignment target =
        given(
            queues, Map.of("a", Fleet.queues(0, 1, 2, 3), "b", List.of(), "c", Fleet.queues(4, 5)));
    SteeringPlan plan = solve(Map.of("T", target), "AVG", "a", "b", "c");
    assertThat(plan.possible()).as(plan.obstacle()).isTrue();
    assertThat(computed(Fleet.BLOCKS, "b", plan, queues)).isEmpty();
    assertThat(computed(Fleet.BLOCKS, "c", plan, queues)).isEqualTo(Fleet.queues(4, 5));
  }

  @Test
  void whatNoListGivesIsToldWithMemberAndQueues() {
    Assignment circle = Fleet.assignment(Fleet.CIRCLE, first(8), "a", "b", "c");
    SteeringPlan plan = solve(Map.of("T", circle), "AVG", "a", "b", "c");
    assertThat(plan.possible()).isFalse();
    assertThat(plan.obstacle())
        .isEqualTo(
            "member a is to own b:0,3,6 of topic T, but no list of clients makes AVG, which it"
                + " computes, give it exactly these");
    assertThat(solve(Map.of("T", circle), "AVG_BY_CIRCLE", "a", "b", "c").possible()).isTrue();
  }

  @Test
  void aClientIsShownOneListForAllTopics() {
    Assignment all = given(first("T", 2), Map.of("a", first("T", 2), "b", List.of()));
    Assignment none = given(first("U", 2), Map.of("a", List.of(), "b", first("U", 2)));
    assertThat(solve(Map.of("T", all), "AVG", "a", "b").possible()).isTrue();
    SteeringPlan plan = solve(Map.of("T", all, "U", none), "AVG", "a", "b");
    assertThat(plan.obstacle())
        .contains("b:0-1 of topic T and no queue of topic U", "exactly these together");
    assertThat(solve(Map.of("A", none, "T", all), "AVG", "a", "b").obstacle())
        .contains("no queue of topic A and b:0-1 of topic T");
  }

  @Test
  void strategiesThatGoByIdsCannotBeSteered() {
    Assignment target = Fleet.assignment(Fleet.BLOCKS, first(2), "a", "b");
    assertThat(solve(Map.of("T", target), "BY_ID", "a", "b").possible()).isFalse();
  }

  @Test
  void withoutTheClientsStrategyNothingIsKnown() {
    Assignment target = Fleet.assignment(Fleet.BLOCKS, first(2), "a", "b");
    assertThat(solve(Map.of("T", target), "GONE", "a", "b").obstacle())
        .startsWith("what clients compute by GONE is not known: ");
  }

  @Test
  void idsThatCannotBeSurroundedAreRefused() {
    Assignment target = Fleet.assignment(Fleet.BLOCKS, first(2), "!a", "b");
    assertThat(solve(Map.of("T", target), "AVG", "!a", "b").obstacle())
        .isEqualTo("client id !a does not begin with a character between ! and ~");
  }
}
