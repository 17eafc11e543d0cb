/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;

/**
 * Who runs on a data directory, as it says itself.
 *
 * @param addresses by role; empty until all roles are ready
 */
record Instance(long pid, String node, Instant started, Map<String, String> addresses) {

  private static final String PID = "pid";
  private static final String NODE = "role";
  private static final String STARTED = "started";
  private static final String ADDRESS = "address.";

  boolean isReady() {
    return !addresses.isEmpty();
  }

  /** Empty where nobody has said anything, or what was said is damaged. */
  static Optional<Instance> read(DataDirectory data) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(data.instance())) {
      properties.load(reader);
      Map<String, String> addresses = new LinkedHashMap<>();
      for (String key : new TreeSet<>(properties.stringPropertyNames())) {
        if (key.startsWith(ADDRESS)) {
          addresses.put(key.substring(ADDRESS.length()), properties.getProperty(key));
        }
      }
      return Optional.of(
          new Instance(
              Long.parseLong(properties.getProperty(PID)),
              properties.getProperty(NODE),
              Instant.parse(properties.getProperty(STARTED)),
              addresses));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  void write(DataDirectory data) throws LaunchException {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put(PID, Long.toString(pid));
    lines.put(NODE, node);
    lines.put(STARTED, started.toString());
    addresses.forEach((role, address) -> lines.put(ADDRESS + role, address));
    try {
      PropertiesFile.write(data.instance(), lines);
      Files.writeString(data.pid(), pid + "\n");
    } catch (IOException e) {
      throw data.unusable(e);
    }
  }
}
