/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** {@code quickstart}: a node, ten messages there and back, and what to do next. */
final class QuickStart {

  private static final String ROUND_TRIP = "mq:round-trip QuickStart 10";
  private static final long SHELL_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Home home;
  private final NodeProcess process;
  private final Console console;

  QuickStart(Home home, NodeProcess process, Console console) {
    this.home = home;
    this.process = process;
    this.console = console;
  }

  /**
   * @param once whether to end after the ten messages
   * @return the exit code
   */
  int run(boolean once) throws LaunchException {
    process.start();
    try (ShellClient shell = connect()) {
      int status = shell.run(ROUND_TRIP, console.out());
      if (once) {
        process.stop();
        return status == 0 ? 0 : 1;
      }
      console.out().print(nextSteps());
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

  private String nextSteps() {
    return String.join(
        System.lineSeparator(),
        "",
        "Next:",
        "  send with any RocketMQ client   setNamesrvAddr(\"127.0.0.1:9876\")",
        "  look around                     " + home.script() + " shell 'mq:topics'",
        "  add a plugin                    copy its jar into " + home.deploy(),
        "  stop                            "
            + (console.terminal() ? "exit, or Ctrl-D" : "Ctrl-C, or " + home.script() + " stop"),
        "",
        "");
  }
}
