/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.environment;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads the feature files, the one place that says which bundles make a node. */
public final class FeatureFiles {

  private FeatureFiles() {}

  /**
   * A bundle of a node.
   *
   * @param jar in {@code runtime/system}
   * @param startLevel its start level
   */
  public record BundleJar(Path jar, int startLevel) {}

  /** The bundles of a role by start level. */
  public static List<BundleJar> bundles(String role) throws IOException {
    JsonObject node = read(SourceTree.root().resolve("features/nodes/" + role + ".json"));
    List<BundleJar> bundles = new ArrayList<>();
    for (JsonElement feature : node.getAsJsonArray("features")) {
      JsonArray listed =
          read(SourceTree.root().resolve("features/" + feature.getAsString() + ".json"))
              .getAsJsonArray("bundles");
      for (JsonElement bundle : listed) {
        JsonObject entry = bundle.getAsJsonObject();
        bundles.add(
            new BundleJar(jar(entry.get("id").getAsString()), entry.get("start-order").getAsInt()));
      }
    }
    bundles.sort(Comparator.comparingInt(BundleJar::startLevel));
    return bundles;
  }

  private static JsonObject read(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  /** {@code group:artifact:version} or {@code group:artifact:type:classifier:version}. */
  private static Path jar(String id) {
    String[] parts = id.split(":", -1);
    String version = parts[parts.length - 1];
    String classifier = parts.length == 5 ? "-" + parts[3] : "";
    return SourceTree.runtime()
        .resolve("system")
        .resolve(parts[0].replace('.', '/'))
        .resolve(parts[1])
        .resolve(version)
        .resolve(parts[1] + "-" + version + classifier + ".jar");
  }
}
