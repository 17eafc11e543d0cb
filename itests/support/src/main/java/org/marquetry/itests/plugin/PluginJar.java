/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.plugin;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.UnaryOperator;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * A plugin's jar, in as many versions as a test wants: the same classes under another {@code
 * Bundle-Version}. Immutable.
 *
 * @param name symbolic name
 * @param version of the bundle
 * @param content the whole jar
 */
public record PluginJar(String name, String version, byte[] content) {

  public static PluginJar read(Path jar) throws IOException {
    byte[] content = Files.readAllBytes(jar);
    try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(content))) {
      Attributes main = in.getManifest().getMainAttributes();
      return new PluginJar(
          main.getValue("Bundle-SymbolicName").split(";", 2)[0].trim(),
          main.getValue("Bundle-Version"),
          content);
    }
  }

  /** The same bundle under another version. */
  public PluginJar withVersion(String other) throws IOException {
    return copy(name, other, component -> component);
  }

  /**
   * The same classes in a bundle of another name, as a plugin of another name.
   *
   * @param bundle symbolic name
   * @param plugin name that the plugin has now, and nothing else in its components
   * @param other name that it is to have
   */
  public PluginJar renamed(String bundle, String plugin, String other) throws IOException {
    return copy(
        bundle,
        version,
        component -> component.replace("value=\"" + plugin + "\"", "value=\"" + other + "\""));
  }

  private PluginJar copy(String bundle, String otherVersion, UnaryOperator<String> components)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(content))) {
      Manifest manifest = new Manifest(in.getManifest());
      manifest.getMainAttributes().putValue("Bundle-SymbolicName", bundle);
      manifest.getMainAttributes().putValue("Bundle-Version", otherVersion);
      try (JarOutputStream copy = new JarOutputStream(out, manifest)) {
        for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
          copy.putNextEntry(new JarEntry(entry.getName()));
          if (entry.getName().startsWith("OSGI-INF/") && entry.getName().endsWith(".xml")) {
            String component = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            copy.write(components.apply(component).getBytes(StandardCharsets.UTF_8));
          } else {
            in.transferTo(copy);
          }
          copy.closeEntry();
        }
      }
    }
    return new PluginJar(bundle, otherVersion, out.toByteArray());
  }

  /** Puts the jar into a folder in one step, under a name with its version. */
  public Path dropInto(Path folder) throws IOException {
    return drop(folder.resolve(name + "-" + version + ".jar"));
  }

  /** Puts the jar at a place in one step, over what may be there. */
  public Path drop(Path target) throws IOException {
    Path half = Files.createTempFile(target.getParent(), ".", ".part");
    Files.write(half, content);
    return Files.move(
        half, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
