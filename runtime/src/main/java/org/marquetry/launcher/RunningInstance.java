/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code stop}, {@code status} and {@code shell}: commands to the node on a data directory. */
final class RunningInstance {

  static final int NOT_RUNNING = 3;

  private static final int STOP_PATIENCE_SECONDS = 90;

  private final DataDirectory data;
  private final Console console;

  RunningInstance(DataDirectory data, Console console) {
    this.data = data;
    this.console = console;
  }

  int stop() throws LaunchException {
    Optional<Instance> instance = find();
    if (instance.isEmpty()) {
      console.out().println("not running (data " + data.root() + ")");
      return 0;
    }
    long pid = instance.get().pid();
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    try {
      if (process.isPresent()) {
        if (!process.get().destroy()) {
          throw new LaunchException(
              "process " + pid + " cannot be signalled; is it another user's?");
        }
        process.get().onExit().get(STOP_PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
      console.out().println("stopped " + instance.get().node() + " (process " + pid + ")");
      return 0;
    } catch (TimeoutException e) {
      throw new LaunchException(
          "process "
              + pid
              + " still stops after "
              + STOP_PATIENCE_SECONDS
              + " s; see "
              + data.log()
              + ", or end it with kill -9",
          e);
    } catch (ExecutionException e) {
      throw new LaunchException("cannot wait for process " + pid + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LaunchException("interrupted; process " + pid + " is stopping", e);
    }
  }

  int status() throws LaunchException {
    Optional<Instance> found = find();
    if (found.isEmpty()) {
      console.out().println("not running");
      fact("data", data.root());
      return NOT_RUNNING;
    }
    Instance instance = found.get();
    console.out().println(instance.isReady() ? "running" : "starting");
    fact("role", instance.node());
    instance.addresses().forEach(this::fact);
    fact("process", instance.pid());
    fact("since", instance.started() + " (" + upTime(instance) + ")");
    fact("data", data.root());
    fact("log", data.log());
    return 0;
  }

  /**
   * @param words of one command; without any, commands are read from the input
   */
  int shell(List<String> words) throws LaunchException {
    if (find().isEmpty()) {
      throw new LaunchException(
          "nothing runs on the data directory "
              + data.root()
              + "; begin with 'marquetry start', or name another directory with --data DIR");
    }
    try (ShellClient shell = ShellClient.connect(data.shell())) {
      return words.isEmpty()
          ? new Prompt(console.in(), console.out(), console.terminal()).serve(shell)
          : shell.run(String.join(" ", words), console.out());
    } catch (AccessDeniedException e) {
      throw new LaunchException(
          "the instance on "
              + data.root()
              + " is another user's: only its owner may use its shell"
              + DataDirectory.owner(data.shell()),
          e);
    } catch (IOException e) {
      throw new LaunchException(
          "the shell of the instance on " + data.root() + " fails: " + DataDirectory.reason(e), e);
    }
  }

  private Optional<Instance> find() throws LaunchException {
    return data.isLocked() ? Instance.read(data) : Optional.empty();
  }

  private void fact(String name, Object value) {
    console.out().printf("  %-8s %s%n", name, value);
  }

  private static String upTime(Instance instance) {
    Duration up = Duration.between(instance.started(), Instant.now());
    if (up.toHours() > 0) {
      return up.toHours() + " h " + up.toMinutesPart() + " min";
    }
    return up.toMinutes() > 0
        ? up.toMinutes() + " min " + up.toSecondsPart() + " s"
        : up.toSeconds() + " s";
  }
}
