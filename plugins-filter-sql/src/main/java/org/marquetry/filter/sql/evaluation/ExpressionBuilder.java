/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.filter.FilterExpressionException;
import org.marquetry.filter.MessageFilter;
import org.marquetry.filter.sql.evaluation.Operand.Constant;
import org.marquetry.filter.sql.evaluation.Operand.DecimalNumber;
import org.marquetry.filter.sql.evaluation.Operand.Nothing;
import org.marquetry.filter.sql.evaluation.Operand.OfCondition;
import org.marquetry.filter.sql.evaluation.Operand.OfProperty;
import org.marquetry.filter.sql.evaluation.Operand.Text;
import org.marquetry.filter.sql.evaluation.Operand.WholeNumber;

/**
 * Builds one expression from its innermost parts outwards, refusing what means nothing. Positions
 * are those of the parts in the expression's text. Not thread-safe.
 */
public final class ExpressionBuilder {

  private final Map<String, Property> properties = new HashMap<>();
  private int comparisons;

  public Operand text(int position, String value) {
    return new Text(position, value);
  }

  /**
   * An integer.
   *
   * @param digits without a sign
   */
  public Operand wholeNumber(int position, String digits) throws FilterExpressionException {
    long value;
    try {
      value = Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new FilterExpressionException(
          position,
          "integers go up to " + Long.MAX_VALUE + "; write a larger number with a decimal point");
    }
    return new WholeNumber(position, value, bits(value), true);
  }

  private static int bits(long value) {
    return value == (int) value ? Integer.SIZE : Long.SIZE;
  }

  /**
   * A number with a decimal point or an exponent.
   *
   * @param text without a sign
   */
  public Operand decimalNumber(int position, String text) throws FilterExpressionException {
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value)) {
      throw new FilterExpressionException(
          position, "decimal numbers go up to " + Double.MAX_VALUE + "; write a smaller one");
    }
    if (value == 0) {
      throw new FilterExpressionException(
          position,
          "decimal numbers begin at " + Double.MIN_VALUE + "; write 0 without a decimal point");
    }
    return new DecimalNumber(position, value, true);
  }

  /**
   * A truth value.
   *
   * @param truth unknown: NULL
   */
  public Operand constant(int position, Truth truth) {
    return new Constant(position, truth);
  }

  public Operand property(int position, String name) throws FilterExpressionException {
    Property property = properties.computeIfAbsent(name, Property::new);
    if (properties.size() > Limits.PROPERTIES) {
      throw new FilterExpressionException(
          position, "the expression names more than " + Limits.PROPERTIES + " properties");
    }
    return new OfProperty(position, property);
  }

  /** A minus before an operand. */
  public Operand minus(int position, Operand operand) {
    if (operand instanceof WholeNumber number) {
      // Keeps its bits: -2147483648 is a number of 64.
      return new WholeNumber(position, -number.value(), number.bits(), false);
    }
    if (operand instanceof DecimalNumber number) {
      return new DecimalNumber(position, -number.value(), false);
    }
    return operand instanceof Nothing nothing
        ? new Nothing(position, nothing.operand())
        : new Nothing(position, operand);
  }

  public Operand not(int position, Operand operand) throws FilterExpressionException {
    Condition condition = condition(operand);
    return condition instanceof Not negated
        ? new OfCondition(position, operand.depth() - 1, negated.condition())
        : of(position, new Not(condition), List.of(operand));
  }

  /** AND of two or more. */
  public Operand all(List<Operand> operands) throws FilterExpressionException {
    return of(operands.get(0).position(), new All(conditions(operands)), operands);
  }

  /** OR of two or more. */
  public Operand any(List<Operand> operands) throws FilterExpressionException {
    return of(operands.get(0).position(), new Any(conditions(operands)), operands);
  }

  public Operand equal(Operand left, Operand right) throws FilterExpressionException {
    return compared(Comparisons.equal(left, right), left, right);
  }

  public Operand notEqual(Operand left, Operand right) throws FilterExpressionException {
    return compared(new Not(Comparisons.equal(left, right)), left, right);
  }

  public Operand isNull(Operand operand, boolean negated) throws FilterExpressionException {
    Condition isNull = Comparisons.isNull(operand);
    return compared(negated ? new Not(isNull) : isNull, operand);
  }

  public Operand ordered(Operand left, Relation relation, Operand right)
      throws FilterExpressionException {
    return compared(Comparisons.ordered(left, relation, right), left, right);
  }

  public Operand between(Operand value, Operand low, Operand high, boolean negated)
      throws FilterExpressionException {
    Condition condition =
        negated ? Comparisons.notBetween(value, low, high) : Comparisons.between(value, low, high);
    return compared(condition, value, low, high);
  }

  public Operand in(Operand operand, Collection<String> texts, boolean negated)
      throws FilterExpressionException {
    if (operand instanceof OfProperty of) {
      return compared(
          new TextComparison(of.property(), TextMatches.oneOf(texts), negated, Truth.UNKNOWN),
          operand);
    }
    throw new FilterExpressionException(
        operand.position(), "the left side of IN must be a property; write = for anything else");
  }

  public Operand search(Operand operand, TextRelation relation, String wanted, boolean negated)
      throws FilterExpressionException {
    return compared(relation.condition(operand, wanted, negated), operand);
  }

  /** The whole expression. Nothing more is to be built. */
  public MessageFilter finish(Operand operand) throws FilterExpressionException {
    return new Expression(condition(operand), properties.values());
  }

  private Operand compared(Condition condition, Operand... operands)
      throws FilterExpressionException {
    count(operands[0]);
    return of(operands[0].position(), condition, List.of(operands));
  }

  private void count(Operand compared) throws FilterExpressionException {
    comparisons++;
    if (comparisons > Limits.COMPARISONS) {
      throw new FilterExpressionException(
          compared.position(),
          "the expression has more than "
              + Limits.COMPARISONS
              + " comparisons; write IN for many values of one property");
    }
  }

  private static Operand of(int position, Condition condition, List<Operand> parts)
      throws FilterExpressionException {
    int depth = 1 + parts.stream().mapToInt(Operand::depth).max().orElse(0);
    if (depth > Limits.NESTING) {
      throw new FilterExpressionException(
          position,
          "more than " + Limits.NESTING + " conditions within each other; take some apart");
    }
    return new OfCondition(position, depth, condition);
  }

  private List<Condition> conditions(List<Operand> operands) throws FilterExpressionException {
    List<Condition> conditions = new ArrayList<>(operands.size());
    for (Operand operand : operands) {
      conditions.add(condition(operand));
    }
    return conditions;
  }

  private Condition condition(Operand operand) throws FilterExpressionException {
    if (operand instanceof OfCondition of) {
      return of.condition();
    }
    if (operand instanceof Constant constant) {
      return new Fixed(constant.truth());
    }
    if (operand instanceof OfProperty of) {
      count(operand);
      return Presence.asCondition(of.property());
    }
    throw new FilterExpressionException(
        operand.position(),
        "a number or a text is no condition; compare it with something, as in a = 1");
  }
}
