/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.benchmarks.endtoend;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the command line asks for. */
record Settings(
    Path root,
    int rounds,
    int warmUpSeconds,
    int seconds,
    List<String> nodes,
    List<Workload> workloads,
    Map<String, String> brokerSettings,
    String oursJvm,
    Path work) {
  static final String USAGE =
      """
      benchmarks/run [option...]
        --rounds N          how often each node is started and loaded [2]
        --warm-up SECONDS   before each measurement [8]
        --seconds SECONDS   of each measurement [10]
        --nodes LIST        of reference,ours, in this order [reference,ours]
        --workloads LIST    of sync,async,batch,consume [all]
        --set KEY=VALUE     a broker setting for both; repeatable
        --jvm OPTIONS       JVM options for ours (JAVA_OPTS of bin/marquetry)
        --work DIR          where stores and reports go [benchmarks/target]
      """;

  static Settings of(Path root, String[] args) {
    int rounds = 2;
    int warmUp = 8;
    int seconds = 10;
    List<String> nodes = List.of("reference", "ours");
    List<Workload> workloads = List.of(Workload.values());
    Map<String, String> settings = new LinkedHashMap<>();
    String oursJvm = "";
    Path work = root.resolve("benchmarks/target");
    List<String> rest = new ArrayList<>(Arrays.asList(args));
    while (!rest.isEmpty()) {
      String option = rest.remove(0);
      if (rest.isEmpty()) {
        throw new IllegalArgumentException(option + " is unknown or lacks its value\n" + USAGE);
      }
      String value = rest.remove(0);
      switch (option) {
        case "--rounds" -> rounds = Integer.parseInt(value);
        case "--warm-up" -> warmUp = Integer.parseInt(value);
        case "--seconds" -> seconds = Integer.parseInt(value);
        case "--nodes" -> nodes = List.of(value.split(","));
        case "--workloads" ->
            workloads = Arrays.stream(value.split(",")).map(Workload::named).sorted().toList();
        case "--set" ->
            settings.put(
                value.substring(0, value.indexOf('=')), value.substring(value.indexOf('=') + 1));
        case "--jvm" -> oursJvm = value;
        case "--work" -> work = Path.of(value).toAbsolutePath();
        default -> throw new IllegalArgumentException(option + " is unknown\n" + USAGE);
      }
    }
    return new Settings(root, rounds, warmUp, seconds, nodes, workloads, settings, oursJvm, work);
  }
}
