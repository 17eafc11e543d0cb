/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A broker of a test's own: the distribution as a process, on free ports, with an empty deploy
 * folder. Not thread-safe.
 *
 * <pre>{@code
 * try (TestBroker broker = TestBroker.start(Path.of("target/broker"), Path.of("target/data"))) {
 *   broker.deploy(Path.of("target/my-filter-1.0.jar"));
 *   broker.awaitPlugin("MY_FILTER");
 *   producer.setNamesrvAddr(broker.nameServer());
 *   …
 * }
 * }</pre>
 */
public final class TestBroker implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 50;
  private static final Pattern READY =
      Pattern.compile("^ready .*\\broute=(\\S+).*\\bbroker=(\\S+)", Pattern.MULTILINE);

  private final Path program;
  private final Path data;
  private final Path deploy;
  private final Path output;
  private final Process process;
  private String nameServer;
  private String address;

  private TestBroker(Path program, Path data, Path deploy, Path output, Process process) {
    this.program = program;
    this.data = data;
    this.deploy = deploy;
    this.output = output;
    this.process = process;
  }

  /**
   * Starts a broker and returns when clients can connect.
   *
   * @param distribution where the distribution was unpacked; {@code bin/marquetry} lies in it or
   *     one folder below
   * @param work directory for everything the broker writes; made where it is missing
   * @return the broker, to be closed by its owner
   * @throws IOException if there is no distribution, or the broker cannot be started
   */
  public static TestBroker start(Path distribution, Path work) throws IOException {
    Path program = program(distribution);
    Path directory = Files.createDirectories(work.toAbsolutePath());
    Path data = Files.createTempDirectory(directory, "broker-");
    Path deploy = Files.createDirectories(data.resolve("deploy"));
    Path output = data.resolve("broker.out");
    List<String> command = new ArrayList<>(List.of(program.toString(), "run"));
    command.addAll(List.of("--data", data.resolve("data").toString()));
    command.addAll(List.of("--deploy", deploy.toString()));
    command.addAll(List.of("--route-port", "0", "--broker-port", "0"));
    command.addAll(List.of("--set", "brokerIP1=127.0.0.1"));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    TestBroker broker = new TestBroker(program, data.resolve("data"), deploy, output, process);
    try {
      broker.awaitReady();
      return broker;
    } catch (RuntimeException | AssertionError e) {
      broker.close();
      throw e;
    }
  }

  private static Path program(Path distribution) throws IOException {
    try (Stream<Path> files = Files.walk(distribution.toAbsolutePath(), 3)) {
      Path program =
          files
              .filter(file -> file.endsWith(Path.of("bin", "marquetry")))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IOException(
                          "no bin/marquetry below "
                              + distribution.toAbsolutePath()
                              + ": unpack the distribution there"));
      File file = program.toFile();
      if (!file.canExecute() && !file.setExecutable(true)) {
        throw new IOException(program + " cannot be made executable");
      }
      return program;
    }
  }

  private void awaitReady() {
    await(
        "the broker is ready",
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("the broker ended:\n" + printed());
          }
          Matcher ready = READY.matcher(printed());
          if (ready.find()) {
            nameServer = ready.group(1);
            address = ready.group(2);
          }
          return address != null;
        });
  }

  private String printed() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return {@code host:port} for {@code setNamesrvAddr}} */
  public String nameServer() {
    return nameServer;
  }

  /** {@return {@code host:port} of the broker itself} */
  public String address() {
    return address;
  }

  /**
   * Drops a bundle into the broker's deploy folder, over one of the same file name.
   *
   * @param jar the bundle
   * @return where it is now, for {@link #remove}
   * @throws IOException if it cannot be copied
   */
  public Path deploy(Path jar) throws IOException {
    Path target = deploy.resolve(jar.getFileName());
    Path half = Files.createTempFile(deploy, ".", ".part");
    Files.copy(jar, half, StandardCopyOption.REPLACE_EXISTING);
    return Files.move(
        half, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Takes a bundle out of the deploy folder.
   *
   * @param deployed what {@link #deploy} returned
   * @throws IOException if it cannot be deleted
   */
  public void remove(Path deployed) throws IOException {
    Files.delete(deployed);
  }

  /**
   * Waits until a plugin gets the calls.
   *
   * @param name by which the broker chooses it
   */
  public void awaitPlugin(String name) {
    Pattern row = Pattern.compile("\\b" + Pattern.quote(name) + "\\b.*\\bin use\\b");
    await(name + " is in use", () -> shell("mq:plugins").lines().anyMatch(row.asPredicate()));
  }

  /**
   * Runs a command of the broker's shell.
   *
   * @param command as in the shell, {@code mq:plugins}
   * @return what it printed
   * @throws IOException if the command failed; the message holds what it printed
   */
  public String shell(String command) throws IOException {
    Process shell =
        new ProcessBuilder(program.toString(), "shell", "--data", data.toString(), command)
            .redirectErrorStream(true)
            .start();
    String printed = new String(shell.getInputStream().readAllBytes(), UTF_8);
    try {
      if (shell.waitFor() != 0) {
        throw new IOException(command + " failed: " + printed);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return printed;
  }

  /**
   * Waits for something to become true.
   *
   * @param what in words, for the failure
   * @param condition asked again and again
   * @throws AssertionError naming {@code what} when it does not within a minute
   */
  public static void await(String what, Callable<Boolean> condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!condition.call()) {
        if (System.nanoTime() > end) {
          throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what);
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting: " + what, e);
    } catch (Exception e) {
      throw new AssertionError("while waiting: " + what, e);
    }
  }

  /** Stops the broker; its files stay for a look at what went wrong. */
  @Override
  public void close() {
    Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .forEach(ProcessHandle::destroy);
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
