/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.syntax;

import org.marquetry.filter.FilterExpressionException;

/** Cuts an expression into tokens, each as long as it can be. Not thread-safe. */
final class Lexer {

  private final String text;
  private int at;

  Lexer(String text) {
    this.text = text;
  }

  /**
   * The next token; {@link TokenType#END} again and again at the end.
   *
   * @throws FilterExpressionException where no token begins with what is there
   */
  Token next() throws FilterExpressionException {
    skipBlanksAndComments();
    if (at == text.length()) {
      return new Token(TokenType.END, at, at);
    }
    char c = text.charAt(at);
    if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
      return number();
    }
    if (isWordStart(c)) {
      return word();
    }
    return switch (c) {
      case '\'' -> quoted();
      case '=' -> token(TokenType.EQUAL, 1);
      case '<' ->
          switch (peek(1)) {
            case '>' -> token(TokenType.NOT_EQUAL, 2);
            case '=' -> token(TokenType.AT_MOST, 2);
            default -> token(TokenType.LESS, 1);
          };
      case '>' -> peek(1) == '=' ? token(TokenType.AT_LEAST, 2) : token(TokenType.GREATER, 1);
      case '(' -> token(TokenType.OPEN, 1);
      case ')' -> token(TokenType.CLOSE, 1);
      case ',' -> token(TokenType.COMMA, 1);
      case '+' -> token(TokenType.PLUS, 1);
      case '-' -> token(TokenType.MINUS, 1);
      default -> throw new FilterExpressionException(at, stray(c));
    };
  }

  private Token token(TokenType type, int length) {
    Token token = new Token(type, at, at + length);
    at += length;
    return token;
  }

  private char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : '\0';
  }

  private void skipBlanksAndComments() {
    while (at < text.length()) {
      int end = isBlank(text.charAt(at)) ? at + 1 : commentEnd();
      if (end < 0) {
        return;
      }
      at = end;
    }
  }

  /** Behind the comment that begins here; negative where none does. */
  private int commentEnd() {
    if (text.startsWith("/*", at)) {
      int close = text.indexOf("*/", at + 2);
      return close < 0 ? -1 : close + 2;
    }
    if (text.startsWith("--", at)) {
      // Without the end of the line these are two minus signs.
      for (int end = at + 2; end < text.length(); end++) {
        char c = text.charAt(end);
        if (c == '\n' || c == '\r') {
          return end + 1;
        }
      }
    }
    return -1;
  }

  private Token word() {
    int end = at + 1;
    while (end < text.length() && (isWordStart(text.charAt(end)) || isDigit(text.charAt(end)))) {
      end++;
    }
    return token(TokenType.ofWord(text.substring(at, end)), end - at);
  }

  private Token number() {
    int integerEnd = skipDigits(at);
    int end = integerEnd;
    boolean decimal = end < text.length() && text.charAt(end) == '.';
    if (decimal) {
      end = skipDigits(end + 1);
    }
    int exponentEnd = exponentEnd(end);
    if (exponentEnd > end) {
      decimal = true;
      end = exponentEnd;
    }
    if (decimal) {
      return token(TokenType.DECIMAL_NUMBER, end - at);
    }
    if (text.charAt(at) == '0') {
      // An integer with a zero before it is that zero, and another number behind it.
      return token(TokenType.WHOLE_NUMBER, 1);
    }
    boolean suffix = integerEnd < text.length() && (text.charAt(integerEnd) | 0x20) == 'l';
    return token(TokenType.WHOLE_NUMBER, integerEnd - at + (suffix ? 1 : 0));
  }

  /** Behind the exponent that begins here; the same place where none does. */
  private int exponentEnd(int begin) {
    if (begin < text.length() && (text.charAt(begin) | 0x20) == 'e') {
      int digits = begin + 1;
      if (digits < text.length() && (text.charAt(digits) == '+' || text.charAt(digits) == '-')) {
        digits++;
      }
      int end = skipDigits(digits);
      return end > digits ? end : begin;
    }
    return begin;
  }

  private int skipDigits(int from) {
    int end = from;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private Token quoted() throws FilterExpressionException {
    int end = at + 1;
    int closed = -1;
    while (end < text.length()) {
      if (text.charAt(end) == '\'') {
        closed = end + 1;
        if (closed == text.length() || text.charAt(closed) != '\'') {
          return token(TokenType.TEXT, closed - at);
        }
        end++;
      }
      end++;
    }
    if (closed < 0) {
      throw new FilterExpressionException(
          at, "the text that begins here has no end; close it with a single quote");
    }
    // The last doubled quote was no doubled quote, but the end and another beginning.
    return token(TokenType.TEXT, closed - at);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWordStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
  }

  private String stray(char c) {
    return switch (c) {
      case '"' -> "double quotes mean nothing here; write texts in single quotes";
      case '!' -> "'!' means nothing here; write <> for unequal and NOT for not";
      case '/' ->
          text.startsWith("/*", at)
              ? "the comment that begins here has no end; close it with */"
              : "'/' means nothing here; values are compared, not computed";
      case '*', '%' -> "'" + c + "' means nothing here; values are compared, not computed";
      case '.' -> "'.' means nothing here; names of properties are of letters, digits, _ and $";
      default ->
          (c > ' ' && c < 0x7f
                  ? "'" + c + "'"
                  : String.format("the character U+%04X", text.codePointAt(at)))
              + " means nothing here; names of properties are of the letters a to z, digits, _ and"
              + " $, and texts are in single quotes";
    };
  }
}
