/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What Configuration Admin keeps from one run to the next. */
final class PersistedConfiguration {

  private static final String SUFFIX = ".config";
  private static final String FROM_FILE = "felix.fileinstall.filename";

  private PersistedConfiguration() {}

  /**
   * Forgets what came from a configuration file: it is read again before anybody asks. A file
   * deleted while nothing ran would else keep its effect for ever.
   */
  static void forgetFiles(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(SUFFIX)).toList()) {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(FROM_FILE)) {
          Files.delete(file);
        }
      }
    }
  }
}
