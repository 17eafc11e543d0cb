/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.differential;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.marquetry.filter.sql.StoredMessage;

/**
 * Makes expressions and messages: well-formed ones, ones with a slip, and noise of the language's
 * own words. Drawn from one seed, so that a failure can be had again.
 */
public final class Grammar {

  private static final List<String> NAMES =
      List.of("a", "b", "c", "A", "_x", "$y9", "TAGS", "missing", "trueish", "IN1");

  private static final List<String> KEYWORDS =
      List.of(
          "AND",
          "OR",
          "NOT",
          "BETWEEN",
          "IN",
          "IS",
          "NULL",
          "TRUE",
          "FALSE",
          "CONTAINS",
          "STARTSWITH",
          "ENDSWITH",
          "LIKE",
          "ESCAPE",
          "XPATH");

  private static final List<String> SIGNS =
      List.of("=", "<>", "<", "<=", ">", ">=", "(", ")", ",", "+", "-", "!=", "==", "%", "*", "/");

  private static final List<String> STRAYS =
      List.of(
          "'", "\"", "#", "?", ".", ":", ";", "!", "@", "&&", "||", "\\", "{", "[", "`", "~", "^",
          "é", "\u212A", "\u017F", "\u0130n", "\u0131", "\u0000", "\uFFFF", "\u00A0", "\u2003",
          "😀", "\uD83D", "--", "--z", "/*", "*/", "a.b", "a-b", "#!x", "AN", "ANDa", "IN$", "O",
          "null1", "\u000B", "٥");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "2",
          "5",
          "9",
          "10",
          "05",
          "007",
          "1L",
          "5l",
          "0L",
          "2147483647",
          "2147483648",
          "2147483649",
          "4294967296",
          "9223372036854775807",
          "9223372036854775808",
          "99999999999999999999",
          "1.",
          ".5",
          "1.5",
          "0.0",
          "0.",
          ".0",
          "00.5",
          "5.0",
          "1e5",
          "1E5",
          "1e+5",
          "1e-5",
          "5e0",
          "5E-1",
          "1e",
          "1e+",
          "1.e2",
          ".5e1",
          "1e308",
          "1e309",
          "1e-323",
          "1e-400",
          "4.9e-324",
          "1.7976931348623157e308",
          "1.7976931348623159e308",
          "3.0000000000000001",
          "0.1",
          "123456789012345678.5",
          "9007199254740993.0",
          "0x10",
          "1_000",
          "1.5.5",
          "1..2",
          "1a",
          "1d",
          "1.5f",
          "00",
          "0e0",
          "0e1",
          "5e00");

  private static final List<String> TEXTS =
      List.of(
          "''",
          "'a'",
          "'abc'",
          "'5'",
          "'05'",
          "'5.0'",
          "'true'",
          "'TRUE'",
          "'false'",
          "'x''y'",
          "''''",
          "' '",
          "'é'",
          "'日本'",
          "'😀'",
          "'a%'",
          "'\n'",
          "'--'",
          "'/*'",
          "'NaN'",
          "'1e5'",
          "'-5'",
          "'+5'",
          "' 5'",
          "'null'",
          "'\uFFFD'",
          "'\uD83D'",
          "'ab",
          "'\"'",
          "'2147483648'",
          "'b'",
          "'TagA'",
          "'aab'",
          "'abaabaac'",
          "'Ⅷ'",
          "'٥'");

  private static final List<String> VALUES =
      List.of(
          "a",
          "abc",
          "b",
          "x'y",
          "x",
          "é",
          "日本",
          "😀",
          "5",
          "05",
          "-5",
          "+5",
          " 5",
          "5 ",
          "5.0",
          "5.",
          ".5",
          "5e0",
          "1e5",
          "0",
          "-0",
          "00",
          "0.0",
          "-0.0",
          "1",
          "2",
          "10",
          "1.5",
          "2147483647",
          "2147483648",
          "-2147483648",
          "-2147483649",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "-9223372036854775809",
          "1e308",
          "1e309",
          "1e-400",
          "-1e309",
          "NaN",
          "+NaN",
          "-NaN",
          "nan",
          "Infinity",
          "-Infinity",
          "INF",
          "0x10",
          "0x1p3",
          "0X1.8P1",
          "0x",
          "1f",
          "1D",
          "1.5F",
          "1L",
          "1_0",
          "1,5",
          "--5",
          "+-5",
          "+",
          "-",
          ".",
          "e5",
          "1e",
          "1e+",
          "1e5.0",
          "true",
          "TRUE",
          "True",
          "truE",
          "false",
          "FALSE",
          "yes",
          "null",
          "NULL",
          " ",
          "\t5\n",
          "'",
          "''",
          "\"",
          "%",
          "\u0000",
          "\u0000005",
          "٥",
          "٥٥",
          "-٥",
          "１２",
          "5٥",
          "𝟓",
          "TagA",
          "aaab",
          "abaabaabaac",
          "a b",
          "ab\nc",
          "\uFFFD",
          "3.0000000000000001",
          "9007199254740993",
          "123456789012345678",
          "123456789012345678.5",
          "0.1",
          "1.7976931348623157e308",
          "1.7976931348623159e308",
          "4.9e-324",
          "2.4e-324",
          "1e22",
          "1e23",
          "8.5e-23",
          "99999999999999999999999999",
          "-99999999999999999999999999",
          "1" + "0".repeat(400),
          "0." + "0".repeat(400) + "1",
          "0".repeat(100) + "5",
          "abc".repeat(300));

  private static final List<byte[]> NO_UTF_8 =
      List.of(
          new byte[] {(byte) 0xFF},
          new byte[] {(byte) 0xFE},
          new byte[] {'a', (byte) 0xC3},
          new byte[] {(byte) 0xE2, (byte) 0x82, 'b'},
          new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0xBD},
          new byte[] {(byte) 0xC0, (byte) 0xB1},
          new byte[] {'5', (byte) 0x80});

  /** The numbers and texts that are fine everywhere. */
  private static final List<String> FINE_NUMBERS =
      NUMBERS.stream()
          .filter(number -> number.matches("[1-9][0-9]{0,9}L?|[0-9]+\\.5|1e[+-]?5|0"))
          .toList();

  private static final List<String> FINE_TEXTS =
      TEXTS.stream().filter(text -> text.length() > 2 && text.endsWith("'")).toList();

  private final Random random;

  public Grammar(long seed) {
    random = new Random(seed);
  }

  /** A message with some of the properties. */
  public StoredMessage message() {
    Map<String, byte[]> properties = new LinkedHashMap<>();
    for (String name : NAMES) {
      if (!name.equals("missing") && random.nextInt(4) > 0) {
        properties.put(name, value());
      }
    }
    return StoredMessage.with(properties);
  }

  private byte[] value() {
    return switch (random.nextInt(12)) {
      case 0 -> pick(NO_UTF_8);
      case 1, 2, 3 -> Integer.toString(random.nextInt(12)).getBytes(UTF_8);
      default -> pick(VALUES).getBytes(UTF_8);
    };
  }

  /** An expression. */
  public String expression() {
    int kind = random.nextInt(10);
    return switch (kind) {
      case 0 -> noise();
      case 1 -> slip(disjunction(3));
      case 2, 3 -> disjunction(1 + random.nextInt(4));
      case 4 -> slip(conditions(2));
      default -> conditions(random.nextInt(4));
    };
  }

  /** A legal expression. */
  private String conditions(int depth) {
    return joined(cased(" OR "), 3, () -> joined(cased(" AND "), 3, () -> condition(depth)));
  }

  private String condition(int depth) {
    return switch (random.nextInt(depth > 0 ? 16 : 13)) {
      case 0, 1, 2 -> pick(NAMES) + gap() + pick(List.of("=", "<>")) + gap() + pick(FINE_TEXTS);
      case 3 -> pick(NAMES) + pick(List.of("=", "<>")) + cased(pick(List.of("TRUE", "FALSE")));
      case 4 -> fineValue() + gap() + pick(List.of("=", "<>")) + gap() + fineValue();
      case 5, 6, 7 -> fineValue() + gap() + pick(SIGNS.subList(2, 6)) + gap() + fineValue();
      case 8 ->
          pick(NAMES) + negation() + cased("BETWEEN ") + fineValue() + cased(" AND ") + fineValue();
      case 9 ->
          pick(NAMES) + negation() + cased("IN (") + joined(",", 2, () -> pick(FINE_TEXTS)) + ")";
      case 10 -> pick(NAMES) + negation() + search() + pick(FINE_TEXTS);
      case 11 -> pick(NAMES) + cased(pick(List.of(" IS NULL", " IS NOT NULL")));
      case 12 -> pick(NAMES);
      case 13 -> cased("NOT ") + "(" + conditions(depth - 1) + ")";
      case 14 -> "(" + conditions(depth - 1) + ")" + pick(List.of("=", "<>")) + pick(NAMES);
      default -> "(" + conditions(depth - 1) + ")";
    };
  }

  private String fineValue() {
    return switch (random.nextInt(5)) {
      case 0, 1 -> pick(NAMES);
      case 2 -> Integer.toString(random.nextInt(12));
      case 3 -> "-" + pick(FINE_NUMBERS);
      default -> pick(FINE_NUMBERS);
    };
  }

  private String search() {
    return cased(pick(List.of("CONTAINS ", "STARTSWITH ", "ENDSWITH ")));
  }

  private String disjunction(int depth) {
    return joined(" OR ", 4, () -> joined(" AND ", 4, () -> equality(depth)));
  }

  private String joined(String by, int usuallyOne, Supplier<String> part) {
    StringBuilder text = new StringBuilder(part.get());
    while (random.nextInt(usuallyOne) == 0) {
      text.append(cased(by)).append(part.get());
    }
    return text.toString();
  }

  private String equality(int depth) {
    StringBuilder text = new StringBuilder(comparison(depth));
    int more = random.nextInt(8);
    for (int i = 0; i < (more == 0 ? 2 : more < 4 ? 1 : 0); i++) {
      switch (random.nextInt(5)) {
        case 0, 1 -> text.append(gap()).append("=").append(gap()).append(comparison(depth));
        case 2 -> text.append(gap()).append("<>").append(gap()).append(comparison(depth));
        case 3 -> text.append(cased(" IS NULL"));
        default -> text.append(cased(" IS NOT NULL"));
      }
    }
    return text.toString();
  }

  private String comparison(int depth) {
    StringBuilder text = new StringBuilder(value(depth));
    int more = random.nextInt(12);
    for (int i = 0; i < (more == 0 ? 2 : more < 9 ? 1 : 0); i++) {
      switch (random.nextInt(9)) {
        case 0, 1, 2 ->
            text.append(gap()).append(pick(SIGNS.subList(2, 6))).append(gap()).append(value(depth));
        case 3, 4 -> text.append(negation()).append(search()).append(pick(TEXTS));
        case 5, 6 ->
            text.append(negation())
                .append(cased("BETWEEN "))
                .append(value(depth))
                .append(cased(" AND "))
                .append(value(depth));
        default ->
            text.append(negation())
                .append(cased("IN "))
                .append('(')
                .append(joined(gap() + ",", 2, () -> pick(TEXTS)))
                .append(')');
      }
    }
    return text.toString();
  }

  private String value(int depth) {
    return switch (random.nextInt(depth > 0 ? 16 : 13)) {
      case 0, 1, 2, 3, 4 -> pick(NAMES);
      case 5, 6 -> pick(NUMBERS);
      case 7 -> Integer.toString(random.nextInt(12));
      case 8 ->
          switch (random.nextInt(3)) {
            case 0 -> "-" + pick(NUMBERS);
            case 1 -> "-" + value(0);
            default -> "-(" + condition(0) + ")";
          };
      case 9, 10 -> pick(TEXTS);
      case 11 -> cased(pick(List.of("TRUE", "FALSE", "NULL")));
      case 12 -> pick(List.of("+", "-", "- -", "+-", cased("NOT "), "(")) + value(0);
      case 13 -> cased("NOT ") + "(" + disjunction(depth - 1) + ")";
      default -> "(" + disjunction(depth - 1) + ")";
    };
  }

  private String negation() {
    return random.nextInt(3) == 0 ? cased(" NOT ") : " ";
  }

  private String gap() {
    return pick(List.of("", " ", " ", " ", "\t", "\n", "\r\n", "\f", "/**/", "/* x **/", "--y\n"));
  }

  /** A keyword in letters of some case. */
  private String cased(String keyword) {
    return switch (random.nextInt(4)) {
      case 0 -> keyword.toLowerCase(Locale.ROOT);
      case 1 -> keyword.charAt(0) + keyword.substring(1).toLowerCase(Locale.ROOT);
      default -> keyword;
    };
  }

  /** The expression with something left away, put in, doubled or moved. */
  private String slip(String expression) {
    int from = random.nextInt(expression.length() + 1);
    int to = Math.min(expression.length(), from + 1 + random.nextInt(4));
    String part = expression.substring(from, to);
    String before = expression.substring(0, from);
    String after = expression.substring(to);
    return switch (random.nextInt(6)) {
      case 0 -> before + after;
      case 1 -> before + part + part + after;
      case 2 -> before + word() + part + after;
      case 3 -> before + " " + word() + " " + part + after;
      case 4 -> before;
      default -> after + " " + before + part;
    };
  }

  private String noise() {
    String gap = random.nextBoolean() ? " " : "";
    StringBuilder text = new StringBuilder();
    for (int words = random.nextInt(10); words >= 0; words--) {
      text.append(word()).append(gap);
    }
    return text.toString();
  }

  private String word() {
    return switch (random.nextInt(8)) {
      case 0, 1 -> pick(SIGNS);
      case 2, 3 -> cased(pick(KEYWORDS));
      case 4 -> pick(NUMBERS);
      case 5 -> pick(TEXTS);
      case 6 -> pick(STRAYS);
      default -> pick(NAMES);
    };
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  public List<StoredMessage> messages(int count) {
    List<StoredMessage> messages = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      messages.add(message());
    }
    return messages;
  }
}
