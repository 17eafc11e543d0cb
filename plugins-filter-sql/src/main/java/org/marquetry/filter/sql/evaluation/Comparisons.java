/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.marquetry.filter.FilterExpressionException;
import org.marquetry.filter.sql.evaluation.Operand.Constant;
import org.marquetry.filter.sql.evaluation.Operand.DecimalNumber;
import org.marquetry.filter.sql.evaluation.Operand.Nothing;
import org.marquetry.filter.sql.evaluation.Operand.OfCondition;
import org.marquetry.filter.sql.evaluation.Operand.OfProperty;
import org.marquetry.filter.sql.evaluation.Operand.Text;
import org.marquetry.filter.sql.evaluation.Operand.WholeNumber;

/** Finds the evaluator of a comparison by what stands on its two sides. Stateless. */
final class Comparisons {

  private Comparisons() {}

  static Condition equal(Operand left, Operand right) throws FilterExpressionException {
    checkComparable(left);
    checkComparable(right);
    if (left instanceof Constant && right.isLiteral() && !(right instanceof Constant)) {
      throw new FilterExpressionException(
          right.position(),
          "TRUE and FALSE on the left cannot be compared with what is always something else;"
              + " compare a property");
    }
    if (left instanceof OfProperty a && right instanceof OfProperty b) {
      return new PropertyEquality(a.property(), b.property());
    }
    if (left instanceof OfProperty a && (right instanceof Text || isNumber(right))) {
      return propertyEqual(a.property(), right, Truth.UNKNOWN);
    }
    if (right instanceof OfProperty b && (left instanceof Text || isNumber(left))) {
      return propertyEqual(b.property(), left, Truth.FALSE);
    }
    if ((left instanceof Text || isNumber(left)) && (right instanceof Text || isNumber(right))) {
      return new Fixed(literalsEqual(left, right));
    }
    return new MixedEquality(left, right);
  }

  static Condition isNull(Operand operand) {
    return operand instanceof OfProperty of
        ? Presence.isNull(of.property())
        : new MixedEquality(operand, new Constant(operand.position(), Truth.UNKNOWN));
  }

  static Condition ordered(Operand left, Relation relation, Operand right)
      throws FilterExpressionException {
    checkOrdered(left, relation);
    checkOrdered(right, relation);
    if (left instanceof Nothing) {
      return new Unless(left, Truth.UNKNOWN);
    }
    if (right instanceof Nothing) {
      return left instanceof OfProperty a
          ? new IfPresent(a.property(), new Unless(right, Truth.UNKNOWN))
          : new Unless(right, Truth.UNKNOWN);
    }
    if (left instanceof OfProperty a) {
      return right instanceof OfProperty b
          ? new PropertyOrder(a.property(), relation, b.property())
          : numeric(a.property(), relation, right, Truth.UNKNOWN);
    }
    return right instanceof OfProperty b
        ? numeric(b.property(), relation.mirrored(), left, Truth.UNKNOWN)
        : new Fixed(Truth.of(relation.holds(order(left, right))));
  }

  static Condition between(Operand value, Operand low, Operand high)
      throws FilterExpressionException {
    Condition aboveLow = ordered(value, Relation.AT_LEAST, low);
    Condition belowHigh = ordered(value, Relation.AT_MOST, high);
    if (low.isLiteral() && high.isLiteral() && order(low, high) > 0) {
      throw new FilterExpressionException(
          low.position(),
          "the lower bound of BETWEEN is above the upper one; write the lower one first");
    }
    return new All(List.of(aboveLow, belowHigh));
  }

  static Condition notBetween(Operand value, Operand low, Operand high)
      throws FilterExpressionException {
    return new Any(
        List.of(ordered(value, Relation.LESS, low), ordered(value, Relation.GREATER, high)));
  }

  private static Condition propertyEqual(Property property, Operand literal, Truth missing) {
    return literal instanceof Text text
        ? new TextComparison(property, TextMatches.same(text.value()), false, missing)
        : numeric(property, Relation.EQUAL, literal, missing);
  }

  private static Condition numeric(
      Property property, Relation relation, Operand number, Truth missing) {
    return number instanceof WholeNumber whole
        ? new WholeNumberComparison(property, relation, whole, missing)
        : new DecimalComparison(property, relation, decimal(number), missing);
  }

  private static Truth literalsEqual(Operand left, Operand right) {
    if (left instanceof Text a && right instanceof Text b) {
      return Truth.of(a.value().equals(b.value()));
    }
    if (left instanceof Text text) {
      return readsAs(text, right);
    }
    return right instanceof Text text ? readsAs(text, left) : Truth.of(order(left, right) == 0);
  }

  /** Whether a text, read as a number of the other's kind, is the other. */
  private static Truth readsAs(Text text, Operand number) {
    byte[] bytes = text.value().getBytes(UTF_8);
    if (number instanceof WholeNumber whole) {
      IntegerText read = new IntegerText();
      boolean fits =
          read.read(bytes, bytes.length)
              && (whole.bits() == Long.SIZE || read.value() == (int) read.value());
      return fits ? Truth.of(read.value() == whole.value()) : Truth.ERROR;
    }
    DecimalText read = new DecimalText();
    return read.read(bytes, bytes.length)
        ? Truth.of(Double.compare(read.value(), decimal(number)) == 0)
        : Truth.ERROR;
  }

  /** Of two numbers. */
  private static int order(Operand left, Operand right) {
    return left instanceof WholeNumber a && right instanceof WholeNumber b
        ? Long.compare(a.value(), b.value())
        : Double.compare(decimal(left), decimal(right));
  }

  private static double decimal(Operand number) {
    return number instanceof WholeNumber whole ? whole.value() : ((DecimalNumber) number).value();
  }

  private static boolean isNumber(Operand operand) {
    return operand instanceof WholeNumber || operand instanceof DecimalNumber;
  }

  private static void checkComparable(Operand operand) throws FilterExpressionException {
    if (operand instanceof Constant constant && constant.truth() == Truth.UNKNOWN) {
      throw new FilterExpressionException(
          operand.position(), "NULL cannot be compared; write IS NULL or IS NOT NULL");
    }
  }

  private static void checkOrdered(Operand operand, Relation relation)
      throws FilterExpressionException {
    if (operand instanceof Text) {
      throw new FilterExpressionException(
          operand.position(),
          "a text has no order, so "
              + relation
              + " cannot compare it; use = or <>, or leave the"
              + " quotes of a number away");
    }
    if (operand instanceof Constant) {
      throw new FilterExpressionException(
          operand.position(),
          "TRUE, FALSE and NULL have no order, so "
              + relation
              + " cannot compare them; use =, <>"
              + " or IS NULL");
    }
    if (operand instanceof OfCondition) {
      throw new FilterExpressionException(
          operand.position(),
          "a condition has no order, so "
              + relation
              + " cannot compare it; join conditions by AND"
              + " or OR");
    }
  }
}
