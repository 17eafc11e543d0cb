/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the launcher talks to the user.
 *
 * @param terminal whether a person sits at the input
 */
record Console(BufferedReader in, PrintStream out, PrintStream err, boolean terminal) {

  /** Set to {@code true} by the start script where standard input and output are a terminal. */
  static final String TERMINAL = "marquetry.terminal";

  static Console standard() {
    return new Console(
        new BufferedReader(
            new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8)),
        utf8(System.out),
        utf8(System.err),
        Boolean.getBoolean(TERMINAL));
  }

  /** Prints the one line that tells why a command failed. */
  void fail(String reason) {
    err.println("marquetry: " + reason);
    err.flush();
  }

  /** Sends what libraries print to a file: this console is for the user. */
  static void divertLibraries(Path file) throws IOException {
    PrintStream diverted = utf8(Files.newOutputStream(file));
    System.setOut(diverted);
    System.setErr(diverted);
  }

  private static PrintStream utf8(OutputStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }
}
