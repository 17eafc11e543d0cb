/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NodeTest {

  private static final BundleFile BUNDLE = BundleFile.of("g:a:1", 3);

  @TempDir private Path directory;

  @Test
  void startsItsBundlesAndStopsTwiceWithoutHarm() throws Exception {
    bundle(Map.of("Bundle-SymbolicName", "a"));
    Node node = node();
    node.start();
    assertThat(node.watch().outcome()).isNotDone();
    assertThat(node.watch().awaited()).isEqualTo("route");
    node.stop();
    node.awaitEnd();
    node.stop();
  }

  @Test
  void aBundleThatDoesNotResolveFailsTheStartInOneLine() throws Exception {
    bundle(Map.of("Bundle-SymbolicName", "a", "Import-Package", "nowhere.to.be.found"));
    Node node = node();
    node.start();
    assertThatThrownBy(() -> node.watch().outcome().get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(LaunchException.class)
        .hasMessageStartingWith("the bundle a does not start: ")
        .hasMessageContaining("nowhere.to.be.found")
        .extracting(Throwable::getMessage)
        .asString()
        .doesNotContain("\n");
    node.stop();
  }

  @Test
  void aMissingBundleMeansAnIncompleteInstallation() {
    assertThatThrownBy(this::node)
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining(BUNDLE.in(directory.resolve("system")) + " is missing");
  }

  private Node node() throws LaunchException {
    NodePlan plan = new NodePlan("route", Set.of("route"), List.of(BUNDLE));
    DataDirectory data = new DataDirectory(directory.resolve("data"));
    return Node.create(
        plan,
        directory.resolve("system"),
        FrameworkProperties.of(plan, data, directory.resolve("p"), directory.resolve("e")));
  }

  private void bundle(Map<String, String> headers) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
    headers.forEach((key, value) -> manifest.getMainAttributes().putValue(key, value));
    Path file = BUNDLE.in(directory.resolve("system"));
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      jar.finish();
    }
  }
}
