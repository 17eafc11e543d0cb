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

/**
 * Where we may differ from RocketMQ, from the file {@code allowed-differences.txt}: what we refuse
 * and it accepts, by our reason.
 */
final class AllowedDifferences {

  private final List<Pattern> refusals = new ArrayList<>();

  AllowedDifferences() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    AllowedDifferences.class.getResourceAsStream("allowed-differences.txt")),
                StandardCharsets.UTF_8))) {
      lines
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Pattern::compile)
          .forEach(refusals::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether we may refuse for this reason what RocketMQ accepts. */
  boolean refusal(String reason) {
    return refusals.stream().anyMatch(pattern -> pattern.matcher(reason).find());
  }
}
