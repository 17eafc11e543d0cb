/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system.machine;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.marquetry.system.NodeOptions;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Publishes what the launcher says in two framework properties: {@value #DATA}, the data directory,
 * and {@value #OVERRIDES}, the path of a {@link Properties} file in UTF-8 (optional).
 */
@Component(service = NodeOptions.class)
public final class NodeOptionsComponent implements NodeOptions {

  static final String DATA = "marquetry.data";
  static final String OVERRIDES = "marquetry.overrides";

  private final Path dataDirectory;
  private final Map<String, String> overrides;

  @Activate
  public NodeOptionsComponent(BundleContext context) throws IOException {
    this(context.getProperty(DATA), context.getProperty(OVERRIDES));
  }

  NodeOptionsComponent(String data, String overridesFile) throws IOException {
    if (data == null || data.isBlank()) {
      throw new IllegalStateException(
          "the framework property " + DATA + " is missing: it names the node's data directory");
    }
    dataDirectory = Path.of(data).toAbsolutePath().normalize();
    overrides = overridesFile == null ? Map.of() : load(Path.of(overridesFile));
  }

  @Override
  public Path dataDirectory() {
    return dataDirectory;
  }

  @Override
  public Map<String, String> overrides() {
    return overrides;
  }

  private static Map<String, String> load(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException e) {
      throw DiskException.describe(file, e);
    }
    Map<String, String> sorted = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> sorted.put(key, properties.getProperty(key)));
    return Collections.unmodifiableMap(sorted);
  }
}
