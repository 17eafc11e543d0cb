/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.output;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;

/** Writes JSON, two blanks a level, keys in the order of the map. Stateless. */
public final class Json {

  private Json() {}

  /**
   * @param value maps, collections, numbers, booleans, {@code null}; anything else as its text
   */
  public static String write(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, "\n", out);
    return out.toString();
  }

  private static void write(Object value, String newLine, StringBuilder out) {
    if (value == null || value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof Number number) {
      out.append(Double.isFinite(number.doubleValue()) ? number : null);
    } else if (value instanceof Map<?, ?> map) {
      writeMap(map, newLine, out);
    } else if (value instanceof Collection<?> list) {
      writeList(list, newLine, out);
    } else {
      writeText(value.toString(), out);
    }
  }

  private static void writeMap(Map<?, ?> map, String newLine, StringBuilder out) {
    if (map.isEmpty()) {
      out.append("{}");
      return;
    }
    String inner = newLine + "  ";
    String separator = "{";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator).append(inner);
      writeText(String.valueOf(entry.getKey()), out);
      out.append(": ");
      write(entry.getValue(), inner, out);
      separator = ",";
    }
    out.append(newLine).append('}');
  }

  private static void writeList(Collection<?> list, String newLine, StringBuilder out) {
    if (list.isEmpty()) {
      out.append("[]");
      return;
    }
    String inner = newLine + "  ";
    Iterator<?> values = list.iterator();
    out.append('[').append(inner);
    write(values.next(), inner, out);
    while (values.hasNext()) {
      out.append(',').append(inner);
      write(values.next(), inner, out);
    }
    out.append(newLine).append(']');
  }

  private static void writeText(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || c == '\u2028' || c == '\u2029' || Character.isISOControl(c)) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
