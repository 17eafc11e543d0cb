/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoggingTest {

  private static final String FILE = "org.ops4j.pax.logging.cfg";

  @TempDir private Path directory;

  private Path conf;
  private Home home;
  private DataDirectory data;

  @BeforeEach
  void layOut() throws Exception {
    home = new Home(directory.resolve("home"));
    conf = Files.createDirectories(directory.resolve("conf"));
    Files.createDirectories(home.conf());
    data = new DataDirectory(directory.resolve("data"));
    data.create();
  }

  @Test
  void theConfigurationFileIsInForceFromTheFirstLineOn() throws Exception {
    Files.writeString(
        conf.resolve(FILE),
        "log4j2.a.fileName = ${marquetry.data}/logs/a.log\nother.key = ignored\n");
    Logging.prepare(conf, home, data);
    assertThat(PropertiesFile.read(data.logging(), "test file"))
        .isEqualTo(Map.of("a.fileName", data.root() + "/logs/a.log"));
  }

  @Test
  void withoutOneTheProgramsOwnIs() throws Exception {
    Files.writeString(home.conf().resolve(FILE), "log4j2.rootLogger.level = info");
    Logging.prepare(conf, home, data);
    assertThat(PropertiesFile.read(data.logging(), "test file"))
        .isEqualTo(Map.of("rootLogger.level", "info"));
  }

  @Test
  void withoutAnyTheInstallationIsDamaged() {
    assertThatThrownBy(() -> Logging.prepare(conf, home, data))
        .isInstanceOf(LaunchException.class)
        .hasMessage("the logging configuration " + home.conf().resolve(FILE) + " does not exist");
  }

  @Test
  void onlyWhatCameFromAFileIsForgotten() throws Exception {
    Path kept = directory.resolve("data/configadmin/org/kept.config");
    Path forgotten = kept.resolveSibling("forgotten.config");
    PersistedConfiguration.forgetFiles(data.configAdmin());
    Files.createDirectories(kept.getParent());
    Files.writeString(kept, "service.pid=\"org.kept\"\n");
    Files.writeString(forgotten, "felix.fileinstall.filename=\"file:/conf/x.cfg\"\n");
    PersistedConfiguration.forgetFiles(data.configAdmin());
    assertThat(kept).exists();
    assertThat(forgotten).doesNotExist();
  }
}
