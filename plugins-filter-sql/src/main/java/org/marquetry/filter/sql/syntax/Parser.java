/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.syntax;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.marquetry.filter.FilterExpressionException;
import org.marquetry.filter.MessageFilter;
import org.marquetry.filter.sql.evaluation.ExpressionBuilder;
import org.marquetry.filter.sql.evaluation.Limits;
import org.marquetry.filter.sql.evaluation.Operand;
import org.marquetry.filter.sql.evaluation.Relation;
import org.marquetry.filter.sql.evaluation.TextRelation;
import org.marquetry.filter.sql.evaluation.Truth;

/** Compiles an expression, operators in the order of their {@link Binding}. Not thread-safe. */
public final class Parser {

  private final String text;
  private final Lexer lexer;
  private final ExpressionBuilder builder = new ExpressionBuilder();
  private Token token;
  private int nesting;

  private Parser(String text) throws FilterExpressionException {
    this.text = text;
    this.lexer = new Lexer(text);
    this.token = lexer.next();
  }

  /**
   * Compiles an expression. What follows a whole expression is not looked at, but for its first
   * token.
   */
  public static MessageFilter compile(String text) throws FilterExpressionException {
    if (text.length() > Limits.LENGTH) {
      throw new FilterExpressionException(
          Limits.LENGTH,
          "the expression has "
              + text.length()
              + " characters, of which "
              + Limits.LENGTH
              + " are allowed; shorten it");
    }
    Parser parser = new Parser(text);
    return parser.builder.finish(parser.expression(Binding.OR));
  }

  /**
   * The longest expression of operators that bind at least so much, each no more than the one
   * before it: {@code a IS NULL < 5} ends behind NULL.
   */
  private Operand expression(Binding least) throws FilterExpressionException {
    Operand left = operand();
    Binding most = Binding.COMPARISON;
    while (true) {
      Binding binding = Binding.of(token.type());
      if (binding.compareTo(least) < 0 || binding.compareTo(most) > 0) {
        return left;
      }
      most = binding;
      left =
          switch (binding) {
            case NONE -> throw new IllegalStateException("asked for what binds nothing");
            case OR -> builder.any(joined(left, TokenType.OR, Binding.AND));
            case AND -> builder.all(joined(left, TokenType.AND, Binding.EQUALITY));
            case EQUALITY -> equality(left);
            case COMPARISON -> comparison(left);
          };
    }
  }

  private List<Operand> joined(Operand first, TokenType by, Binding least)
      throws FilterExpressionException {
    List<Operand> operands = new ArrayList<>(List.of(first));
    while (accept(by)) {
      operands.add(expression(least));
    }
    return operands;
  }

  private Operand equality(Operand left) throws FilterExpressionException {
    if (accept(TokenType.EQUAL)) {
      return builder.equal(left, expression(Binding.COMPARISON));
    }
    if (accept(TokenType.NOT_EQUAL)) {
      return builder.notEqual(left, expression(Binding.COMPARISON));
    }
    expect(TokenType.IS, "");
    boolean negated = accept(TokenType.NOT);
    expect(TokenType.NULL, "write IS NULL or IS NOT NULL");
    return builder.isNull(left, negated);
  }

  private Operand comparison(Operand left) throws FilterExpressionException {
    Relation relation = relation(token.type());
    if (relation != null) {
      advance();
      return builder.ordered(left, relation, operand());
    }
    boolean negated = accept(TokenType.NOT);
    TextRelation search = search(token.type());
    if (search != null) {
      advance();
      return builder.search(left, search, textValue(search + " takes a text"), negated);
    }
    if (accept(TokenType.BETWEEN)) {
      Operand low = operand();
      expect(TokenType.AND, "write BETWEEN low AND high");
      return builder.between(left, low, operand(), negated);
    }
    if (accept(TokenType.IN)) {
      return builder.in(left, texts(), negated);
    }
    throw unexpected(
        "behind a value NOT is followed by IN, BETWEEN, CONTAINS, STARTSWITH or ENDSWITH; to"
            + " negate a whole condition write NOT before it");
  }

