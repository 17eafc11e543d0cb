/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the launcher can be told to do, and which options each command takes. */
enum Command {
  QUICKSTART,
  RUN,
  START,
  STOP,
  STATUS,
  SHELL,
  HELP,
  VERSION;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean takes(Option option) {
    return switch (this) {
      case QUICKSTART -> true;
      case RUN, START -> option != Option.ONCE;
      case STOP, STATUS, SHELL -> option == Option.DATA;
      case HELP, VERSION -> false;
    };
  }

  /** Whether words that are no options may follow. */
  boolean takesWords() {
    return this == SHELL;
  }

  static Command of(String word) throws LaunchException {
    for (Command command : values()) {
      if (word.equals(command.word()) || word.equals("--" + command.word())) {
        return command;
      }
    }
    if (word.equals("-h")) {
      return HELP;
    }
    throw new LaunchException(
        "unknown command '"
            + word
            + "', there are "
            + Arrays.stream(values()).map(Command::word).collect(Collectors.joining(", ")));
  }
}
