/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.examples.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFileTest {

  @TempDir Path directory;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void appendsToWhatIsThere() throws IOException {
    Path file = directory.resolve("new").resolve("a.log");
    try (AuditFile audit = new AuditFile(file, 1_000, 2)) {
      audit.append(List.of("one", "two"));
    }
    try (AuditFile audit = new AuditFile(file, 1_000, 2)) {
      audit.append(List.of("three ö"));
    }
    assertThat(Files.readAllLines(file)).containsExactly("one", "two", "three ö");
  }

  @Test
  void putsLongFilesAsideAndKeepsSome() throws IOException {
    Path file = directory.resolve("a.log");
    try (AuditFile audit = new AuditFile(file, 8, 2)) {
      for (int i = 1; i <= 4; i++) {
        audit.append(List.of("line" + i));
      }
    }
    assertThat(names()).containsExactly("a.log", "a.log.1", "a.log.2");
    assertThat(Files.readAllLines(file)).containsExactly("line4");
    assertThat(Files.readAllLines(directory.resolve("a.log.1"))).containsExactly("line3");
    assertThat(Files.readAllLines(directory.resolve("a.log.2"))).containsExactly("line2");
  }

  @Test
  void keepsNoneWhereNoneIsToBeKept() throws IOException {
    Path file = directory.resolve("a.log");
    try (AuditFile audit = new AuditFile(file, 8, 0)) {
      audit.append(List.of("line1"));
      audit.append(List.of("line2"));
    }
    assertThat(names()).containsExactly("a.log");
    assertThat(Files.readAllLines(file)).containsExactly("line2");
  }

  @Test
  void aLineLongerThanAFileIsWrittenAllTheSame() throws IOException {
    Path file = directory.resolve("a.log");
    try (AuditFile audit = new AuditFile(file, 8, 2)) {
      audit.append(List.of("a line of more than eight bytes"));
    }
    assertThat(Files.readAllLines(file)).hasSize(1);
  }

  @Test
  void twoInstancesShareAFile() throws IOException {
    Path file = directory.resolve("a.log");
    try (AuditFile one = new AuditFile(file, 14, 5);
        AuditFile two = new AuditFile(file, 14, 5)) {
      one.append(List.of("one 1"));
      two.append(List.of("two 1"));
      two.append(List.of("two 2"));
      one.append(List.of("one 2"));
    }
    assertThat(Files.readAllLines(directory.resolve("a.log.1"))).containsExactly("one 1", "two 1");
    assertThat(Files.readAllLines(file)).containsExactly("two 2", "one 2");
  }

  @Test
  void aFileThatWasDeletedIsMadeAgain() throws IOException {
    Path file = directory.resolve("a.log");
    try (AuditFile audit = new AuditFile(file, 1_000, 2)) {
      audit.append(List.of("one"));
      Files.delete(file);
      audit.append(List.of("two"));
    }
    assertThat(Files.readAllLines(file)).containsExactly("two");
  }

  @Test
  void aFolderThatCannotBeMadeIsAnError() throws IOException {
    Path blocked = Files.createFile(directory.resolve("blocked"));
    try (AuditFile audit = new AuditFile(blocked.resolve("a.log"), 1_000, 2)) {
      assertThatThrownBy(() -> audit.append(List.of("one"))).isInstanceOf(IOException.class);
    }
  }
}
