/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Output of commands as the protocol carries it: chunks {@code +<n>\n} with n bytes, and {@code
 * =<status>\n} after each command. Thread-safe: what a command prints on several threads stays in
 * whole chunks.
 */
final class ChunkedOutput extends OutputStream {

  private final OutputStream out;
  private final byte[] buffer = new byte[8192];
  private int used;

  ChunkedOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public synchronized void write(int b) throws IOException {
    if (used == buffer.length) {
      flush();
    }
    buffer[used++] = (byte) b;
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > buffer.length - used) {
      flush();
    }
    if (length > buffer.length) {
      chunk(bytes, offset, length);
      out.flush();
    } else {
      System.arraycopy(bytes, offset, buffer, used, length);
      used += length;
    }
  }

  synchronized void line(String text) throws IOException {
    write((text + "\n").getBytes(UTF_8));
  }

  @Override
  public synchronized void flush() throws IOException {
    if (used > 0) {
      int length = used;
      used = 0;
      chunk(buffer, 0, length);
    }
    out.flush();
  }

  private void chunk(byte[] bytes, int offset, int length) throws IOException {
    out.write(("+" + length + "\n").getBytes(US_ASCII));
    out.write(bytes, offset, length);
  }

  synchronized void status(int status) throws IOException {
    flush();
    out.write(("=" + status + "\n").getBytes(US_ASCII));
    out.flush();
  }

  /** Closing is up to the connection. */
  @Override
  public void close() throws IOException {
    flush();
  }
}
