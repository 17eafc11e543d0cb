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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.environment.SourceTree;
import org.marquetry.itests.node.Node;
import org.marquetry.itests.node.NodeSpec;

/** Speaks the same script to the reference and to ours, on the same ports one after the other. */
class DifferentialIT {
  private static final List<Script> SCRIPT =
      List.of(
          new SendScript(),
          new PullScript(),
          new GroupScript(),
          new AssignmentScript(),
          new ToolScript(),
          new RouteScript(),
          new AdminScript(),
          new BrokenScript(),
          new PopScript(),
          new OrderedPopScript(),
          new PriorityScript());

  @Test
  void answersAreThoseOfTheReference() throws Exception {
    assertThat(compared("differential", SCRIPT, UnaryOperator.identity()))
        .as("steps of the script")
        .isGreaterThan(200);
  }

  @Test
  void transactionsEndAndRepliesArriveAsThoseOfTheReference() throws Exception {
    UnaryOperator<NodeSpec> soonAsked =
        spec ->
            spec.with("transactionCheckInterval", "8000")
                .with("transactionTimeOut", "500")
                .with("transactionCheckMax", "3");
    List<Script> scripts = List.of(new ReplyScript(), new TransactionScript());
    assertThat(compared("differential-tx", scripts, soonAsked))
        .as("steps of the script")
        .isGreaterThan(35);
  }

  /** Asserts that both sides say the same; returns the number of steps. */
  private static int compared(String name, List<Script> script, UnaryOperator<NodeSpec> setup)
      throws IOException {
    NodeSpec ports = NodeSpec.in(SourceTree.workDirectory(name + "-ports"));
    UnaryOperator<NodeSpec> onPorts = spec -> setup.apply(spec.onPortsOf(ports));
    Map<String, Answer> reference =
        conversation(Nodes.reference(name + "-reference", onPorts), script);
    Map<String, Answer> ours = conversation(Nodes.underTest(name + "-ours", onPorts), script);
    AllowedDifferences allowed = AllowedDifferences.read("allowed.txt");
    List<String> differences = new ArrayList<>();
    List<String> tolerated = new ArrayList<>();
    for (Answer expected : reference.values()) {
      compare(expected, ours.get(expected.step()), allowed, differences, tolerated);
    }
    Path protocols = SourceTree.workDirectory(name);
    Files.write(protocols.resolve("reference.txt"), written(reference));
    Files.write(protocols.resolve("ours.txt"), written(ours));
    Files.write(protocols.resolve("tolerated.txt"), tolerated);
    Files.write(protocols.resolve("differences.txt"), differences);
    assertThat(differences)
        .as("differences between the reference and ours that allowed.txt does not list")
        .isEmpty();
    return reference.size();
  }

  private static Map<String, Answer> conversation(Node node, List<Script> scripts)
      throws IOException {
    try (node) {
      node.start();
      Map<String, Answer> answers = new LinkedHashMap<>();
      try (Session session = new Session(node)) {
        for (Script script : scripts) {
          script.speak(session);
        }
        session.answers().forEach(answer -> answers.put(answer.step(), answer));
      }
      return answers;
    }
  }

  private static void compare(
      Answer expected,
      Answer actual,
      AllowedDifferences allowed,
      List<String> differences,
      List<String> tolerated) {
    if (actual == null) {
      differences.add(expected.step() + ": never got here");
      return;
    }
    SortedSet<String> fields = new TreeSet<>(expected.fields().keySet());
    fields.addAll(actual.fields().keySet());
    for (String field : fields) {
      String want = expected.fields().getOrDefault(field, "(absent)");
      String have = actual.fields().getOrDefault(field, "(absent)");
      if (!want.equals(have)) {
        String line =
            expected.step()
                + " | "
                + field
                + " | reference "
                + shown(want)
                + " | ours "
                + shown(have);
        (allowed.allows(expected.step(), field) ? tolerated : differences).add(line);
      }
    }
  }

  private static List<String> written(Map<String, Answer> answers) {
    List<String> lines = new ArrayList<>();
    for (Answer answer : answers.values()) {
      lines.add(answer.step());
      answer.fields().forEach((field, value) -> lines.add("    " + field + " = " + shown(value)));
    }
    return lines;
  }

  private static String shown(String value) {
    return value.length() <= 200
        ? value
        : value.substring(0, 200) + "… (" + value.length() + " characters)";
  }
}
