/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** What the user asked for. Immutable. */
final class CommandLine {

  static final String DEFAULT_ROLE = "standalone";

  private final Command command;
  private final Map<Option, String> options;
  private final Map<String, String> settings;
  private final List<String> words;

  private CommandLine(
      Command command,
      Map<Option, String> options,
      Map<String, String> settings,
      List<String> words) {
    this.command = command;
    this.options = options;
    this.settings = Collections.unmodifiableMap(settings);
    this.words = List.copyOf(words);
  }

  static CommandLine parse(List<String> arguments) throws LaunchException {
    if (arguments.isEmpty()) {
      return parse(List.of(Command.HELP.word()));
    }
    Command command = Command.of(arguments.get(0));
    Map<Option, String> options = new EnumMap<>(Option.class);
    Map<String, String> settings = new LinkedHashMap<>();
    int next = 1;
    while (next < arguments.size() && arguments.get(next).startsWith("-")) {
      String argument = arguments.get(next++);
      // Both --data DIR and --data=DIR are common enough to be typed without a thought.
      int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
      Option option = Option.of(equals < 0 ? argument : argument.substring(0, equals));
      if (option == null || !command.takes(option)) {
        throw unknownOption(command, argument);
      }
      String value = "";
      if (option.takesValue()) {
        if (equals < 0 && next == arguments.size()) {
          throw new LaunchException(
              "the value of " + argument + " is missing, write " + option.usage());
        }
        value = equals < 0 ? arguments.get(next++) : argument.substring(equals + 1);
      }
      if (option == Option.SET) {
        addSetting(settings, value);
      } else if (options.put(option, value) != null) {
        throw new LaunchException(option.word() + " is given twice");
      }
    }
    List<String> words = arguments.subList(next, arguments.size());
    if (!words.isEmpty() && !command.takesWords()) {
      throw new LaunchException(
          "'" + words.get(0) + "' is no option of " + command.word() + help(command));
    }
    CommandLine line = new CommandLine(command, options, settings, words);
    line.routePort();
    line.brokerPort();
    return line;
  }

  Command command() {
    return command;
  }

  String role() {
    return options.getOrDefault(Option.ROLE, DEFAULT_ROLE);
  }

  /** The data directory, absolute. */
  Path data(Home home) throws LaunchException {
    return path(Option.DATA, home.data());
  }

  /** The folder watched for plugins, absolute. */
  Path deploy(Home home) throws LaunchException {
    return path(Option.DEPLOY, home.deploy());
  }

  /** The folder of configuration files, absolute. */
  Path conf(Home home) throws LaunchException {
    return path(Option.CONF, home.conf());
  }

  /**
   * @return {@code null} where none is given
   */
  Path configFile() throws LaunchException {
    return path(Option.CONFIG_FILE, null);
  }

  OptionalInt routePort() throws LaunchException {
    return port(Option.ROUTE_PORT);
  }

  OptionalInt brokerPort() throws LaunchException {
    return port(Option.BROKER_PORT);
  }

  /** Of {@code --set}, in the order given. */
  Map<String, String> settings() {
    return settings;
  }

  boolean once() {
    return options.containsKey(Option.ONCE);
  }

  /** What follows the options: the command of {@code shell}. */
  List<String> words() {
    return words;
  }

  private Path path(Option option, Path unlessGiven) throws LaunchException {
    String value = options.get(option);
    if (value == null) {
      return unlessGiven;
    }
    if (value.isBlank()) {
      throw new LaunchException("the value of " + option.word() + " is empty");
    }
    try {
      return Path.of(value).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new LaunchException(option.word() + " " + value + " is no path: " + e.getReason(), e);
    }
  }

  private OptionalInt port(Option option) throws LaunchException {
    String value = options.get(option);
    if (value == null) {
      return OptionalInt.empty();
    }
    try {
      int port = Integer.parseInt(value);
      if (port >= 0 && port <= 65535) {
        return OptionalInt.of(port);
      }
    } catch (NumberFormatException e) {
      // Told below, as a number out of range is.
    }
    throw new LaunchException(
        option.word() + " " + value + " is no port, allowed are 1 to 65535, or 0 for any free one");
  }

  private static void addSetting(Map<String, String> settings, String setting)
      throws LaunchException {
    int equals = setting.indexOf('=');
    String key = equals < 0 ? "" : setting.substring(0, equals).trim();
    if (key.isEmpty()) {
      throw new LaunchException("'" + setting + "' is no setting, write " + Option.SET.usage());
    }
    // The later of two wins, and takes its place.
    settings.remove(key);
    settings.put(key, setting.substring(equals + 1).trim());
  }

  private static LaunchException unknownOption(Command command, String argument) {
    return new LaunchException(
        "'" + argument + "' is no option of " + command.word() + help(command));
  }

  private static String help(Command command) {
    List<String> usages = new ArrayList<>();
    for (Option option : Option.values()) {
      if (command.takes(option)) {
        usages.add(option.usage());
      }
    }
    return usages.isEmpty() ? ", it takes none" : ", there are " + String.join(", ", usages);
  }
}
