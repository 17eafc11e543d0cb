/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a node consists of, by the feature files.
 *
 * @param name of the node's file, what {@code --role} says
 * @param roles the services that report when they are ready
 * @param bundles by start order, those of one order as the files list them
 */
record NodePlan(String name, Set<String> roles, List<BundleFile> bundles) {

  static final String ROUTE = "route";
  static final String BROKER = "broker";

  private static final String NODES = "nodes";
  private static final String JSON = ".json";

  static NodePlan read(Path features, String name) throws LaunchException {
    Path nodes = features.resolve(NODES);
    Set<String> known = names(nodes);
    if (!known.contains(name)) {
      throw new LaunchException(
          "unknown role '" + name + "', allowed are " + String.join(", ", known));
    }
    Map<?, ?> node = readObject(nodes.resolve(name + JSON));
    Set<String> roles = new LinkedHashSet<>(strings(node, "roles"));
    List<BundleFile> bundles = new ArrayList<>();
    for (String feature : strings(node, "features")) {
      bundles.addAll(bundlesOf(features.resolve(feature + JSON)));
    }
    // The sort is stable.
    bundles.sort((a, b) -> Integer.compare(a.startOrder(), b.startOrder()));
    return new NodePlan(name, roles, List.copyOf(bundles));
  }

  boolean runs(String role) {
    return roles.contains(role);
  }

  static List<BundleFile> bundlesOf(Path feature) throws LaunchException {
    List<BundleFile> bundles = new ArrayList<>();
    try {
      for (Object entry : (List<?>) readObject(feature).get("bundles")) {
        Map<?, ?> bundle = (Map<?, ?>) entry;
        bundles.add(
            BundleFile.of(
                (String) bundle.get("id"), ((Double) bundle.get("start-order")).intValue()));
      }
    } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
      throw broken(feature, e);
    }
    return bundles;
  }

  private static Set<String> names(Path directory) throws LaunchException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(JSON))
          .map(name -> name.substring(0, name.length() - JSON.length()))
          .sorted()
          .collect(Collectors.toCollection(LinkedHashSet::new));
    } catch (IOException e) {
      throw incomplete(directory, e);
    }
  }

  private static Map<?, ?> readObject(Path file) throws LaunchException {
    try {
      return (Map<?, ?>) Json.parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw incomplete(file, e);
    } catch (IOException | IllegalArgumentException | ClassCastException e) {
      throw broken(file, e);
    }
  }

  private static List<String> strings(Map<?, ?> object, String key) {
    List<String> strings = new ArrayList<>();
    if (object.get(key) instanceof List<?> list) {
      list.forEach(entry -> strings.add(String.valueOf(entry)));
    }
    return strings;
  }

  static LaunchException incomplete(Path missing, Throwable cause) {
    return new LaunchException(
        "this installation is not complete, "
            + missing
            + " is missing; build the source tree with 'mvn package' or unpack it again",
        cause);
  }

  private static LaunchException broken(Path file, Throwable cause) {
    return new LaunchException(file + " cannot be read: " + cause.getMessage(), cause);
  }
}
