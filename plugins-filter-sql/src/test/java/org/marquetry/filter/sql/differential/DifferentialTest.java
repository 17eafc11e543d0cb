/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.marquetry.filter.sql.StoredMessage;

/**
 * RocketMQ's own evaluator accepts, refuses and matches the same. More expressions, or others, by
 * {@code -Dsql.expressions=300000 -Dsql.seed=7}.
 */
class DifferentialTest {

  private static final int MESSAGES = 6;

  private final AllowedDifferences allowed = new AllowedDifferences();
  private int accepted;
  private int judgements;
  private int matches;

  @Test
  void generatedExpressionsAreJudgedAlike() {
    long seed = Long.getLong("sql.seed", 20261121);
    int expressions = Integer.getInteger("sql.expressions", 30_000);
    Grammar grammar = new Grammar(seed);
    List<Disagreement> disagreements = new ArrayList<>();
    for (int i = 0; i < expressions && disagreements.size() < 10; i++) {
      String expression = grammar.expression();
      List<StoredMessage> messages = grammar.messages(MESSAGES);
      tally(expression, messages);
      Disagreement disagreement = Disagreement.about(expression, messages, allowed);
      if (disagreement != null) {
        disagreements.add(disagreement.minimised(messages, allowed));
      }
    }
    assertThat(disagreements).as("seed %d", seed).isEmpty();
    // Otherwise there was little to disagree about.
    assertThat(accepted)
        .as("accepted of %d expressions", expressions)
        .isGreaterThan(expressions / 5);
    assertThat(expressions - accepted).as("refused").isGreaterThan(expressions / 5);
    assertThat(matches).as("matches of %d judgements", judgements).isGreaterThan(judgements / 10);
  }

  private void tally(String expression, List<StoredMessage> messages) {
    Reference reference = Reference.of(expression);
    if (reference.refusal() == null) {
      accepted++;
      for (StoredMessage message : messages) {
        judgements++;
        matches += reference.matches(message) ? 1 : 0;
      }
    }
  }
}
