/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads JSON as RocketMQ's brokers write it: keys may be unquoted numbers or whole objects. A key
 * becomes text, an object key its sorted text.
 */
public final class LenientJson {
  private final String text;
  private int at;

  private LenientJson(String text) {
    this.text = text;
  }

  /** Leaves by their path, for instance {@code table.size} or {@code list[0].name}. */
  public static SortedMap<String, String> leaves(String json) {
    LenientJson parser = new LenientJson(json);
    Object root = parser.value();
    parser.blank();
    if (parser.at != json.length()) {
      throw parser.wrong("end of text expected");
    }
    SortedMap<String, String> leaves = new TreeMap<>();
    flatten("", root, leaves);
    return leaves;
  }

  private static void flatten(String path, Object value, SortedMap<String, String> leaves) {
    if (value instanceof Map<?, ?> map) {
      if (map.isEmpty()) {
        leaves.put(path, "{}");
      }
      map.forEach(
          (key, inner) -> flatten(path.isEmpty() ? "" + key : path + "." + key, inner, leaves));
    } else if (value instanceof List<?> list) {
      if (list.isEmpty()) {
        leaves.put(path, "[]");
      }
      // Most lists are sets that the broker keeps in hash maps: their order means nothing.
      List<?> sorted =
          list.stream().sorted((a, b) -> canonical(a).compareTo(canonical(b))).toList();
      if (sorted.stream().allMatch(String.class::isInstance)) {
        sorted.forEach(item -> leaves.put(path + "[" + item + "]", "present"));
      } else {
        for (int i = 0; i < sorted.size(); i++) {
          // An object with one entry stands for that entry: the list is a map in disguise.
          if (sorted.get(i) instanceof Map<?, ?> map && map.size() == 1) {
            Map.Entry<?, ?> entry = map.entrySet().iterator().next();
            flatten(path + "[" + entry.getKey() + "]", entry.getValue(), leaves);
          } else {
            flatten(path + "[" + i + "]", sorted.get(i), leaves);
          }
        }
      }
    } else {
      leaves.put(path, String.valueOf(value));
    }
  }

  private static String canonical(Object value) {
    return String.valueOf(value);
  }

  private Object value() {
    blank();
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      default -> word();
    };
  }

  private SortedMap<String, Object> object() {
    SortedMap<String, Object> map = new TreeMap<>();
    at++;
    blank();
    while (peek() != '}') {
      String key = canonical(value());
      blank();
      expect(':');
      map.put(key, value());
      blank();
      if (peek() == ',') {
        at++;
        blank();
      }
    }
    at++;
    return map;
  }

  private List<Object> array() {
    List<Object> list = new ArrayList<>();
    at++;
    blank();
    while (peek() != ']') {
      list.add(value());
      blank();
      if (peek() == ',') {
        at++;
        blank();
      }
    }
    at++;
    return list;
  }

  private String string() {
    StringBuilder out = new StringBuilder();
    at++;
    while (peek() != '"') {
      char c = text.charAt(at++);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escaped = text.charAt(at++);
      switch (escaped) {
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'u' -> {
          out.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
          at += 4;
        }
        default -> out.append(escaped);
      }
    }
    at++;
    return out.toString();
  }

  /** Number, true, false, null or an unquoted key; kept as text, which is what is compared. */
  private Object word() {
    int begin = at;
    while (at < text.length()
        && ",:]}".indexOf(text.charAt(at)) < 0
        && !Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    if (begin == at) {
      throw wrong("value expected");
    }
    return new Word(text.substring(begin, at));
  }

  /** Unquoted text; a type of its own so that the number 1 and the string "1" can be told apart. */
  private record Word(String text) {
    @Override
    public String toString() {
      return text;
    }
  }

  private void blank() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw wrong("unexpected end");
    }
    return text.charAt(at);
  }

  private void expect(char c) {
    if (peek() != c) {
      throw wrong("'" + c + "' expected");
    }
    at++;
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(what + " at " + at + " of: " + text);
  }
}
