/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.environment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.marquetry.itests.node.DistributionNode;
import org.marquetry.itests.node.Node;
import org.marquetry.itests.node.NodeSpec;
import org.marquetry.itests.node.ReferenceNode;

/** Makes nodes of the kind that {@code -Ditests.node} names, and reference nodes. */
public final class Nodes {

  private Nodes() {}

  /** A node under test that is not started yet, in a work directory of its own. */
  public static Node underTest(String name, UnaryOperator<NodeSpec> setup) throws IOException {
    return switch (kind()) {
      case "felix" -> new FelixNode(spec(name, setup));
      case "distribution" -> distribution(name, setup);
      case "reference" -> reference(name, setup);
      default -> throw new IllegalArgumentException("itests.node=" + kind() + " is unknown");
    };
  }

  public static Node underTest(String name) throws IOException {
    return underTest(name, UnaryOperator.identity());
  }

  /** A node under test that can be killed: the packed distribution, or the reference. */
  public static Node processUnderTest(String name, UnaryOperator<NodeSpec> setup)
      throws IOException {
    return kind().equals("reference") ? reference(name, setup) : distribution(name, setup);
  }

  /** The packed distribution, unpacked beside its data. */
  public static DistributionNode distribution(String name, UnaryOperator<NodeSpec> setup)
      throws IOException {
    NodeSpec spec = spec(name, setup);
    Path unpacked = spec.home().resolve("unpacked");
    return new DistributionNode(spec, DistributionNode.unpack(SourceTree.distribution(), unpacked));
  }

  /** Our node in this JVM. */
  public static FelixNode felix(String name) throws IOException {
    return new FelixNode(spec(name, UnaryOperator.identity()));
  }

  /** The real broker. */
  public static Node reference(String name, UnaryOperator<NodeSpec> setup) throws IOException {
    return new ReferenceNode(spec(name, setup), SourceTree.referenceJars());
  }

  private static String kind() {
    return System.getProperty("itests.node", "felix");
  }

  private static NodeSpec spec(String name, UnaryOperator<NodeSpec> setup) throws IOException {
    return setup.apply(NodeSpec.in(SourceTree.workDirectory(name)));
  }
}
