/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.features;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.felix.feature.impl.FeatureServiceImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.service.feature.Feature;
import org.osgi.service.feature.FeatureBundle;
import org.osgi.service.feature.ID;

class FeatureFilesTest {

  /** The framework's; a bundle above it would be installed and never started. */
  private static final int HIGHEST_START_ORDER = 29;

  private static final Path DIRECTORY = Path.of("").toAbsolutePath();

  static List<Path> features() throws IOException {
    return jsonFiles(DIRECTORY);
  }

  static List<Path> nodes() throws IOException {
    return jsonFiles(DIRECTORY.resolve("nodes"));
  }

  @ParameterizedTest
  @MethodSource("features")
  void aFeatureIsNamedAsItsFile(Path file) throws Exception {
    ID id = read(file).getID();
    assertThat(id)
        .hasToString(
            "org.marquetry:features:osgifeature:"
                + nameOf(file)
                + ":"
                + ParentPom.read().versionOf("org.marquetry", "features"));
  }

  @ParameterizedTest
  @MethodSource("features")
  void everyVersionIsTheParentPoms(Path file) throws Exception {
    ParentPom parent = ParentPom.read();
    for (FeatureBundle bundle : read(file).getBundles()) {
      ID id = bundle.getID();
      assertThat(id.getVersion())
          .as("version of %s in %s", id, file.getFileName())
          .isEqualTo(parent.versionOf(id.getGroupId(), id.getArtifactId()));
    }
  }

  @ParameterizedTest
  @MethodSource("features")
  void everyBundleStartsBeforeThePlugins(Path file) throws Exception {
    for (FeatureBundle bundle : read(file).getBundles()) {
      assertThat(startOrder(bundle))
          .as("start-order of %s in %s", bundle.getID(), file.getFileName())
          .isBetween(1, HIGHEST_START_ORDER);
    }
  }

  @Test
  void noBundleIsInTwoPlaces() throws Exception {
    List<String> all = new ArrayList<>();
    for (Path file : features()) {
      read(file).getBundles().forEach(bundle -> all.add(bundle.getID().toString()));
    }
    assertThat(all).doesNotHaveDuplicates().isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void aNodeNamesFeaturesThatExist(Path file) throws Exception {
    Set<String> known = new LinkedHashSet<>();
    for (Path feature : features()) {
      known.add(nameOf(feature));
    }
    JsonObject node = json(file);
    assertThat(strings(node, "features")).isNotEmpty().doesNotHaveDuplicates().isSubsetOf(known);
    assertThat(strings(node, "roles")).isNotEmpty().isSubsetOf("route", "broker");
  }

  @Test
  void theThreeNodesOfTheDocumentationExist() throws Exception {
    assertThat(nodes().stream().map(FeatureFilesTest::nameOf))
        .contains("standalone", "route", "broker");
  }

  private static int startOrder(FeatureBundle bundle) {
    Map<String, Object> metadata = bundle.getMetadata();
    return Integer.parseInt(String.valueOf(metadata.get("start-order")));
  }

  private static Feature read(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      return new FeatureServiceImpl().readFeature(reader);
    }
  }

  private static JsonObject json(Path file) throws IOException {
    try (JsonReader reader = Json.createReader(Files.newBufferedReader(file))) {
      return reader.readObject();
    }
  }

  private static List<String> strings(JsonObject object, String key) {
    return object.getJsonArray(key).getValuesAs(JsonString::getString);
  }

  private static List<Path> jsonFiles(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static String nameOf(Path file) {
    return file.getFileName().toString().replace(".json", "");
  }
}
