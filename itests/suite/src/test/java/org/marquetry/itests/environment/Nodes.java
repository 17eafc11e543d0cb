/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.environment;

import java.io.IOException;
import java.util.function.UnaryOperator;
import org.marquetry.itests.node.Node;
import org.marquetry.itests.node.NodeSpec;
import org.marquetry.itests.node.ReferenceNode;

/** Makes nodes of the kind that {@code -Ditests.node} names, and reference nodes. */
public final class Nodes {

  private Nodes() {}

  /** A node under test that is not started yet, in a work directory of its own. */
  public static Node underTest(String name, UnaryOperator<NodeSpec> setup) throws IOException {
    String kind = System.getProperty("itests.node", "felix");
    NodeSpec spec = setup.apply(NodeSpec.in(SourceTree.workDirectory(name)));
    return switch (kind) {
      case "reference" -> new ReferenceNode(spec, SourceTree.referenceJars());
      default -> throw new IllegalArgumentException("itests.node=" + kind + " is unknown");
    };
  }

  public static Node underTest(String name) throws IOException {
    return underTest(name, UnaryOperator.identity());
  }

  /** The real broker. */
  public static Node reference(String name, UnaryOperator<NodeSpec> setup) throws IOException {
    return new ReferenceNode(
        setup.apply(NodeSpec.in(SourceTree.workDirectory(name))), SourceTree.referenceJars());
  }
}
