/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.plugin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * A bundle that a test writes down in Java and compiles when it runs, in as many variants as it
 * wants. Classes belong to the package {@link #PACKAGE}. Not thread-safe.
 */
public final class GeneratedPlugin {

  public static final String PACKAGE = "generated";

  private final String name;
  private final String version;
  private final List<Path> classPath;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, byte[]> entries = new TreeMap<>();
  private final List<String> components = new ArrayList<>();

  private GeneratedPlugin(String name, String version, List<Path> classPath) {
    this.name = name;
    this.version = version;
    this.classPath = classPath;
    header("Bundle-ManifestVersion", "2");
    header("Bundle-SymbolicName", name);
    header("Bundle-Version", version);
  }

  /**
   * @param classPath what its sources are compiled against, beside the JDK
   */
  public static GeneratedPlugin of(String name, String version, Path... classPath) {
    return new GeneratedPlugin(name, version, List.of(classPath));
  }

  public GeneratedPlugin header(String header, String value) {
    headers.put(header, value);
    return this;
  }

  public GeneratedPlugin entry(String path, String content) {
    entries.put(path, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /**
   * @param text of a class in {@link #PACKAGE}, without the package declaration
   */
  public GeneratedPlugin source(String simpleName, String text) {
    sources.put(simpleName, "package " + PACKAGE + ";\n" + text);
    return this;
  }

  /** Publishes a class as a service, as a component that is created on first use. */
  public GeneratedPlugin component(String simpleName, String service, Map<String, String> with) {
    String properties =
        with.entrySet().stream()
            .map(e -> "<property name=\"" + e.getKey() + "\" value=\"" + e.getValue() + "\"/>")
            .collect(Collectors.joining());
    return component(
        simpleName, properties + "<service><provide interface=\"" + service + "\"/></service>");
  }

  /**
   * @param content elements of the component description before its implementation
   */
  public GeneratedPlugin component(String simpleName, String content) {
    String path = "OSGI-INF/" + simpleName + ".xml";
    components.add(path);
    return entry(
        path,
        "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.3.0\" name=\""
            + name
            + "."
            + simpleName
            + "\">"
            + content
            + "<implementation class=\""
            + PACKAGE
            + "."
            + simpleName
            + "\"/></scr:component>");
  }

  public PluginJar jar() throws IOException {
    Map<String, byte[]> all = new TreeMap<>(entries);
    all.putAll(classes());
    if (!components.isEmpty()) {
      header("Service-Component", String.join(",", components));
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.forEach(manifest.getMainAttributes()::putValue);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      for (Map.Entry<String, byte[]> entry : all.entrySet()) {
        jar.putNextEntry(new JarEntry(entry.getKey()));
        jar.write(entry.getValue());
        jar.closeEntry();
      }
    }
    return new PluginJar(name, version, bytes.toByteArray());
  }

  private Map<String, byte[]> classes() throws IOException {
    Map<String, byte[]> classes = new TreeMap<>();
    if (sources.isEmpty()) {
      return classes;
    }
    Path directory = Files.createTempDirectory("generated");
    compile(directory);
    try (Stream<Path> made = Files.walk(directory)) {
      for (Path file : made.filter(Files::isRegularFile).toList()) {
        classes.put(directory.relativize(file).toString(), Files.readAllBytes(file));
        Files.delete(file);
      }
    }
    return classes;
  }

  private void compile(Path into) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(into));
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
      List<JavaFileObject> units = new ArrayList<>();
      sources.forEach((simpleName, text) -> units.add(new Source(simpleName, text)));
      List<String> options = List.of("--release", "17", "-proc:none");
      if (!compiler.getTask(messages, files, null, options, null, units).call()) {
        throw new IllegalArgumentException(messages.toString());
      }
    }
  }

  private static final class Source extends SimpleJavaFileObject {

    private final String text;

    Source(String simpleName, String text) {
      super(URI.create("string:///" + PACKAGE + "/" + simpleName + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
