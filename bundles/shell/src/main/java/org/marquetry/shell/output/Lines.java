/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.output;

import java.util.List;
import java.util.Map;

/**
 * Lines for people.
 *
 * @param facts what the lines say, for scripts
 */
public record Lines(List<String> lines, Map<String, Object> facts) implements Answer {

  @Override
  public String text() {
    return String.join("\n", lines.stream().map(Printable::of).toList());
  }

  @Override
  public Object json() {
    return facts;
  }
}
