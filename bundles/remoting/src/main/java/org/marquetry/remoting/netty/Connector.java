/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.marquetry.remoting.Connection;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.RemotingException;
import org.marquetry.remoting.ServerSettings;

/** Opens connections to peers. Thread-safe; nothing blocks but {@link #close}. */
public final class Connector {

  private static final int CONNECT_TIMEOUT_MILLIS = 3_000;
  private static final int IO_THREADS = 1;
  private static final int IDLE_SECONDS = 120;
  private static final int MAX_IN_FLIGHT = 1024;

  private final Endpoint endpoint;
  private volatile boolean closed;

  /**
   * @param name in thread names
   */
  public Connector(String name, Processors processors) {
    endpoint =
        new Endpoint(
            new ServerSettings(
                name,
                "",
                0,
                IO_THREADS,
                IDLE_SECONDS,
                ServerSettings.MAX_FRAME_BYTES,
                MAX_IN_FLIGHT,
                true),
            processors);
  }

  /**
   * Opens a connection.
   *
   * @param address {@code host:port}
   * @param settle called on any thread with a connection or with why there is none; only the first
   *     call counts
   */
  public void connect(String address, BiConsumer<Connection, Throwable> settle) {
    int colon = address.lastIndexOf(':');
    int port = colon < 0 ? -1 : port(address.substring(colon + 1));
    if (colon < 1 || port < 1 || port > 0xffff) {
      settle.accept(
          null, new RemotingException("'" + address + "' is not an address; it must be host:port"));
      return;
    }
    String host = address.substring(0, colon);
    if (NetUtil.createByteArrayFromIpAddressString(host) != null) {
      connect(address, new InetSocketAddress(host, port), settle);
    } else {
      // Asking for a name's address may block.
      ForkJoinPool.commonPool()
          .execute(() -> connect(address, new InetSocketAddress(host, port), settle));
    }
  }

  private static int port(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private void connect(
      String address, InetSocketAddress peer, BiConsumer<Connection, Throwable> settle) {
    if (closed) {
      settle.accept(
          null, new RemotingException("the client is closed, so " + address + " is not called"));
      return;
    }
    if (peer.isUnresolved()) {
      settle.accept(null, new RemotingException("host of " + address + " is unknown"));
      return;
    }
    Bootstrap bootstrap =
        new Bootstrap()
            .group(endpoint.group())
            .channel(endpoint.transport().channel())
            .disableResolver()
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
            .handler(endpoint.initializer(connection -> settle.accept(connection, null)));
    Endpoint.configure(bootstrap::option);
    try {
      ChannelFuture connecting = bootstrap.connect(peer);
      connecting.addListener(future -> failIfFailed(address, connecting, settle));
      // Event loops that have ended tell no listener.
      failIfFailed(address, connecting, settle);
    } catch (RejectedExecutionException | IllegalStateException e) {
      settle.accept(null, unreachable(address, e));
    }
  }

  private static void failIfFailed(
      String address, ChannelFuture connecting, BiConsumer<Connection, Throwable> settle) {
    if (connecting.isDone() && !connecting.isSuccess()) {
      settle.accept(null, unreachable(address, connecting.cause()));
    }
  }

  private static RemotingException unreachable(String address, Throwable cause) {
    return new RemotingException(address + " cannot be reached: " + cause.getMessage(), cause);
  }

  /** Runs {@code action} on an I/O thread; not at all once this is closed. */
  public void schedule(Runnable action, long delayMillis) {
    try {
      var unused = endpoint.group().schedule(action, delayMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // Closed; so are the connections, and calls over them have failed.
    }
  }

  /** Closes every connection. Blocks some seconds at most. */
  public void close() {
    closed = true;
    endpoint.close();
  }
}
