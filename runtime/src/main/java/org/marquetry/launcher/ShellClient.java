/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Speaks with the shell server of a running instance, on loopback. First goes the token that only
 * the owner of the data directory can read; then each command is one line, answered by chunks of
 * output ({@code +length}, line feed, bytes) and its status ({@code =status}, line feed; 0 is
 * success). Not thread-safe.
 */
final class ShellClient implements Closeable {

  private static final int MAX_HEAD = 16;
  private static final int BUFFER = 8192;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private ShellClient(Socket socket) throws IOException {
    this.socket = socket;
    in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    out = socket.getOutputStream();
  }

  /**
   * @param file two lines, port and token
   */
  static ShellClient connect(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    if (lines.size() < 2) {
      throw new IOException(file + " does not hold a port and a token");
    }
    int port;
    try {
      port = Integer.parseInt(lines.get(0).trim());
    } catch (NumberFormatException e) {
      throw new IOException(file + " does not begin with a port", e);
    }
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    try {
      socket.setTcpNoDelay(true);
      ShellClient client = new ShellClient(socket);
      client.send(lines.get(1).trim());
      return client;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Runs one command.
   *
   * @param command one line
   * @param output gets what the command prints, as it comes
   * @return the command's status, 0 for success
   */
  int run(String command, OutputStream output) throws IOException {
    if (command.indexOf('\n') >= 0 || command.indexOf('\r') >= 0) {
      throw new IOException("a command is one line; separate commands with ';'");
    }
    send(command);
    while (true) {
      String head = head();
      int number = number(head);
      if (head.charAt(0) == '=') {
        output.flush();
        return number;
      }
      copy(number, output);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void send(String line) throws IOException {
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private String head() throws IOException {
    StringBuilder head = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the instance closed the connection");
      }
      if (head.length() == MAX_HEAD) {
        throw new IOException("the instance does not speak the shell's protocol");
      }
      head.append((char) c);
    }
    return head.toString();
  }

  private static int number(String head) throws IOException {
    if (head.matches("[+=][0-9]{1,9}")) {
      return Integer.parseInt(head, 1, head.length(), 10);
    }
    throw new IOException("the instance does not speak the shell's protocol");
  }

  private void copy(int length, OutputStream output) throws IOException {
    int left = length;
    byte[] buffer = new byte[Math.min(Math.max(length, 1), BUFFER)];
    while (left > 0) {
      int read = in.read(buffer, 0, Math.min(left, buffer.length));
      if (read < 0) {
        throw new EOFException("the instance closed the connection");
      }
      output.write(buffer, 0, read);
      left -= read;
    }
    output.flush();
  }
}
