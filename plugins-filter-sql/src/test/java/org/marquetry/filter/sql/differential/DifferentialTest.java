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

  /** What is extreme is judged alike or refused by the name of a limit. */
  @Test
  void extremeExpressionsAreJudgedAlikeOrBeyondALimit() {
    List<StoredMessage> messages = new Grammar(1).messages(MESSAGES);
    List<String> extremes = new ArrayList<>();
    for (int size : new int[] {100, 298, 1_000, 4_000, 20_000}) {
      extremes.add("(".repeat(size) + "a = 5" + ")".repeat(size));
      extremes.add("(".repeat(size) + "a = 5" + " OR b = 5)".repeat(size));
      extremes.add("NOT ".repeat(size) + "(a = 5)");
      extremes.add("a = " + "- ".repeat(size) + "5");
      extremes.add("a = " + "5".repeat(size));
      extremes.add("a = 5." + "5".repeat(size));
      extremes.add("a = 5" + " OR b = 5".repeat(size));
      extremes.add("a = 5" + " = TRUE".repeat(size));
      extremes.add("a IN ('5'" + ", 'x'".repeat(size) + ")");
      extremes.add("a CONTAINS '" + "5".repeat(size) + "'");
      extremes.add("a = '" + "''".repeat(size) + "'");
      extremes.add("a".repeat(size) + " IS NULL");
      extremes.add("/*" + "*".repeat(size) + "/ a = 5");
      extremes.add(" ".repeat(size) + "a = 5");
      extremes.add("(".repeat(size));
    }
    for (String extreme : extremes) {
      Disagreement disagreement = Disagreement.about(extreme, messages, allowed);
      assertThat(disagreement == null ? "" : disagreement.what())
          .as("%s… (%d characters)", extreme.substring(0, 20), extreme.length())
          .isEmpty();
    }
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
