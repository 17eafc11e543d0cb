/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a node in this process, from the lock on the data directory to a clean stop. {@link #stop()}
 * may be called by any thread at any time, a signal's included.
 */
final class NodeProcess {

  private static final int PATIENCE_SECONDS = 20;

  private final Home home;
  private final CommandLine line;
  private final Console console;
  private final NodePlan plan;
  private final DataDirectory data;
  private final Instant started;

  private Closeable lock;
  private Node node;
  private boolean stopped;

  NodeProcess(Home home, CommandLine line, Console console) throws LaunchException {
    this.home = home;
    this.line = line;
    this.console = console;
    plan = NodePlan.read(home.features(), line.role());
    data = new DataDirectory(line.data(home));
    started = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
  }

  DataDirectory data() {
    return data;
  }

  /**
   * Starts the node and prints the ready line.
   *
   * @return the address of each role
   */
  Map<String, String> start() throws LaunchException {
    Map<String, String> overrides = new Overrides(line, plan, line.conf(home)).merged(data.store());
    Map<String, String> addresses;
    try {
      prepare(overrides);
      node.start();
      addresses = awaitReady();
      instance(addresses).write(data);
    } catch (LaunchException e) {
      stop();
      throw e;
    }
    node.watch().waits().forEach(console::fail);
    console.out().println(readyLine(addresses));
    return addresses;
  }

  void awaitEnd() {
    try {
      node.awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stop();
  }

  /** Stops the node cleanly and gives the data directory back; waits where another thread does. */
  void stop() {
    Node running;
    synchronized (this) {
      running = node;
    }
    if (running != null) {
      try {
        running.stop();
      } catch (LaunchException e) {
        console.fail(e.getMessage());
      }
    }
    release();
  }

  private void prepare(Map<String, String> overrides) throws LaunchException {
    Closeable taken = data.lock();
    synchronized (this) {
      lock = taken;
    }
    try {
      // Left over where the last instance was killed.
      Files.deleteIfExists(data.shell());
      PropertiesFile.write(data.overrides(), overrides);
      PersistedConfiguration.forgetFiles(data.configAdmin());
      Logging.prepare(line.conf(home), home, data);
      Console.divertLibraries(data.consoleLog());
    } catch (IOException e) {
      throw data.unusable(e);
    }
    instance(Map.of()).write(data);
    SystemSetup.apply(data);
    Node created =
        Node.create(
            plan,
            home.system(),
            FrameworkProperties.of(plan, data, line.deploy(home), line.conf(home)));
    synchronized (this) {
      node = created;
      if (stopped) {
        throw new LaunchException("stopped while it started");
      }
    }
  }

  private Map<String, String> awaitReady() throws LaunchException {
    while (true) {
      try {
        return node.watch().outcome().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        List<String> waits = node.watch().waits();
        console.fail(
            "still starting, "
                + (waits.isEmpty()
                    ? "no word from " + node.watch().awaited()
                    : String.join("; ", waits))
                + "; see "
                + data.log());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof LaunchException reason) {
          throw reason;
        }
        throw new LaunchException(String.valueOf(e.getCause()), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LaunchException("interrupted while it started", e);
      }
    }
  }

  private String readyLine(Map<String, String> addresses) {
    StringJoiner words = new StringJoiner(" ");
    words.add("ready").add(plan.name());
    for (String role : plan.roles()) {
      words.add(role + "=" + addresses.get(role));
    }
    Duration taken = Duration.between(started, Instant.now());
    words.add("data=" + data.root());
    words.add(String.format(Locale.ROOT, "in %.1f s", taken.toMillis() / 1000.0));
    return words.toString();
  }

  private Instance instance(Map<String, String> addresses) {
    return new Instance(ProcessHandle.current().pid(), plan.name(), started, addresses);
  }

  private synchronized void release() {
    stopped = true;
    if (lock == null) {
      return;
    }
    try {
      Files.deleteIfExists(data.shell());
      Files.deleteIfExists(data.pid());
      Files.deleteIfExists(data.instance());
      lock.close();
    } catch (IOException e) {
      console.fail("the data directory cannot be tidied up: " + DataDirectory.reason(e));
    }
    lock = null;
  }
}
