/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON text into maps, lists, strings, doubles, booleans and nulls. It exists so that the
 * launcher needs nothing but the framework on its class path.
 */
final class Json {

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /**
   * @throws IllegalArgumentException telling the line of the first mistake
   */
  static Object parse(String text) {
    Json json = new Json(text);
    Object value = json.value();
    json.skipBlanks();
    if (json.at < text.length()) {
      throw json.wrong("something follows the end");
    }
    return value;
  }

  private Object value() {
    skipBlanks();
    if (at == text.length()) {
      throw wrong("a value is missing");
    }
    return switch (text.charAt(at)) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      default -> literal();
    };
  }

  private Map<String, Object> object() {
    Map<String, Object> object = new LinkedHashMap<>();
    at++;
    if (taken('}')) {
      return object;
    }
    do {
      skipBlanks();
      if (at == text.length() || text.charAt(at) != '"') {
        throw wrong("a key in quotes is missing");
      }
      String key = string();
      require(':');
      if (object.put(key, value()) != null) {
        throw wrong("the key " + key + " is there twice");
      }
    } while (taken(','));
    require('}');
    return object;
  }

  private List<Object> array() {
    List<Object> array = new ArrayList<>();
    at++;
    if (taken(']')) {
      return array;
    }
    do {
      array.add(value());
    } while (taken(','));
    require(']');
    return array;
  }

  private String string() {
    StringBuilder string = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return string.toString();
      }
      string.append(c == '\\' ? escaped() : c);
    }
    throw wrong("a quote is not closed");
  }

  private char escaped() {
    char c = at < text.length() ? text.charAt(at++) : ' ';
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw wrong("an unknown escape in a string");
    };
  }

  private char unicode() {
    int end = at + 4;
    if (end <= text.length()) {
      try {
        char c = (char) Integer.parseInt(text, at, end, 16);
        at = end;
        return c;
      } catch (NumberFormatException e) {
        // Told below, as missing digits are.
      }
    }
    throw wrong("four hexadecimal digits are missing");
  }

  private Object literal() {
    int start = at;
    while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String literal = text.substring(start, at);
    return switch (literal) {
      case "true" -> true;
      case "false" -> false;
      case "null" -> null;
      default -> number(literal);
    };
  }

  private Double number(String literal) {
    try {
      return Double.valueOf(literal);
    } catch (NumberFormatException e) {
      throw wrong("'" + literal + "' is no value");
    }
  }

  private boolean taken(char expected) {
    skipBlanks();
    if (at < text.length() && text.charAt(at) == expected) {
      at++;
      return true;
    }
    return false;
  }

  private void require(char expected) {
    if (!taken(expected)) {
      throw wrong("'" + expected + "' is missing");
    }
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private IllegalArgumentException wrong(String what) {
    long line = text.substring(0, Math.min(at, text.length())).lines().count();
    return new IllegalArgumentException("line " + Math.max(1, line) + ": " + what);
  }
}
