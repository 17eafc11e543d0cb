/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.swap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.marquetry.itests.plugin.PluginJar;

/** One plugin in a deploy folder, in ever newer versions of the same classes. Not thread-safe. */
final class DeployedPlugin {

  private final PluginJar jar;
  private final Path folder;
  private int patch;
  private Path file;

  DeployedPlugin(PluginJar jar, Path folder) {
    this.jar = jar;
    this.folder = folder;
  }

  /** The version that was dropped last. */
  String version() {
    return "1.0." + patch;
  }

  boolean present() {
    return file != null;
  }

  private PluginJar next() throws IOException {
    patch++;
    return jar.withVersion(version());
  }

  /** Drops the first or a newer version under a name of its own. */
  void drop() throws IOException {
    file = next().dropInto(folder);
  }

  /** Puts a newer version beside the present one. */
  Path dropBeside() throws IOException {
    Path old = file;
    drop();
    return old;
  }

  /** Overwrites the present file with a newer version. */
  void overwrite() throws IOException {
    next().drop(file);
  }

  void delete() throws IOException {
    Files.delete(file);
    file = null;
  }
}
