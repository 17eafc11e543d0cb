/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;

/** Reads commands line by line and runs them, until {@code exit} or the end of the input. */
final class Prompt {

  private static final String PROMPT = "marquetry> ";

  private final BufferedReader input;
  private final PrintStream output;
  private final boolean terminal;

  /**
   * @param terminal whether a person is to be prompted
   */
  Prompt(BufferedReader input, PrintStream output, boolean terminal) {
    this.input = input;
    this.output = output;
    this.terminal = terminal;
  }

  /**
   * @return 0, or 1 where a command that nobody watched has failed
   */
  int serve(ShellClient shell) throws IOException {
    int status = 0;
    while (true) {
      if (terminal) {
        output.print(PROMPT);
        output.flush();
      }
      String line = input.readLine();
      if (line == null && terminal) {
        output.println();
      }
      if (line == null || line.strip().equals("exit") || line.strip().equals("quit")) {
        return terminal ? 0 : status;
      }
      if (!line.isBlank() && shell.run(line.strip(), output) != 0) {
        status = 1;
      }
    }
  }
}
