/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the README promises of the shell is what there is. */
class ReadmeTest {

  private static final Pattern COMMAND = Pattern.compile("`mq:([a-z-]+)`");

  @Test
  void namesEveryCommandAndNoOther() throws IOException {
    Set<String> named =
        COMMAND
            .matcher(Files.readString(Path.of("../../README.md")))
            .results()
            .map(result -> result.group(1))
            .collect(Collectors.toSet());
    assertThat(named)
        .as("commands that README.md names")
        .containsExactlyInAnyOrderElementsOf(new Commands(new Node(), ZoneOffset.UTC).names());
  }
}
