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
import org.junit.jupiter.api.Test;

class FrameworkPropertiesTest {

  private final Map<String, String> properties =
      FrameworkProperties.of(
          new NodePlan("broker", Set.of("broker"), List.of()),
          new DataDirectory(Path.of("/data")),
          Path.of("/plugins"),
          Path.of("/etc"));

  @Test
  void pluginsStartBelowTheFrameworksStartLevel() {
    assertThat(Integer.parseInt(properties.get("felix.fileinstall.start.level")))
        .isLessThan(Integer.parseInt(properties.get("org.osgi.framework.startlevel.beginning")));
  }

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
    assertThat(properties).containsEntry("felix.fileinstall.dir", "/plugins,/etc");
  }

  @Test
  void thePluginFolderNeverRefreshesCoreBundles() {
    assertThat(properties)
        .containsEntry("felix.fileinstall.optionalImportRefreshScope", "managed")
        .containsEntry("felix.fileinstall.fragmentRefreshScope", "managed");
  }
}
