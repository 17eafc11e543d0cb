/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.author;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.marquetry.itests.environment.SourceTree;

/**
 * A Maven repository with this build's artifacts, as {@code mvn install} would leave it, that
 * shares everything foreign with the repository of the build: nothing of ours gets into that one.
 */
final class PrivateRepository {

  private static final String VERSION = "0.1.0";

  private final Path directory;

  private PrivateRepository(Path directory) {
    this.directory = directory;
  }

  /**
   * @param directory new
   * @param shared the repository that the build uses
   */
  static PrivateRepository create(Path directory, Path shared) throws IOException {
    share(shared, directory, "org");
    share(shared.resolve("org"), directory.resolve("org"), "marquetry");
    return new PrivateRepository(directory);
  }

  private static void share(Path from, Path to, String except) throws IOException {
    Files.createDirectories(to);
    List<Path> entries;
    try (Stream<Path> list = Files.list(from)) {
      entries = list.filter(entry -> !entry.getFileName().toString().equals(except)).toList();
    }
    for (Path entry : entries) {
      Files.createSymbolicLink(to.resolve(entry.getFileName()), entry.toAbsolutePath());
    }
  }

  Path directory() {
    return directory;
  }

  /**
   * Installs a module: its pom and what it was packed to.
   *
   * @param folder of the module in the source tree
   * @param types {@code jar}, {@code tar.gz}, …; none for a parent
   */
  void install(String folder, String artifact, String... types) throws IOException {
    Path module = SourceTree.root().resolve(folder);
    Path target =
        Files.createDirectories(
            directory.resolve("org/marquetry").resolve(artifact).resolve(VERSION));
    copy(module.resolve("pom.xml"), target.resolve(artifact + "-" + VERSION + ".pom"));
    for (String type : types) {
      String packed = type.equals("tar.gz") ? "marquetry" : artifact;
      copy(
          module.resolve("target").resolve(packed + "-" + VERSION + "." + type),
          target.resolve(artifact + "-" + VERSION + "." + type));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    if (!Files.exists(from)) {
      throw new IOException(from + " is missing: build the whole tree with 'mvn verify'");
    }
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }
}
