/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.output;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** Several answers under titles. As JSON an object of them. */
public record Sections(Map<String, Answer> parts) implements Answer {

  public Sections {
    parts = new LinkedHashMap<>(parts);
  }

  @Override
  public String text() {
    StringJoiner out = new StringJoiner("\n\n");
    parts.forEach((title, part) -> out.add(title + "\n  " + part.text().replace("\n", "\n  ")));
    return out.toString();
  }

  @Override
  public Object json() {
    Map<String, Object> object = new LinkedHashMap<>();
    parts.forEach((title, part) -> object.put(Table.key(title), part.json()));
    return object;
  }
}
