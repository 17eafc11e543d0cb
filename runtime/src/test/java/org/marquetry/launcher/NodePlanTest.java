/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodePlanTest {

  @TempDir private Path features;

  @BeforeEach
  void layOut() throws IOException {
    Files.createDirectory(features.resolve("nodes"));
    write("nodes/small", "{'roles': ['route'], 'features': ['base', 'more']}");
    write(
        "base",
        "{'bundles': [{'id': 'g:late:1', 'start-order': 9}, {'id': 'g:a:1', 'start-order': 2}]}");
    write("more", "{'bundles': [{'id': 'g.h:b:jar:linux:1.2', 'start-order': 2}]}");
  }

  @Test
  void listsTheBundlesOfAllFeaturesByStartOrder() throws LaunchException {
    NodePlan plan = NodePlan.read(features, "small");
    assertThat(plan.roles()).containsExactly("route");
    assertThat(plan.runs("route")).isTrue();
    assertThat(plan.runs("broker")).isFalse();
    assertThat(plan.bundles())
        .containsExactly(
            new BundleFile("g", "a", "", "1", 2),
            new BundleFile("g.h", "b", "linux", "1.2", 2),
            new BundleFile("g", "late", "", "1", 9));
  }

  @Test
  void bundlesLieAsInAMavenRepository() {
    Path repository = Path.of("/system");
    assertThat(BundleFile.of("g.h:b:1.2", 1).in(repository))
        .isEqualTo(Path.of("/system/g/h/b/1.2/b-1.2.jar"));
    assertThat(BundleFile.of("g.h:b:jar:linux:1.2", 1).in(repository))
        .isEqualTo(Path.of("/system/g/h/b/1.2/b-1.2-linux.jar"));
  }

  @Test
  void anUnknownRoleIsToldTheKnownOnes() {
    assertThatThrownBy(() -> NodePlan.read(features, "big"))
        .isInstanceOf(LaunchException.class)
        .hasMessage("unknown role 'big', allowed are small");
  }

  @Test
  void aMissingFeatureMeansAnIncompleteInstallation() throws IOException {
    Files.delete(features.resolve("more.json"));
    assertThatThrownBy(() -> NodePlan.read(features, "small"))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining(features.resolve("more.json") + " is missing")
        .hasMessageContaining("mvn package");
  }

  @Test
  void damagedFeaturesAreNamed() throws IOException {
    Path more = features.resolve("more.json");
    for (String damaged :
        new String[] {
          "{",
          "[]",
          "{}",
          "{'bundles': [{}]}",
          "{'bundles': [{'id': 'g:a', 'start-order': 1}]}",
          "{'bundles': [{'id': 'g:a:zip:1', 'start-order': 1}]}"
        }) {
      write("more", damaged);
      assertThatThrownBy(() -> NodePlan.read(features, "small"))
          .as(damaged)
          .isInstanceOf(LaunchException.class)
          .hasMessageStartingWith(more + " cannot be read: ");
    }
  }

  private void write(String name, String json) throws IOException {
    Files.writeString(features.resolve(name + ".json"), json.replace('\'', '"'));
  }
}
