/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.differential;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The reviewed list: each line {@code step | field | reason}, where {@code *} stands for any text.
 * Blank lines and those that begin with {@code #} are skipped.
 */
final class AllowedDifferences {
  private final List<Line> lines = new ArrayList<>();

  private record Line(Pattern step, Pattern field) {}

  static AllowedDifferences read(String resource) {
    AllowedDifferences allowed = new AllowedDifferences();
    try (InputStream in =
        Objects.requireNonNull(AllowedDifferences.class.getResourceAsStream(resource), resource)) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(allowed::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return allowed;
  }

  private void add(String line) {
    if (line.isBlank() || line.startsWith("#")) {
      return;
    }
    String[] parts = line.split("\\|\\s", 3);
    if (parts.length != 3 || parts[2].isBlank()) {
      throw new IllegalArgumentException("not of the form 'step | field | reason': " + line);
    }
    lines.add(new Line(pattern(parts[0].trim()), pattern(parts[1].trim())));
  }

  private static Pattern pattern(String glob) {
    return Pattern.compile(
        Pattern.quote(glob).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"), Pattern.DOTALL);
  }

  boolean allows(String step, String field) {
    return lines.stream()
        .anyMatch(
            line -> line.step().matcher(step).matches() && line.field().matcher(field).matches());
  }
}
