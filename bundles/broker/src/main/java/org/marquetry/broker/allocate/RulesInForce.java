/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.marquetry.broker.client.ConsumerGroup;

/**
 * By what the queues of a group are allocated: what the operator chose, else what the client names.
 * Thread-safe; never blocks.
 */
final class RulesInForce {

  private final GroupChoices choices;
  private final SteeredClients steered;
  private final StrategyCalls strategies;

  RulesInForce(GroupChoices choices, SteeredClients steered, StrategyCalls strategies) {
    this.choices = choices;
    this.steered = steered;
    this.strategies = strategies;
  }

  /**
   * Where a group cannot be steered, its members that ask the broker are given what the others
   * compute: two members must not own one queue.
   *
   * @param named by the client; may be {@code null}
   * @return of {@code null} where there is none. May complete exceptionally while members change.
   */
  CompletableFuture<Rule> of(ConsumerGroup group, String named) {
    GroupChoice choice = choices.of(group.name());
    if (choice == null) {
      return CompletableFuture.completedFuture(
          named == null || named.isEmpty() ? null : strategies.rule(named, Map.of()));
    }
    Rule chosen = strategies.rule(choice.strategy(), choice.settings());
    if (!choice.steered()) {
      return CompletableFuture.completedFuture(chosen);
    }
    return steered
        .plan(group, choice)
        .thenApply(
            plan -> plan.possible() ? chosen : strategies.rule(choice.clientStrategy(), Map.of()));
  }
}
