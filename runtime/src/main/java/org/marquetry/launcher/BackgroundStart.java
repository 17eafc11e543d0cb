/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code start}: begins a process of its own that runs the node, and waits until it is ready. */
final class BackgroundStart {

  private static final long POLL_MILLIS = 50;
  private static final String READY = "ready ";

  /**
   * A session of its own, or deafness to hang-ups, keeps the node alive when this terminal closes.
   */
  private static final List<String> DETACHED =
      List.of(
          "sh",
          "-c",
          "if command -v setsid >/dev/null; then exec setsid \"$@\"; else exec nohup \"$@\"; fi",
          "sh");

  private final Home home;
  private final Console console;
  private final DataDirectory data;

  BackgroundStart(Home home, Console console, DataDirectory data) {
    this.home = home;
    this.console = console;
    this.data = data;
  }

  /**
   * @param options of the command line, as the user wrote them
   * @return the exit code
   */
  int start(List<String> options) throws LaunchException {
    data.create();
    try {
      Path output = data.startOutput();
      List<String> command = new ArrayList<>(DETACHED);
      command.add(home.script().toString());
      command.add(Command.RUN.word());
      command.addAll(options);
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.redirectInput(new File("/dev/null"));
      builder.redirectOutput(output.toFile());
      builder.redirectErrorStream(true);
      builder.environment().put("MARQUETRY_BUILT", "true");
      return await(builder.start(), output);
    } catch (IOException e) {
      throw new LaunchException("the node cannot be started: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LaunchException("interrupted; the node may be starting", e);
    }
  }

  private int await(Process process, Path output) throws IOException, InterruptedException {
    int shown = 0;
    boolean alive = true;
    while (alive) {
      alive = !process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
      List<String> lines = wholeLines(output);
      for (; shown < lines.size(); shown++) {
        String line = lines.get(shown);
        if (line.startsWith(READY)) {
          console.out().println(line);
          return 0;
        }
        console.err().println(line);
      }
    }
    if (shown == 0) {
      console.fail("the node ended with exit code " + process.exitValue() + " and said nothing");
    }
    return 1;
  }

  private static List<String> wholeLines(Path output) throws IOException {
    String text = Files.readString(output);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }
}
