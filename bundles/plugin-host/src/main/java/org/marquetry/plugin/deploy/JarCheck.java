/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * What a jar says it is.
 *
 * @param bundle symbolic name, or {@code null} where it is no bundle
 * @param version of the bundle in full, or {@code null}
 * @param reason why it is no bundle, or {@code null}
 */
record JarCheck(String bundle, String version, String reason) {

  /** Manifests longer than this are not believed. */
  private static final int MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

  static JarCheck of(byte[] content) {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content))) {
      boolean empty = true;
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        empty = false;
        if (entry.getName().equalsIgnoreCase(JarFile.MANIFEST_NAME)) {
          return of(
              new Manifest(new ByteArrayInputStream(zip.readNBytes(MAX_MANIFEST_BYTES)))
                  .getMainAttributes());
        }
      }
      return refused(
          empty
              ? "it is no jar file, or was not copied to its end"
              : "it is no bundle: it has no manifest");
    } catch (IOException | IllegalArgumentException e) {
      return refused("it cannot be read: " + e.getMessage());
    }
  }

  private static JarCheck of(Attributes manifest) {
    String name = manifest.getValue(Constants.BUNDLE_SYMBOLICNAME);
    if (name == null) {
      return refused(
          "it is no bundle: its manifest has no Bundle-SymbolicName; build it with"
              + " bnd-maven-plugin");
    }
    String version = manifest.getValue(Constants.BUNDLE_VERSION);
    if (version == null) {
      return refused("it is no bundle: its manifest has no Bundle-Version");
    }
    return new JarCheck(name.split(";", 2)[0].trim(), Version.valueOf(version).toString(), null);
  }

  private static JarCheck refused(String reason) {
    return new JarCheck(null, null, reason);
  }
}
