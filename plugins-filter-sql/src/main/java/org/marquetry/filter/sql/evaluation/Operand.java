/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import org.marquetry.message.MessageView;

/** A part of an expression that has a value. Immutable, but for what properties keep. */
public sealed interface Operand {

  /** Where it begins in the expression, for messages. */
  int position();

  /** Of conditions within each other, for evaluation to be called recursively. */
  int depth();

  /** Whether its value is written out and nothing is before it. */
  default boolean isLiteral() {
    return false;
  }

  Kind kind(MessageView message);

  /** A text as it is written, without its quotes. */
  record Text(int position, String value) implements Operand {

    @Override
    public boolean isLiteral() {
      return true;
    }

    @Override
    public int depth() {
      return 0;
    }

    @Override
    public Kind kind(MessageView message) {
      return Kind.ofText(value.equalsIgnoreCase("true"));
    }
  }

  /**
   * An integer.
   *
   * @param bits 32 or 64: how large an integer a property may be that is compared with it
   * @param isLiteral as it is written, without a minus before it
   */
  record WholeNumber(int position, long value, int bits, boolean isLiteral) implements Operand {

    @Override
    public int depth() {
      return 0;
    }

    @Override
    public Kind kind(MessageView message) {
      return Kind.NUMBER;
    }
  }

  /**
   * A number with a fraction or an exponent.
   *
   * @param isLiteral as it is written, without a minus before it
   */
  record DecimalNumber(int position, double value, boolean isLiteral) implements Operand {

    @Override
    public int depth() {
      return 0;
    }

    @Override
    public Kind kind(MessageView message) {
      return Kind.NUMBER;
    }
  }

  /**
   * TRUE, FALSE or NULL.
   *
   * @param truth unknown: NULL
   */
  record Constant(int position, Truth truth) implements Operand {

    @Override
    public boolean isLiteral() {
      return true;
    }

    @Override
    public int depth() {
      return 0;
    }

    @Override
    public Kind kind(MessageView message) {
      return Kind.of(truth);
    }
  }

  /** The value of a property, a text. */
  record OfProperty(int position, Property property) implements Operand {

    @Override
    public int depth() {
      return 0;
    }

    @Override
    public Kind kind(MessageView message) {
      return property.isPresent(message) ? Kind.ofText(property.readsTrue()) : Kind.ABSENT;
    }
  }

  /** The truth of a condition. */
  record OfCondition(int position, int depth, Condition condition) implements Operand {

    @Override
    public Kind kind(MessageView message) {
      return Kind.of(condition.test(message));
    }
  }

  /**
   * A minus before what is no number: always NULL, unless what is behind the minus fails.
   *
   * @param operand behind the minus
   */
  record Nothing(int position, Operand operand) implements Operand {

    @Override
    public int depth() {
      return operand.depth();
    }

    @Override
    public Kind kind(MessageView message) {
      return operand.kind(message) == Kind.ERROR ? Kind.ERROR : Kind.ABSENT;
    }
  }
}
