/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Gives prepared answers; an answer that does not end with a status ends the connection. */
final class FakeShellServer implements Closeable {

  private final ServerSocket socket;
  private final String token;
  private final Map<String, String> answers = new ConcurrentHashMap<>();

  FakeShellServer(String token) throws IOException {
    this.token = token;
    socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "fake shell server");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  void answer(String command, String answer) {
    answers.put(command, answer);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        talk(client);
      } catch (IOException e) {
        // The client went, or the test is over.
      }
    }
  }

  private void talk(Socket client) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
    if (!token.equals(in.readLine())) {
      return;
    }
    for (String command = in.readLine(); command != null; command = in.readLine()) {
      String answer = answers.getOrDefault(command, "=1\n");
      client.getOutputStream().write(answer.getBytes(UTF_8));
      client.getOutputStream().flush();
      if (!answer.matches("(?s).*=\\d\\n")) {
        return;
      }
    }
  }
}
