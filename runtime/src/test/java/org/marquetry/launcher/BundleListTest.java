/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** The feature files are the list of bundles; the pom repeats it for Maven and must not differ. */
class BundleListTest {

  private static final Path FEATURES = Path.of("..", "features");

  @Test
  void thePomFetchesExactlyTheBundlesOfTheFeatures() throws Exception {
    assertThat(provided()).isEqualTo(featured());
  }

  @Test
  void everyNodeOfTheFeaturesCanBePlanned() throws Exception {
    for (String node : Set.of("standalone", "route", "broker")) {
      assertThat(NodePlan.read(FEATURES, node).bundles()).as(node).isNotEmpty();
    }
  }

  private static Set<String> featured() throws Exception {
    Set<String> bundles = new TreeSet<>();
    try (Stream<Path> files = Files.list(FEATURES)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".json")).toList()) {
        for (BundleFile bundle : NodePlan.bundlesOf(file)) {
          bundles.add(name(bundle.groupId(), bundle.artifactId(), bundle.classifier()));
        }
      }
    }
    return bundles;
  }

  private static Set<String> provided() throws Exception {
    NodeList dependencies =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of("pom.xml").toFile())
            .getElementsByTagName("dependency");
    Set<String> bundles = new TreeSet<>();
    for (int i = 0; i < dependencies.getLength(); i++) {
      Element dependency = (Element) dependencies.item(i);
      if (text(dependency, "scope").equals("provided")) {
        bundles.add(
            name(
                text(dependency, "groupId"),
                text(dependency, "artifactId"),
                text(dependency, "classifier")));
      }
    }
    return bundles;
  }

  private static String name(String groupId, String artifactId, String classifier) {
    return groupId + ":" + artifactId + (classifier.isEmpty() ? "" : ":" + classifier);
  }

  private static String text(Element element, String tag) {
    Node node = element.getElementsByTagName(tag).item(0);
    return node == null ? "" : node.getTextContent();
  }
}
