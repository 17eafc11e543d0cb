/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gives the logging bundle its configuration from its first line on. Later Configuration Admin
 * brings the same file, and every change of it.
 */
final class Logging {

  private static final String FILE = "org.ops4j.pax.logging.cfg";
  private static final String PREFIX = "log4j2.";
  private static final String DATA = "${marquetry.data}";

  private Logging() {}

  /**
   * Writes the configuration in the logging library's own form to {@link DataDirectory#logging()}.
   *
   * @param conf where the file is or, where it is missing there, the program's own folder
   */
  static void prepare(Path conf, Home home, DataDirectory data)
      throws LaunchException, IOException {
    Path own = conf.resolve(FILE);
    Path file = Files.exists(own) ? own : home.conf().resolve(FILE);
    Map<String, String> configuration = new TreeMap<>();
    PropertiesFile.read(file, "logging configuration")
        .forEach(
            (key, value) -> {
              if (key.startsWith(PREFIX)) {
                configuration.put(
                    key.substring(PREFIX.length()), value.replace(DATA, data.root().toString()));
              }
            });
    PropertiesFile.write(data.logging(), configuration);
  }
}
