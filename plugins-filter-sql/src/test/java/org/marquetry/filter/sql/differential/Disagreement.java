/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.differential;

import java.util.List;
import org.marquetry.filter.FilterContext;
import org.marquetry.filter.FilterExpressionException;
import org.marquetry.filter.MessageFilter;
import org.marquetry.filter.sql.SqlFilterProvider;
import org.marquetry.filter.sql.StoredMessage;

/**
 * An expression of which we and RocketMQ say different things.
 *
 * @param message of which we do; {@code null} where one refuses the expression
 * @param what both say, for people
 */
record Disagreement(String expression, StoredMessage message, String what) {

  private record Subscription(String expression) implements FilterContext {
    @Override
    public String group() {
      return "";
    }

    @Override
    public String topic() {
      return "";
    }
  }

  /** {@code null}: none. */
  static Disagreement about(
      String expression, Iterable<StoredMessage> messages, AllowedDifferences allowed) {
    Reference reference = Reference.of(expression);
    MessageFilter ours;
    try {
      ours = new SqlFilterProvider().compile(new Subscription(expression));
    } catch (FilterExpressionException e) {
      return reference.refusal() != null || allowed.refusal(e.getMessage())
          ? null
          : new Disagreement(
              expression, null, "we refuse it: " + e.getMessage() + "; RocketMQ accepts it");
    }
    if (reference.refusal() != null) {
      return allowed.failure(reference.refusal())
          ? null
          : new Disagreement(
              expression, null, "we accept it; RocketMQ refuses it: " + reference.refusal());
    }
    for (StoredMessage message : messages) {
      try {
        boolean matches = ours.matches(message);
        if (matches != reference.matches(message)
            && (reference.failure() == null || !allowed.failure(reference.failure()))) {
          return new Disagreement(
              expression, message, "we say " + matches + "; RocketMQ says " + !matches);
        }
      } catch (Exception | StackOverflowError e) {
        return new Disagreement(expression, message, "we fail: " + e);
      }
    }
    return null;
  }

  /** The same disagreement with all left away of expression and message that can be. */
  Disagreement minimised(Iterable<StoredMessage> messages, AllowedDifferences allowed) {
    Disagreement shortest = this;
    for (int part = expression.length() / 2; part > 0; part /= 2) {
      for (int at = 0; at + part <= shortest.expression.length(); ) {
        Disagreement shorter = about(without(shortest.expression, at, part), messages, allowed);
        if (shorter == null) {
          at++;
        } else {
          shortest = shorter;
        }
      }
    }
    return shortest.message == null ? shortest : shortest.withFewerProperties(allowed);
  }

  private Disagreement withFewerProperties(AllowedDifferences allowed) {
    Disagreement fewest = this;
    for (String name : message.names()) {
      Disagreement fewer = about(expression, List.of(fewest.message.without(name)), allowed);
      fewest = fewer == null ? fewest : fewer;
    }
    return fewest;
  }

  private static String without(String text, int at, int length) {
    return text.substring(0, at) + text.substring(at + length);
  }

  @Override
  public String toString() {
    return "«"
        + expression
        + "»"
        + (message == null ? "" : " of the message " + message)
        + ": "
        + what;
  }
}
