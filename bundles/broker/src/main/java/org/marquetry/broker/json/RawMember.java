/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.json;

/**
 * Finds a member of a JSON object without reading its value, which so may be what only RocketMQ's
 * clients write: objects as names of members. Stateless.
 */
public final class RawMember {

  private RawMember() {}

  /**
   * The text of the object or array that is the value of a member of the outermost object.
   *
   * @return {@code null} where there is none
   */
  public static String of(String json, String name) {
    String quoted = '"' + name + '"';
    int depth = 0;
    for (int at = 0; at < json.length(); at++) {
      char c = json.charAt(at);
      if (c == '"') {
        int end = endOfText(json, at);
        if (depth == 1 && json.startsWith(quoted, at)) {
          int value = end;
          while (value < json.length() && " :\t\r\n".indexOf(json.charAt(value)) >= 0) {
            value++;
          }
          return bracketed(json, value);
        }
        at = end - 1;
      } else if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        depth--;
      }
    }
    return null;
  }

  private static String bracketed(String json, int from) {
    int depth = 0;
    for (int at = from; at < json.length(); at++) {
      char c = json.charAt(at);
      if (c == '"') {
        at = endOfText(json, at) - 1;
      } else if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        depth--;
      }
      if (depth <= 0) {
        return at == from ? null : json.substring(from, at + 1);
      }
    }
    return null;
  }

  /** Index after the closing quotation mark. */
  private static int endOfText(String json, int quote) {
    int at = quote + 1;
    while (at < json.length() && json.charAt(at) != '"') {
      at += json.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at, json.length() - 1) + 1;
  }
}