  private static Relation relation(TokenType type) {
    return switch (type) {
      case LESS -> Relation.LESS;
      case AT_MOST -> Relation.AT_MOST;
      case GREATER -> Relation.GREATER;
      case AT_LEAST -> Relation.AT_LEAST;
      default -> null;
    };
  }

  private static TextRelation search(TokenType type) {
    return switch (type) {
      case CONTAINS -> TextRelation.CONTAINS;
      case STARTSWITH -> TextRelation.STARTSWITH;
      case ENDSWITH -> TextRelation.ENDSWITH;
      default -> null;
    };
  }

  /** The texts in the parentheses of IN. */
  private Set<String> texts() throws FilterExpressionException {
    String remedy = "IN takes texts, as in IN ('a', 'b')";
    expect(TokenType.OPEN, remedy);
    Set<String> texts = new HashSet<>();
    int count = 0;
    do {
      int position = token.begin();
      texts.add(textValue(remedy));
      count++;
      if (count > Limits.IN_TEXTS) {
        throw new FilterExpressionException(
            position, "IN takes up to " + Limits.IN_TEXTS + " texts; split it, joined by OR");
      }
    } while (accept(TokenType.COMMA));
    expect(TokenType.CLOSE, remedy);
    return texts;
  }

  /** A value with the signs and NOTs before it, which are applied from the inside outwards. */
  private Operand operand() throws FilterExpressionException {
    List<Token> signs = new ArrayList<>(0);
    while (token.type() == TokenType.PLUS
        || token.type() == TokenType.MINUS
        || token.type() == TokenType.NOT) {
      signs.add(advance());
    }
    Operand operand = token.type() == TokenType.OPEN ? parenthesized() : value();
    for (int i = signs.size() - 1; i >= 0; i--) {
      Token sign = signs.get(i);
      if (sign.type() == TokenType.MINUS) {
        operand = builder.minus(sign.begin(), operand);
      } else if (sign.type() == TokenType.NOT) {
        operand = builder.not(sign.begin(), operand);
      }
    }
    return operand;
  }

  private Operand value() throws FilterExpressionException {
    int position = token.begin();
    return switch (token.type()) {
      case TEXT -> builder.text(position, textValue(""));
      case WHOLE_NUMBER -> builder.wholeNumber(position, digits(advance()));
      case DECIMAL_NUMBER -> builder.decimalNumber(position, image(advance()));
      case TRUE -> constant(Truth.TRUE);
      case FALSE -> constant(Truth.FALSE);
      case NULL -> constant(Truth.UNKNOWN);
      case PROPERTY -> builder.property(position, image(advance()));
      default -> throw unexpected("a property, a number, a text or a parenthesis should be here");
    };
  }

  private Operand constant(Truth truth) throws FilterExpressionException {
    return builder.constant(advance().begin(), truth);
  }

  private Operand parenthesized() throws FilterExpressionException {
    Token open = advance();
    nesting++;
    if (nesting > Limits.NESTING) {
      throw new FilterExpressionException(
          open.begin(),
          "more than " + Limits.NESTING + " parentheses within each other; leave some away");
    }
    Operand operand = expression(Binding.OR);
    nesting--;
    expect(TokenType.CLOSE, "close the parenthesis of character " + (open.begin() + 1));
    return operand;
  }

  private String textValue(String remedy) throws FilterExpressionException {
    String quoted = image(expect(TokenType.TEXT, remedy));
    return quoted.substring(1, quoted.length() - 1).replace("''", "'");
  }

  private String digits(Token number) {
    String image = image(number);
    int last = image.length() - 1;
    return (image.charAt(last) | 0x20) == 'l' ? image.substring(0, last) : image;
  }

  private String image(Token of) {
    return text.substring(of.begin(), of.end());
  }

  private boolean accept(TokenType type) throws FilterExpressionException {
    if (token.type() == type) {
      advance();
      return true;
    }
    return false;
  }

  private Token expect(TokenType type, String remedy) throws FilterExpressionException {
    if (token.type() != type) {
      throw unexpected(remedy);
    }
    return advance();
  }

  private Token advance() throws FilterExpressionException {
    Token passed = token;
    token = lexer.next();
    return passed;
  }

  private FilterExpressionException unexpected(String remedy) {
    return new FilterExpressionException(
        token.begin(), token.type() + " is not expected here; " + remedy);
  }
}
