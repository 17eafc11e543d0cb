/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files and directories of the build that the tests use. */
public final class SourceTree {
  private static final Path ROOT = Path.of(System.getProperty("itests.root")).normalize();
  private static final Path WORK = Path.of(System.getProperty("itests.work"));

  private SourceTree() {}

  public static Path root() {
    return ROOT;
  }

  /** The runtime, assembled in place. */
  public static Path runtime() {
    return present(ROOT.resolve("runtime"));
  }

  /** The packed distribution. */
  public static Path distribution() {
    return present(ROOT.resolve("runtime/target/marquetry-0.1.0.tar.gz"));
  }

  /** The jar of a bundle that the runtime consists of. */
  public static Path part(String artifact) {
    return present(
        runtime()
            .resolve("system/org/marquetry")
            .resolve(artifact)
            .resolve("0.1.0")
            .resolve(artifact + "-0.1.0.jar"));
  }

  /**
   * The jar of a bundle of the build.
   *
   * @param module its folder, from the root
   */
  public static Path bundle(String module) {
    Path folder = ROOT.resolve(module);
    String group = folder.getParent().equals(ROOT) ? "" : folder.getParent().getFileName() + "-";
    return present(folder.resolve("target").resolve(group + folder.getFileName() + "-0.1.0.jar"));
  }

  /** The jars of the reference broker. */
  public static Path referenceJars() {
    return present(ROOT.resolve("itests/foreign/reference-5.5.0/target/lib"));
  }

  /** The program that uses a broker as programs and operators do. */
  public static Path toolTalk() {
    return present(ROOT.resolve("itests/tool-talk/target/itests-tool-talk-0.1.0.jar"));
  }

  /** The jars of one client version. */
  public static Path clientJars(String version) {
    return present(ROOT.resolve("itests/foreign/client-" + version + "/target/lib"));
  }

  /** A new directory below {@code target/}; kept after the run, for a look at what went wrong. */
  public static Path workDirectory(String name) throws IOException {
    Files.createDirectories(WORK);
    return Files.createTempDirectory(WORK, name + "-");
  }

  private static Path present(Path path) {
    if (!Files.exists(path)) {
      throw new IllegalStateException(path + " is missing: build the whole tree with 'mvn verify'");
    }
    return path;
  }
}
