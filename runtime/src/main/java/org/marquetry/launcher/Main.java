/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The program behind {@code bin/marquetry}. */
public final class Main {

  private static final int FAILED = 1;

  private final Console console;

  private Main(Console console) {
    this.console = console;
  }

  public static void main(String[] arguments) {
    Console console = Console.standard();
    int status;
    try {
      status = new Main(console).run(List.of(arguments));
    } catch (LaunchException e) {
      console.fail(e.getMessage());
      status = FAILED;
    }
    System.exit(status);
  }

  private int run(List<String> arguments) throws LaunchException {
    CommandLine line = CommandLine.parse(arguments);
    Home home = Home.find();
    return switch (line.command()) {
      case QUICKSTART -> new QuickStart(home, line, process(home, line), console).run();
      case RUN -> runNode(process(home, line));
      case START ->
          new BackgroundStart(home, console, data(home, line))
              .start(arguments.subList(1, arguments.size()));
      case STOP -> new RunningInstance(data(home, line), console).stop();
      case STATUS -> new RunningInstance(data(home, line), console).status();
      case SHELL -> new RunningInstance(data(home, line), console).shell(line.words());
      case VERSION ->
          print("marquetry " + Main.class.getPackage().getImplementationVersion() + "\n");
      case HELP -> print(help());
    };
  }

  private static int runNode(NodeProcess process) throws LaunchException {
    process.start();
    process.awaitEnd();
    return 0;
  }

  private int print(String text) {
    console.out().print(text);
    return 0;
  }

  private NodeProcess process(Home home, CommandLine line) throws LaunchException {
    NodeProcess process = new NodeProcess(home, line, console);
    Runtime.getRuntime().addShutdownHook(new Thread(process::stop, "stop"));
    return process;
  }

  private static DataDirectory data(Home home, CommandLine line) throws LaunchException {
    return new DataDirectory(line.data(home));
  }

  private static String help() throws LaunchException {
    try (InputStream text = Main.class.getResourceAsStream("help.txt")) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new LaunchException("the help text cannot be read", e);
    }
  }
}
