/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/** What is logged, as slf4j-simple writes it to the standard error stream, while this is open. */
final class CapturedErrors implements AutoCloseable {

  private final PrintStream original = System.err;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  CapturedErrors() {
    System.setErr(new PrintStream(bytes, true, UTF_8));
  }

  List<String> lines() {
    return bytes.toString(UTF_8).lines().toList();
  }

  @Override
  public void close() {
    System.setErr(original);
  }
}
