/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.matrix;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.environment.SourceTree;
import org.marquetry.itests.node.Node;

/** What programs do with a RocketMQ client, with every client version, against one node. */
@Execution(ExecutionMode.CONCURRENT)
class ClientMatrixIT {
  private static Node node;

  @BeforeAll
  static void startNode() throws IOException {
    // Broadcasting consumers keep their offsets in files; those of an earlier run must not be
    // found.
    System.setProperty(
        "rocketmq.client.localOffsetStoreDir", SourceTree.workDirectory("offsets").toString());
    node =
        Nodes.underTest(
            "matrix",
            spec ->
                spec.with("transactionCheckInterval", "2000")
                    .with("transactionTimeOut", "1000")
                    .with("traceTopicEnable", "true")
                    .with("enableLmq", "true")
                    .with("enableMultiDispatch", "true"));
    node.start();
  }

  @AfterAll
  static void stopNode() throws IOException {
    try {
      node.stop();
    } finally {
      node.close();
    }
  }

  @TestFactory
  Stream<DynamicNode> everyScenarioWithEveryClient() {
    ScenarioPlayer player = new ScenarioPlayer(node);
    return Stream.of(ClientVersion.values()).map(player::all);
  }
}
