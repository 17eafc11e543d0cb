/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.server;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.marquetry.system.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets {@code marquetry shell} of the same user in, on loopback only. A client sends a line with
 * the token of the address file, then a command a line; each is answered with chunks {@code +<n>\n}
 * and n bytes of UTF-8, and at its end with {@code =0\n}, or {@code =1\n} if it failed.
 * Thread-safe.
 */
public final class ShellServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ShellServer.class);
  private static final int MAX_CLIENTS = 16;
  private static final int TOKEN_BYTES = 32;

  private final Function<OutputStream, ShellSession> sessions;
  private final String token;
  private final AddressFile file;
  private final ServerSocket socket;
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private final Scheduler.Pool threads;
  private final Scheduler.Worker acceptor;

  private ShellServer(Path file, Scheduler scheduler, Function<OutputStream, ShellSession> sessions)
      throws IOException {
    this.sessions = sessions;
    this.file = new AddressFile(file);
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    this.token = HexFormat.of().formatHex(random);
    this.socket = new ServerSocket(0, MAX_CLIENTS, InetAddress.getLoopbackAddress());
    try {
      this.file.write(socket.getLocalPort(), token);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    // Two that come at the same moment both wait for idle threads.
    this.threads = scheduler.pool("shell", MAX_CLIENTS, MAX_CLIENTS);
    this.acceptor = scheduler.worker("shell-accept", this::accept);
  }

  /**
   * @param file where port and token are written to
   * @param sessions opens a session whose output goes to the stream
   * @throws IOException if the file cannot be written, or no port is to be had
   */
  public static ShellServer start(
      Path file, Scheduler scheduler, Function<OutputStream, ShellSession> sessions)
      throws IOException {
    return new ShellServer(file, scheduler, sessions);
  }

  /** One turn: waits for a client and hands it over. */
  private long accept() throws IOException {
    if (socket.isClosed()) {
      return -1;
    }
    Socket client;
    try {
      client = socket.accept();
    } catch (IOException e) {
      if (socket.isClosed()) {
        return -1;
      }
      LOG.warn("The shell cannot take a client: {}", e.getMessage());
      return 100;
    }
    if (clients.size() >= MAX_CLIENTS) {
      LOG.warn("More than {} shell clients at once: one was sent away", MAX_CLIENTS);
      ShellConnection.refuse(
          client, MAX_CLIENTS + " shell clients are connected already: close one, then try again");
      return 0;
    }
    clients.add(client);
    try {
      threads.execute(() -> serve(client));
    } catch (RejectedExecutionException e) {
      LOG.debug("A shell client came while the shell was being closed", e);
      drop(client);
    }
    return 0;
  }

  private void serve(Socket client) {
    try {
      new ShellConnection(client, token, sessions).serve();
    } finally {
      clients.remove(client);
    }
  }

  private void drop(Socket client) {
    clients.remove(client);
    try {
      client.close();
    } catch (IOException e) {
      LOG.debug("A shell client's socket cannot be closed", e);
    }
  }

  /** Sends every client away and takes the file back. */
  @Override
  public void close() {
    try {
      file.delete();
    } catch (IOException e) {
      LOG.warn("The shell's address file cannot be deleted: {}", e.toString());
    }
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("The shell's socket cannot be closed", e);
    }
    acceptor.close();
    List.copyOf(clients).forEach(this::drop);
    threads.close();
  }
}
