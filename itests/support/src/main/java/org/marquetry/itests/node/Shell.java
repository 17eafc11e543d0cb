/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.node;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The shell of a running node, spoken to as its start script does. One connection for each command.
 * Thread-safe.
 */
public final class Shell {

  private static final int TIMEOUT_MILLIS = 120_000;

  private final Path file;

  /**
   * @param dataDirectory of the node
   */
  public Shell(Path dataDirectory) {
    this.file = dataDirectory.resolve("run").resolve("shell");
  }

  /**
   * What a command printed.
   *
   * @param status 0 for success
   */
  public record Answer(int status, String output) {}

  /** Runs a command, whatever comes of it. */
  public Answer run(String command) throws IOException {
    List<String> portAndToken = Files.readAllLines(file);
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(portAndToken.get(0)))) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      OutputStream out = socket.getOutputStream();
      String lines = portAndToken.get(1) + "\n" + command + "\n";
      out.write(lines.getBytes(StandardCharsets.UTF_8));
      out.flush();
      return answer(new DataInputStream(socket.getInputStream()));
    }
  }

  private static Answer answer(DataInputStream in) throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    while (true) {
      char kind = (char) in.readUnsignedByte();
      StringBuilder number = new StringBuilder();
      for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
        number.append((char) c);
      }
      int value = Integer.parseInt(number.toString());
      if (kind == '=') {
        return new Answer(value, output.toString(StandardCharsets.UTF_8));
      }
      output.write(in.readNBytes(value));
    }
  }

  /**
   * Runs a command that has to succeed.
   *
   * @return what it printed
   */
  public String must(String command) throws IOException {
    Answer answer = run(command);
    if (answer.status() != 0) {
      throw new IOException(command + " failed: " + answer.output());
    }
    return answer.output();
  }
}
