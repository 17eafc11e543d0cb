/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Our standalone node as a user gets it: the unpacked distribution, run in the foreground. */
public final class DistributionNode implements Node {
  private final NodeSpec spec;
  private final Path home;
  private final Map<String, String> environment;
  private ChildProcess process;

  /**
   * @param home the directory the distribution was unpacked to; holds {@code bin/marquetry}
   */
  public DistributionNode(NodeSpec spec, Path home) {
    this(spec, home, Map.of());
  }

  /**
   * @param environment variables for the start script
   */
  public DistributionNode(NodeSpec spec, Path home, Map<String, String> environment) {
    this.spec = spec;
    this.home = home.toAbsolutePath();
    this.environment = Map.copyOf(environment);
  }

  /** Unpacks a {@code tar.gz} and returns the directory that holds {@code bin}. */
  public static Path unpack(Path archive, Path into) throws IOException {
    ChildProcess tar =
        ChildProcess.start(
            "tar", into, Map.of(), List.of("tar", "-xzf", archive.toAbsolutePath().toString()));
    if (tar.exitCode() != 0) {
      throw new IOException("cannot unpack " + archive + ": " + tar.output());
    }
    try (Stream<Path> entries = Files.walk(into, 2)) {
      return entries
          .filter(path -> Files.isExecutable(path.resolve("bin/marquetry")))
          .findFirst()
          .orElseThrow(() -> new IOException(archive + " has no executable bin/marquetry"));
    }
  }

  @Override
  public NodeSpec spec() {
    return spec;
  }

  @Override
  public void start() throws IOException {
    process = ChildProcess.start("marquetry", spec.home(), environment, command("run"));
    Readiness.await(spec, process::isAlive, process::output);
  }

  /** The command line of {@code bin/marquetry} for this node. */
  public List<String> command(String verb) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/marquetry").toString());
    command.add(verb);
    command.add("--data");
    command.add(dataDirectory().toString());
    command.add("--route-port");
    command.add(Integer.toString(spec.routePort()));
    command.add("--broker-port");
    command.add(Integer.toString(spec.brokerPort()));
    set(command, "brokerIP1", "127.0.0.1");
    set(command, "brokerName", spec.brokerName());
    set(command, "storePathRootDir", spec.store().toString());
    spec.settings().forEach((key, value) -> set(command, key, value));
    return command;
  }

  public Path dataDirectory() {
    return spec.home().resolve("data");
  }

  /** The folder that an operator drops bundles into. */
  public Path deployFolder() {
    return home.resolve("deploy");
  }

  /** The directory that the distribution was unpacked to. */
  public Path home() {
    return home;
  }

  public Shell shell() {
    return new Shell(dataDirectory());
  }

  private static void set(List<String> command, String key, String value) {
    command.add("--set");
    command.add(key + "=" + value);
  }

  @Override
  public void stop() throws IOException {
    brokerProcess().destroy();
    process.exitCode();
  }

  @Override
  public void kill() {
    brokerProcess().destroyForcibly();
    process.kill();
  }

  /** The JVM: the script itself when it was replaced by the JVM, else its child. */
  @Override
  public ProcessHandle brokerProcess() {
    ProcessHandle script = process.handle();
    return script.descendants().filter(DistributionNode::isJava).findFirst().orElse(script);
  }

  private static boolean isJava(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "comm"))
          .startsWith("java");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (process != null && process.isAlive()) {
      kill();
    }
  }
}
