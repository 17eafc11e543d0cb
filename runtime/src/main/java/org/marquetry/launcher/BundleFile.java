/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.nio.file.Path;

/**
 * A bundle that a feature names.
 *
 * @param classifier empty where there is none
 * @param startOrder the framework's start level at which it starts
 */
record BundleFile(
    String groupId, String artifactId, String classifier, String version, int startOrder) {

  /**
   * @param id {@code group:artifact[:type[:classifier]]:version}
   */
  static BundleFile of(String id, int startOrder) {
    String[] parts = id.split(":", -1);
    if (parts.length < 3 || parts.length > 5) {
      throw new IllegalArgumentException(
          id + " does not have the form group:artifact[:type[:classifier]]:version");
    }
    if (parts.length > 3 && !parts[2].equals("jar")) {
      throw new IllegalArgumentException(id + ": a bundle's type is jar");
    }
    String classifier = parts.length == 5 ? parts[3] : "";
    return new BundleFile(parts[0], parts[1], classifier, parts[parts.length - 1], startOrder);
  }

  /** Where it lies in a directory laid out as a Maven repository. */
  Path in(Path repository) {
    String suffix = classifier.isEmpty() ? "" : "-" + classifier;
    return repository
        .resolve(groupId.replace('.', '/'))
        .resolve(artifactId)
        .resolve(version)
        .resolve(artifactId + "-" + version + suffix + ".jar");
  }
}
