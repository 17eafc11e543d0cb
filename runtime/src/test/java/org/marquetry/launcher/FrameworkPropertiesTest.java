/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FrameworkPropertiesTest {

  private final Map<String, String> properties =
      FrameworkProperties.of(
          new NodePlan("broker", Set.of("broker"), List.of()),
          new DataDirectory(Path.of("/data")),
          Path.of("/plugins"),
          Path.of("/etc"));

  @Test
  void whatWasConfiguredSurvivesTheCache() {
    Path cache = Path.of(properties.get("org.osgi.framework.storage"));
    assertThat(Path.of(properties.get("felix.cm.dir")).startsWith(cache)).isFalse();
  }

  @Test
  void nothingIsWrittenOutsideOfTheDataDirectory() {
    assertThat(properties).containsEntry("felix.fileinstall.enableConfigSave", "false");
    assertThat(properties.get("felix.fileinstall.tmpdir")).startsWith("/data/");
    assertThat(properties.get("org.osgi.framework.storage")).startsWith("/data/");
    assertThat(properties.get("felix.cm.dir")).startsWith("/data/");
  }

  @Test
  void bundlesAreTakenFromThePluginFolderOnly() {
    assertThat(properties)
        .containsEntry("marquetry.deploy", "/plugins")
        .containsEntry("marquetry.conf", "/etc")
        .containsEntry("felix.fileinstall.dir", "/etc");
    Pattern taken = Pattern.compile(properties.get("felix.fileinstall.filter"));
    assertThat("a.cfg").matches(taken);
    assertThat("a.config").matches(taken);
    assertThat("a.jar").doesNotMatch(taken);
  }
}
