/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.environment.SourceTree;
import org.marquetry.itests.node.Node;
import org.marquetry.itests.node.NodeSpec;

/**
 * The real client and the real admin tool 5.5.0, in a process of their own, do the same to the
 * reference and to ours at the same time, and see the same.
 */
class ToolTalkIT {

  private static final long PATIENCE_SECONDS = 240;

  @Test
  void programsAndOperatorsSeeWhatTheySeeOfTheReference() throws Exception {
    Path work = SourceTree.workDirectory("tool-talk");
    CompletableFuture<List<String>> reference =
        CompletableFuture.supplyAsync(() -> facts("reference", work));
    List<String> ours = facts("ours", work);
    List<String> expected = reference.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    Files.write(work.resolve("reference.txt"), expected);
    Files.write(work.resolve("ours.txt"), ours);

    AllowedDifferences allowed = AllowedDifferences.read("talk-allowed.txt");
    List<String> missing = without(expected, ours, allowed);
    List<String> added = without(ours, expected, allowed);
    assertThat(expected).as("facts about the reference").hasSizeGreaterThan(80);
    assertThat(missing).as("what is seen of the reference only; see %s", work).isEmpty();
    assertThat(added).as("what is seen of ours only; see %s", work).isEmpty();
  }

  private static NodeSpec setup(NodeSpec spec) {
    return spec.with("enableLmq", "true")
        .with("enableMultiDispatch", "true")
        .with("mappedFileSizeCommitLog", "16777216");
  }

  private static List<String> facts(String name, Path work) {
    try (Node node =
        name.equals("reference")
            ? Nodes.reference("talk-" + name, ToolTalkIT::setup)
            : Nodes.underTest("talk-" + name, ToolTalkIT::setup)) {
      node.start();
      return talk(node.spec(), work.resolve(name + ".out"));
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private static List<String> talk(NodeSpec node, Path output) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Duser.home=" + node.home(),
                "-Drocketmq.client.logUseSlf4j=true",
                "-cp",
                SourceTree.toolTalk() + ":" + SourceTree.referenceJars() + "/*",
                "org.marquetry.itests.talk.ToolTalk",
                node.nameServer(),
                node.broker(),
                node.brokerName())
            .redirectError(output.resolveSibling(output.getFileName() + ".err").toFile())
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (var lines = Files.lines(output)) {
      return lines.filter(line -> line.contains(" | ")).toList();
    }
  }

  /** The facts, each as often as it stands there, that are not among others. */
  private static List<String> without(
      List<String> facts, List<String> others, AllowedDifferences allowed) {
    List<String> left = new ArrayList<>(facts);
    others.forEach(left::remove);
    left.removeIf(
        fact -> {
          int end = fact.lastIndexOf(" | ");
          return allowed.allows(fact.substring(0, end), fact.substring(end + 3));
        });
    return left;
  }
}
