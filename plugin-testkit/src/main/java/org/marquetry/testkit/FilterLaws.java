/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import org.marquetry.filter.FilterContext;
import org.marquetry.filter.FilterExpressionException;
import org.marquetry.filter.FilterProvider;
import org.marquetry.filter.MessageFilter;

/**
 * The laws of a filter. To be inherited by a test of the filter:
 *
 * <pre>{@code
 * class PrefixFilterLawsTest extends FilterLaws {
 *   @Override protected FilterProvider provider() { return new PrefixFilter(); }
 *   @Override protected List<String> expressions() { return List.of("color", "size"); }
 *   @Override protected List<String> illegalExpressions() { return List.of(""); }
 *   @Override protected List<String> properties() { return List.of("color", "size"); }
 * }
 * }</pre>
 */
public abstract class FilterLaws {

  /** {@return a new provider, as a started bundle makes it} */
  protected abstract FilterProvider provider();

  /** {@return legal expressions, at least one} */
  protected abstract List<String> expressions();

  /** {@return expressions that must be refused; empty where the language has none} */
  protected abstract List<String> illegalExpressions();

  /** {@return names of properties that the expressions look at} */
  protected abstract List<String> properties();

  /** {@return what one call may use} */
  protected Budget budget() {
    return Budget.DEFAULT;
  }

  /** {@return messages that every filter is asked about} */
  protected List<TestMessage> messages() {
    return HostileMessages.with(properties());
  }

  private record Expression(String expression) implements FilterContext {
    @Override
    public String group() {
      return "group";
    }

    @Override
    public String topic() {
      return "topic";
    }
  }

  private MessageFilter compile(FilterProvider provider, String expression) {
    try {
      MessageFilter filter = provider.compile(new Expression(expression));
      assertNotNull(filter, "what is compiled of " + expression);
      return filter;
    } catch (FilterExpressionException e) {
      return fail("the expression '" + expression + "' is refused: " + e.getMessage());
    }
  }

  @Law
  void refusesIllegalExpressionsWithAReason() {
    for (String illegal : illegalExpressions()) {
      FilterExpressionException refused =
          assertThrows(
              FilterExpressionException.class,
              () -> provider().compile(new Expression(illegal)),
              "the illegal expression '" + illegal + "' is not refused");
      if (refused.getMessage() == null || refused.getMessage().isBlank()) {
        fail("the expression '" + illegal + "' is refused without a reason for its author");
      }
    }
  }

  @Law
  void judgesEveryMessageThatAProducerMaySend() {
    for (String expression : expressions()) {
      judge(compile(provider(), expression), expression);
    }
  }

  @Law
  void judgesAlikeAfterASwap() {
    for (String expression : expressions()) {
      List<Boolean> before = judge(compile(provider(), expression), expression);
      MessageFilter after = compile(provider(), expression);
      assertEquals(before, judge(after, expression), expression + " after a swap");
      assertEquals(before, judge(after, expression), expression + " asked a second time");
    }
  }

  @Law
  void servesSeveralThreadsAtOnce() throws Exception {
    FilterProvider provider = provider();
    for (String expression : expressions()) {
      List<Boolean> alone = judge(compile(provider, expression), expression);
      for (List<Boolean> result :
          Together.call(() -> judge(compile(provider, expression), expression))) {
        assertEquals(alone, result, expression + " on several threads");
      }
    }
  }

  @Law
  void staysWithinItsBudget() throws Exception {
    for (String expression : expressions()) {
      FilterProvider provider = provider();
      compile(provider, expression);
      budget().check("compiling " + expression, () -> compile(provider, expression));
      MessageFilter filter = compile(provider, expression);
      for (TestMessage message : messages()) {
        filter.matches(message);
        budget()
            .check("judging the " + message + " by " + expression, () -> filter.matches(message));
      }
    }
  }

  private List<Boolean> judge(MessageFilter filter, String expression) {
    List<Boolean> matches = new ArrayList<>();
    for (TestMessage message : messages()) {
      BorrowedMessage borrowed = new BorrowedMessage(message);
      try {
        matches.add(filter.matches(borrowed));
      } catch (Exception | StackOverflowError e) {
        return fail(
            "judging the "
                + message
                + " by "
                + expression
                + " failed, and its subscription would wait; a filter for which a message is unfit"
                + " says false",
            e);
      } finally {
        borrowed.giveBack();
      }
    }
    return matches;
  }
}
