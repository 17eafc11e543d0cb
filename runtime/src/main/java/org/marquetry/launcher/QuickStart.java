/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** {@code quickstart}: a node, ten messages there and back, and what to do next. */
final class QuickStart {

  private static final String ROUND_TRIP = "mq:round-trip QuickStart 10";
  private static final long SHELL_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Home home;
  private final CommandLine line;
  private final NodeProcess process;
  private final Console console;

  QuickStart(Home home, CommandLine line, NodeProcess process, Console console) {
    this.home = home;
    this.line = line;
    this.process = process;
    this.console = console;
  }

  /**
   * @return the exit code
   */
  int run() throws LaunchException {
    Map<String, String> addresses = process.start();
    try (ShellClient shell = connect()) {
      int status = shell.run(ROUND_TRIP, console.out());
      if (line.once()) {
        process.stop();
        return status == 0 ? 0 : 1;
      }
      console.out().print(nextSteps(home, line, addresses, console.terminal()));
      if (console.terminal()) {
        new Prompt(console.in(), console.out(), true).serve(shell);
        console.out().println("stopping");
        process.stop();
        return 0;
      }
    } catch (IOException e) {
      process.stop();
      throw new LaunchException("the node's shell fails: " + DataDirectory.reason(e), e);
    }
    process.awaitEnd();
    return 0;
  }

  /** The shell is no role: it may come a moment after the node is ready. */
  private ShellClient connect() throws IOException {
    long start = System.nanoTime();
    while (!Files.exists(process.data().shell())) {
      if (System.nanoTime() - start > SHELL_PATIENCE_NANOS) {
        throw new NoSuchFileException(process.data().shell().toString());
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return ShellClient.connect(process.data().shell());
  }

  /** What to do next, with the addresses and directories of this very node. */
  static String nextSteps(
      Home home, CommandLine line, Map<String, String> addresses, boolean terminal)
      throws LaunchException {
    Path data = line.data(home);
    String which = data.equals(home.data()) ? "" : " --data '" + data + "'";
    List<String> steps = new ArrayList<>(List.of("", "Next:"));
    if (addresses.containsKey(NodePlan.ROUTE)) {
      steps.add(
          "  send with any RocketMQ client   setNamesrvAddr(\""
              + addresses.get(NodePlan.ROUTE)
              + "\")");
    }
    steps.add(
        "  look around                     " + home.script() + " shell" + which + " 'mq:topics'");
    steps.add("  add a plugin                    copy its jar into " + line.deploy(home));
    steps.add(
        "  stop                            "
            + (terminal ? "exit, or Ctrl-D" : "Ctrl-C, or " + home.script() + " stop" + which));
    steps.add("");
    return String.join(System.lineSeparator(), steps) + System.lineSeparator();
  }
}
