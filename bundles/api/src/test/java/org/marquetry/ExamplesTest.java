/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every interface tells its reader how it is used; that the words are complete, doclint checks. */
class ExamplesTest {

  private static final Path SOURCES = Path.of("src/main/java");
  private static final Pattern INTERFACE = Pattern.compile("^public interface ", Pattern.MULTILINE);

  @TestFactory
  Stream<DynamicTest> everyInterfaceHasAnExample() throws IOException {
    List<Path> interfaces;
    try (Stream<Path> files = Files.walk(SOURCES)) {
      interfaces =
          files.filter(file -> file.toString().endsWith(".java")).filter(this::declares).toList();
    }
    assertThat(interfaces).as("interfaces below " + SOURCES.toAbsolutePath()).isNotEmpty();
    return interfaces.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
  }

  private boolean declares(Path file) {
    return INTERFACE.matcher(read(file)).find();
  }

  private void check(Path file) {
    String source = read(file);
    String head = source.substring(0, source.indexOf("public interface "));
    assertThat(head).as("Javadoc of " + file).contains("<pre>{@code");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
