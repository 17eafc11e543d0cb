/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How the text of a setting is read and what is allowed. Immutable.
 *
 * @param <T> what it is read into
 */
final class ValueType<T> {

  static final ValueType<String> TEXT = new ValueType<>("any text", text -> text);

  static final ValueType<Boolean> BOOLEAN =
      new ValueType<>(
          "true or false",
          text ->
              switch (text.toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException(text);
              });

  static final ValueType<List<String>> ADDRESSES =
      new ValueType<>("host:port, several separated by ';', or nothing", ValueType::addresses);

  static final ValueType<DelayLevels> DELAY_LEVELS =
      new ValueType<>(
          "numbers with the unit s, m, h or d separated by blanks, such as \"1s 5s 1m 2h\"",
          DelayLevels::parse);

  static final ValueType<Set<Integer>> HOURS =
      new ValueType<>(
          "hours from 00 to 23, several separated by ';', such as \"04\"",
          text ->
              Arrays.stream(text.split(";", -1))
                  .map(hour -> Math.toIntExact(between(hour.trim(), 0, 23)))
                  .collect(Collectors.toUnmodifiableSet()));

  static final ValueType<Long> MASTER_ID =
      new ValueType<>("0 (this version does not replicate)", text -> between(text, 0, 0));

  /** A part of a file name or topic name. */
  static final ValueType<String> NAME =
      name("letters, digits, '_', '-' or '.'", "[a-zA-Z0-9_-][a-zA-Z0-9._-]{0,99}");

  /** Often its host's, with dots; room and name where clients go by rooms, as {@code north@a}. */
  static final ValueType<String> BROKER_NAME =
      name("letters, digits, '_', '-', '@' or '.'", "[a-zA-Z0-9_@-][a-zA-Z0-9._@-]{0,99}");

  private final String allowed;
  private final Parser<T> parser;

  private ValueType(String allowed, Parser<T> parser) {
    this.allowed = allowed;
    this.parser = parser;
  }

  private static ValueType<String> name(String characters, String pattern) {
    return new ValueType<>(
        "1 to 100 " + characters + ", not beginning with '.'",
        text -> {
          if (!text.matches(pattern)) {
            throw new IllegalArgumentException(text);
          }
          return text;
        });
  }

  static ValueType<Integer> integer(int least, int most) {
    return new ValueType<>(
        "a whole number from " + least + " to " + most,
        text -> Math.toIntExact(between(text, least, most)));
  }

  static ValueType<Long> number(long least, long most) {
    return new ValueType<>(
        "a whole number from " + least + " to " + most, text -> between(text, least, most));
  }

  static ValueType<Integer> multiple(int unit, int least, int most) {
    return new ValueType<>(
        "a multiple of " + unit + " from " + least + " to " + most,
        text -> {
          int value = Math.toIntExact(between(text, least, most));
          if (value % unit != 0) {
            throw new IllegalArgumentException(text);
          }
          return value;
        });
  }

  /**
   * @param otherwise added to what is allowed: what to know of values that RocketMQ would take
   */
  static ValueType<String> choice(String otherwise, String... values) {
    List<String> all = Arrays.asList(values);
    return new ValueType<>(
        String.join(" or ", all) + (otherwise.isEmpty() ? "" : " (" + otherwise + ")"),
        text ->
            all.stream()
                .filter(value -> value.equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text)));
  }

  private static long between(String text, long least, long most) {
    long value = Long.parseLong(text);
    if (value < least || value > most) {
      throw new IllegalArgumentException(text);
    }
    return value;
  }

  private static List<String> addresses(String text) {
    List<String> addresses =
        Arrays.stream(text.split("[;,]"))
            .map(String::trim)
            .filter(address -> !address.isEmpty())
            .toList();
    for (String address : addresses) {
      int colon = address.lastIndexOf(':');
      if (colon < 1) {
        throw new IllegalArgumentException(address);
      }
      between(address.substring(colon + 1), 1, 65_535);
    }
    return addresses;
  }

  T parse(String text) {
    return parser.parse(text);
  }

  /** For people, to stand behind "allowed is". */
  String allowed() {
    return allowed;
  }

  @FunctionalInterface
  private interface Parser<T> {

    /** Throws {@link IllegalArgumentException} where the text is not allowed. */
    T parse(String text);
  }
}
