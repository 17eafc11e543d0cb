/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.output;

import java.util.LinkedHashMap;
import java.util.Map;

/** Names and values, one a line. As JSON an object with the names in camel case. */
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
          String text = Table.cell(value);
          if (!text.isEmpty()) {
            out.append(" ".repeat(width - name.length() + 2)).append(text);
          }
        });
    return out.toString();
  }

  @Override
  public Object json() {
    Map<String, Object> object = new LinkedHashMap<>();
    values.forEach((name, value) -> object.put(Table.key(name), value));
    return object;
  }
}
