/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.benchmarks.endtoend;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.marquetry.itests.node.DistributionNode;
import org.marquetry.itests.node.Node;
import org.marquetry.itests.node.NodeSpec;
import org.marquetry.itests.node.ReferenceNode;
import org.marquetry.itests.wire.Topics;

/**
 * Starts the reference and ours alternately, a fresh store each time, and loads each in turn. Both
 * see the same disk, the same client and the same neighbours, so their figures may be compared with
 * each other; figures of different runs may not.
 */
public final class EndToEnd {
  private static final int QUEUES = 8;
  private static final List<String> REFERENCE_JVM =
      List.of("-Xms1g", "-Xmx1g", "-XX:MaxDirectMemorySize=1g");

  private final Settings settings;
  private final Report report;

  private EndToEnd(Settings settings) {
    this.settings = settings;
    this.report =
        new Report(
            "End to end, "
                + Runtime.getRuntime().availableProcessors()
                + " cores, Java "
                + System.getProperty("java.version")
                + ", "
                + LocalDateTime.now(ZoneOffset.UTC)
                    .format(DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'")));
  }

  /**
   * @param args the root of the source tree, then the options
   */
  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[0]).toAbsolutePath().normalize();
    Settings settings;
    try {
      settings = Settings.of(root, Stream.of(args).skip(1).toArray(String[]::new));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(1);
      return;
    }
    new EndToEnd(settings).run();
  }

  private void run() throws Exception {
    Files.createDirectories(settings.work());
    for (int round = 1; round <= settings.rounds(); round++) {
      for (String node : settings.nodes()) {
        Path directory = Files.createTempDirectory(settings.work(), node + "-");
        try {
          measure(node, round, directory);
        } finally {
          delete(directory);
        }
      }
    }
    String markdown = report.markdown();
    Path file = settings.work().resolve("end-to-end.md");
    Files.writeString(file, markdown);
    System.out.println();
    System.out.println(markdown);
    System.out.println("written to " + file);
  }

  private void measure(String name, int round, Path directory) throws Exception {
    NodeSpec spec = NodeSpec.in(directory.resolve("node"));
    for (Map.Entry<String, String> setting : settings.brokerSettings().entrySet()) {
      spec = spec.with(setting.getKey(), setting.getValue());
    }
    try (Node node = node(name, spec, directory)) {
      long begin = System.nanoTime();
      node.start();
      long startMillis = (System.nanoTime() - begin) / 1_000_000;
      ProcessFigures process = new ProcessFigures(node.brokerProcess().pid());
      StartFigures start =
          new StartFigures(
              name,
              round,
              startMillis,
              process.liveHeapKib(),
              process.anonymousKib(),
              process.residentKib());
      report.add(start);
      System.out.println(start);
      Topics.create(node.nameServer(), node.broker(), Load.TOPIC, QUEUES);
      long stored = 0;
      for (Workload workload : settings.workloads()) {
        stored += load(name, round, workload, node, process, stored);
      }
      node.stop();
    }
  }

  private Node node(String name, NodeSpec spec, Path directory) throws IOException {
    return switch (name) {
      case "reference" ->
          new ReferenceNode(
              spec,
              settings.root().resolve("itests/foreign/reference-5.5.0/target/lib"),
              REFERENCE_JVM);
      case "ours" ->
          new DistributionNode(
              spec,
              DistributionNode.unpack(
                  settings.root().resolve("runtime/target/marquetry-0.1.0.tar.gz"),
                  directory.resolve("unpacked")),
              settings.oursJvm().isEmpty() ? Map.of() : Map.of("JAVA_OPTS", settings.oursJvm()));
      default -> throw new IllegalArgumentException("unknown node " + name);
    };
  }

  /** Returns how many messages the workload stored. */
  private long load(
      String name, int round, Workload workload, Node node, ProcessFigures process, long stored)
      throws IOException, InterruptedException {
    Process load = startLoad(workload, node, stored);
    long total = 0;
    long cpuAtBegin = 0;
    try (BufferedReader lines = load.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals("BEGIN")) {
          cpuAtBegin = process.cpuNanos();
        } else if (line.startsWith("END ")) {
          String[] words = line.split(" ", -1);
          Measurement measurement =
              new Measurement(
                  name,
                  workload,
                  round,
                  Long.parseLong(words[1]),
                  Long.parseLong(words[2]),
                  process.cpuNanos() - cpuAtBegin,
                  Long.parseLong(words[3]));
          report.add(measurement);
          System.out.printf(
              "round %d %-9s %-7s %8.0f msg/s %6.1f µs CPU/msg%s%n",
              round,
              name,
              workload,
              measurement.perSecond(),
              measurement.cpuMicrosPerMessage(),
              measurement.failures() == 0 ? "" : " FAILURES " + measurement.failures());
        } else if (line.startsWith("TOTAL ")) {
          total = Long.parseLong(line.substring("TOTAL ".length()));
        } else {
          System.out.println("load: " + line);
        }
      }
    } finally {
      load.destroy();
    }
    int exit = load.waitFor();
    if (exit != 0) {
      throw new IOException(
          "load JVM ended with " + exit + "; see load.err in " + node.spec().home());
    }
    return total;
  }

  private Process startLoad(Workload workload, Node node, long stored) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xms512m");
    command.add("-Xmx512m");
    command.add("-Duser.home=" + node.spec().home());
    command.add("-cp");
    command.add(
        settings.root().resolve("benchmarks/target/classes")
            + ":"
            + settings.root().resolve("itests/foreign/client-5.5.0/target/lib")
            + "/*");
    command.add(Load.class.getName());
    command.add(workload.name());
    command.add(node.nameServer());
    command.add(Integer.toString(settings.warmUpSeconds()));
    command.add(Integer.toString(settings.seconds()));
    command.add(Long.toString(stored));
    return new ProcessBuilder(command)
        .redirectError(node.spec().home().resolve("load.err").toFile())
        .start();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.delete(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
