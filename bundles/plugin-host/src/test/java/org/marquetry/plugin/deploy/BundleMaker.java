/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.osgi.framework.Constants;

/** Makes small bundles, classes and all. */
final class BundleMaker {

  private final Map<String, String> headers = new LinkedHashMap<>();
  private final Map<String, byte[]> entries = new TreeMap<>();

  private BundleMaker() {}

  static BundleMaker bundle(String name, String version) {
    return new BundleMaker()
        .header(Constants.BUNDLE_MANIFESTVERSION, "2")
        .header(Constants.BUNDLE_SYMBOLICNAME, name)
        .header(Constants.BUNDLE_VERSION, version);
  }

  /** A jar that is no bundle yet. */
  static BundleMaker jar() {
    return new BundleMaker();
  }

  BundleMaker header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  BundleMaker entry(String name, String content) {
    entries.put(name, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  BundleMaker entry(String name, byte[] content) {
    entries.put(name, content);
    return this;
  }

  /**
   * An activator of its own.
   *
   * @param start what it does when started
   */
  BundleMaker activator(String start) throws IOException {
    return activator(start, "");
  }

  BundleMaker activator(String start, String stop) throws IOException {
    header(Constants.BUNDLE_ACTIVATOR, "plugin.Activator");
    header(Constants.IMPORT_PACKAGE, "org.osgi.framework");
    return source(
        "plugin.Activator",
        "package plugin;"
            + "public class Activator implements org.osgi.framework.BundleActivator {"
            + "  public void start(org.osgi.framework.BundleContext context) throws Exception {"
            + start
            + "  }"
            + "  public void stop(org.osgi.framework.BundleContext context) throws Exception {"
            + stop
            + "  }"
            + "}");
  }

  /** Compiles a class. */
  BundleMaker source(String name, String text) throws IOException {
    Path classes = Files.createTempDirectory("classes");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
      if (!compile(compiler, files, messages, name, text)) {
        throw new IllegalArgumentException(messages.toString());
      }
    }
    try (var made = Files.walk(classes)) {
      for (Path file : made.filter(Files::isRegularFile).toList()) {
        entries.put(classes.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return this;
  }

  private static boolean compile(
      JavaCompiler compiler,
      JavaFileManager files,
      StringWriter messages,
      String name,
      String text) {
    var source =
        new SimpleJavaFileObject(
            URI.create("string:///" + name.replace('.', '/') + ".java"),
            SimpleJavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
          }
        };
    return compiler
        .getTask(
            messages,
            files,
            null,
            List.of("--release", "17", "-proc:none", "-cp", System.getProperty("java.class.path")),
            null,
            List.of(source))
        .call();
  }

  byte[] bytes() throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.forEach(manifest.getMainAttributes()::putValue);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        jar.putNextEntry(new JarEntry(entry.getKey()));
        jar.write(entry.getValue());
        jar.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** Puts the jar at a place in one step, over what may be there. */
  Path into(Path file) throws IOException {
    Path half = Files.createTempFile(file.getParent(), ".", ".part");
    Files.write(half, bytes());
    return Files.move(
        half, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
