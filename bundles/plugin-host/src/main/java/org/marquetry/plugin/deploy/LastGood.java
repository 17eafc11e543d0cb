/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * The content of each file of the folder that worked last, under the file's name. A jar that was
 * overwritten by one that does not work goes on from here after a restart. For one thread.
 */
final class LastGood {

  private final Path directory;

  LastGood(Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory);
  }

  /**
   * @return {@code null} where there is none
   */
  Path of(String name) {
    Path file = directory.resolve(name);
    return Files.isRegularFile(file) ? file : null;
  }

  /** Keeps a jar that works; where its copy lies from now on. */
  CheckedJar keep(String name, CheckedJar jar) throws IOException {
    Path file = directory.resolve(name);
    if (!file.equals(jar.copy())) {
      JarIntake.move(jar.copy(), file);
    }
    return jar.at(file);
  }

  void forget(String name) throws IOException {
    Files.deleteIfExists(directory.resolve(name));
  }

  /** Forgets files that were taken out of the folder while nobody looked. */
  void retain(Set<String> names) throws IOException {
    try (var kept = Files.newDirectoryStream(directory)) {
      for (Path file : kept) {
        if (!names.contains(String.valueOf(file.getFileName()))) {
          Files.delete(file);
        }
      }
    }
  }
}
