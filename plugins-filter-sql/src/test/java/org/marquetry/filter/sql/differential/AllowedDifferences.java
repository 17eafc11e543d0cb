/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.differential;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** Where we may differ from RocketMQ, from the file {@code allowed-differences.txt}. */
final class AllowedDifferences {

  private static final String OURS = "ours ";
  private static final String THEIRS = "theirs ";

  private final List<Pattern> ours = new ArrayList<>();
  private final List<Pattern> theirs = new ArrayList<>();

  AllowedDifferences() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    AllowedDifferences.class.getResourceAsStream("allowed-differences.txt")),
                StandardCharsets.UTF_8))) {
      lines.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(this::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String line) {
    if (line.startsWith(OURS)) {
      ours.add(Pattern.compile(line.substring(OURS.length())));
    } else if (line.startsWith(THEIRS)) {
      theirs.add(Pattern.compile(line.substring(THEIRS.length())));
    } else {
      throw new IllegalStateException("neither ours nor theirs: " + line);
    }
  }

  /** Whether we may refuse for this reason what RocketMQ accepts. */
  boolean refusal(String reason) {
    return ours.stream().anyMatch(pattern -> pattern.matcher(reason).find());
  }

  /** Whether we may do what RocketMQ fails to do with this. */
  boolean failure(Throwable failure) {
    return theirs.stream().anyMatch(pattern -> pattern.matcher(failure.toString()).find());
  }
}
