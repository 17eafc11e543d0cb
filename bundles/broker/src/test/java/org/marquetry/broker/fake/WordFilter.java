/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.fake;

import java.util.ArrayList;
import java.util.List;
import org.marquetry.filter.FilterContext;
import org.marquetry.filter.FilterExpressionException;
import org.marquetry.filter.FilterProvider;
import org.marquetry.filter.MessageFilter;
import org.marquetry.message.MessageView;
import org.marquetry.message.PropertyText;

/**
 * A filter for tests: messages whose property {@code word} is the expression. Throws at a message
 * whose word is {@code bad}, and refuses expressions with a question mark.
 */
public final class WordFilter implements FilterProvider {

  /** Expressions in the order in which they were compiled. */
  public final List<String> compiled = new ArrayList<>();

  /** Queue offsets of the messages that it was asked about. */
  public final List<Long> asked = new ArrayList<>();

  /** The message that it was asked about last, kept though it must not be. */
  public MessageView kept;

  private final Runnable work;

  public WordFilter() {
    this(() -> {});
  }

  /**
   * @param work done for every message
   */
  public WordFilter(Runnable work) {
    this.work = work;
  }

  @Override
  public MessageFilter compile(FilterContext context) throws FilterExpressionException {
    String expression = context.expression();
    int question = expression.indexOf('?');
    if (question >= 0) {
      throw new FilterExpressionException(question, "no question marks, please");
    }
    compiled.add(expression);
    byte[] name = PropertyText.name("word");
    byte[] wanted = PropertyText.name(expression);
    PropertyText word = new PropertyText();
    return message -> {
      work.run();
      asked.add(message.queueOffset());
      kept = message;
      message.property(name, word);
      if (word.toString().equals("bad")) {
        throw new IllegalArgumentException("a bad word");
      }
      return word.is(wanted);
    };
  }
}
