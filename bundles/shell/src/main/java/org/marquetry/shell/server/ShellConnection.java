/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.security.MessageDigest;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves one client: its token, then a command a line. Runs on one thread. */
final class ShellConnection {

  /** Longest command in bytes. */
  static final int MAX_LINE_BYTES = 64 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(ShellConnection.class);
  private static final int MAX_TOKEN_BYTES = 256;
  private static final int TOKEN_TIMEOUT_MILLIS = 5_000;
  private static final int REFUSAL_TIMEOUT_MILLIS = 1_000;

  private final Socket socket;
  private final String token;
  private final Function<OutputStream, ShellSession> sessions;

  ShellConnection(Socket socket, String token, Function<OutputStream, ShellSession> sessions) {
    this.socket = socket;
    this.token = token;
    this.sessions = sessions;
  }

  /** Answers whatever a client has asked with a reason, and closes. Waits a second at most. */
  static void refuse(Socket socket, String reason) {
    try (socket) {
      socket.setSoTimeout(REFUSAL_TIMEOUT_MILLIS);
      ChunkedOutput out = new ChunkedOutput(socket.getOutputStream());
      out.line("error: " + reason);
      out.status(1);
      socket.shutdownOutput();
      // What was sent and is not read would take the answer away from the client.
      socket.getInputStream().skipNBytes(MAX_TOKEN_BYTES + MAX_LINE_BYTES);
    } catch (IOException e) {
      LOG.debug("A shell client that was refused went away", e);
    }
  }

  /** Returns when the client is gone or sent away. */
  void serve() {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      socket.setSoTimeout(TOKEN_TIMEOUT_MILLIS);
      String given = line(in, MAX_TOKEN_BYTES);
      if (given == null
          || !MessageDigest.isEqual(given.getBytes(US_ASCII), token.getBytes(US_ASCII))) {
        LOG.warn("A shell client on {} has no valid token", socket.getRemoteSocketAddress());
        return;
      }
      socket.setSoTimeout(0);
      socket.setTcpNoDelay(true);
      ChunkedOutput out = new ChunkedOutput(socket.getOutputStream());
      try (ShellSession session = sessions.apply(out)) {
        boolean more = true;
        while (more) {
          more = answerNext(in, session, out);
        }
      }
    } catch (IOException e) {
      LOG.debug("A shell client went away", e);
    }
  }

  /**
   * @return whether there was a command
   */
  private static boolean answerNext(InputStream in, ShellSession session, ChunkedOutput out)
      throws IOException {
    String line;
    try {
      line = line(in, MAX_LINE_BYTES);
    } catch (LineTooLongException e) {
      skipLine(in);
      out.line(
          "error: the command is longer than " + MAX_LINE_BYTES + " bytes: shorten or split it");
      out.status(1);
      return true;
    }
    if (line == null) {
      return false;
    }
    out.status(execute(session, line, out));
    return true;
  }

  private static void skipLine(InputStream in) throws IOException {
    int b = in.read();
    while (b >= 0 && b != '\n') {
      b = in.read();
    }
  }

  private static int execute(ShellSession session, String line, ChunkedOutput out)
      throws IOException {
    if (line.isBlank()) {
      return 0;
    }
    try {
      session.execute(line);
      return 0;
    } catch (Exception e) {
      out.line("error: " + message(e));
      return 1;
    }
  }

  private static String message(Exception e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.toString() : message;
  }

  /**
   * A line without its end.
   *
   * @return {@code null} at the end of what the client sends
   * @throws LineTooLongException with the rest of the line still to be read
   */
  private static String line(InputStream in, int most) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      if (line.size() == most) {
        throw new LineTooLongException(most);
      }
      line.write(b);
    }
    String text = line.toString(UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private static final class LineTooLongException extends IOException {

    private static final long serialVersionUID = 1L;

    LineTooLongException(int most) {
      super("a line of more than " + most + " bytes");
    }
  }
}
