/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeOptionsComponentTest {

  @TempDir private Path directory;

  @Test
  void readsTheOverridesOfTheLauncher() throws IOException {
    Path file = directory.resolve("overrides.properties");
    Files.writeString(file, "listenPort=0\nbrokerName = bröker\n");
    NodeOptionsComponent options =
        new NodeOptionsComponent(directory.resolve("x/..").toString(), file.toString());
    assertThat(options.dataDirectory()).isEqualTo(directory);
    assertThat(options.overrides())
        .containsExactly(entry("brokerName", "bröker"), entry("listenPort", "0"));
    assertThatThrownBy(() -> options.overrides().put("a", "b"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void overridesAreOptional() throws IOException {
    assertThat(new NodeOptionsComponent(directory.toString(), null).overrides()).isEmpty();
  }

  @Test
  void aMissingDataDirectoryPropertyIsNamed() {
    assertThatThrownBy(() -> new NodeOptionsComponent(null, null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("marquetry.data is missing");
  }

  @Test
  void aMissingOverridesFileIsNamed() {
    Path none = directory.resolve("none");
    assertThatThrownBy(() -> new NodeOptionsComponent(directory.toString(), none.toString()))
        .isInstanceOf(IOException.class)
        .hasMessage(none + ": no such file or directory");
  }
}
