/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

/**
 * Which filter a subscription asks for. Clients can name {@code SQL92} alone: an SQL92 expression
 * that begins with {@code #!name} and a blank is one of the filter of that name.
 *
 * @param name of the filter
 * @param expression without the mark
 * @param illegal {@code null} unless the mark names no filter
 */
public record Asked(String name, String expression, Illegal illegal) {

  public static final String SQL = "SQL92";
  private static final String MARK = "#!";

  /**
   * @param type as the client sends it
   */
  public static Asked of(String type, String expression) {
    String text = expression == null ? "" : expression;
    int mark = text.length() - text.stripLeading().length();
    if (!type.equals(SQL) || !text.startsWith(MARK, mark)) {
      return new Asked(type, text, null);
    }
    int start = mark + MARK.length();
    int end = start;
    while (end < text.length() && nameCharacter(text.charAt(end))) {
      end++;
    }
    if (end == start || (end < text.length() && !Character.isWhitespace(text.charAt(end)))) {
      return new Asked(
          type,
          text,
          new Illegal(
              type,
              text,
              end,
              "at character "
                  + (end + 1)
                  + ": after #! the name of a filter is expected (letters, digits, '_', '-', '.')"
                  + " and a blank, as in \"#!SQL92 a = 1\""));
    }
    return new Asked(text.substring(start, end), text.substring(end).strip(), null);
  }

  /** Whether a filter may be called so. */
  static boolean legalName(String name) {
    return !name.isEmpty() && name.chars().allMatch(c -> nameCharacter((char) c));
  }

  private static boolean nameCharacter(char c) {
    return (c < 0x80 && Character.isLetterOrDigit(c)) || c == '_' || c == '-' || c == '.';
  }
}
