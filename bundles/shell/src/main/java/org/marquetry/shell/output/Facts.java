/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.output;

import static java.util.stream.Collectors.joining;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Names and values, one a line; a value may be a list or a map of such values. As JSON an object
 * with the names in camel case.
 */
public record Facts(Map<String, Object> values) implements Answer {

  public Facts {
    values = new LinkedHashMap<>(values);
  }

  @Override
  public String text() {
    int width = values.keySet().stream().mapToInt(String::length).max().orElse(0);
    StringBuilder out = new StringBuilder();
    values.forEach(
        (name, value) -> {
          out.append(out.length() == 0 ? "" : "\n").append(name);
          String text = shown(value);
          if (!text.isEmpty()) {
            out.append(" ".repeat(width - name.length() + 2)).append(text);
          }
        });
    return out.toString();
  }

  private static String shown(Object value) {
    if (value instanceof Boolean yes) {
      return yes ? "yes" : "no";
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> entry.getKey() + " " + shown(entry.getValue()))
          .collect(joining(", "));
    }
    if (value instanceof Collection<?> list) {
      return list.stream().map(Facts::oneOfMany).collect(joining(", "));
    }
    return Table.cell(value);
  }

  /** Of things alike the names of their facts are not said again and again. */
  private static String oneOfMany(Object value) {
    return value instanceof Map<?, ?> map
        ? map.values().stream().map(Facts::shown).collect(joining(" "))
        : shown(value);
  }

  @Override
  public Object json() {
    return json(values);
  }

  private static Object json(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> object = new LinkedHashMap<>();
      map.forEach((name, inner) -> object.put(Table.key(String.valueOf(name)), json(inner)));
      return object;
    }
    return value instanceof Collection<?> list ? list.stream().map(Facts::json).toList() : value;
  }
}
