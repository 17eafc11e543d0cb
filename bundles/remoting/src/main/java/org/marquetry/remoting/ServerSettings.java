/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

/**
 * Settings of a {@link RemotingServer}.
 *
 * @param name in log lines and thread names, such as {@code broker}
 * @param host address to bind to, [0.0.0.0]
 * @param port 0 for any free one
 * @param ioThreads event loops, at least 1
 * @param idleSeconds a connection without reads and writes for so long is closed [120]
 * @param maxFrameBytes longest frame with its length field [16 MiB]
 * @param maxInFlight requests of one connection that may wait for an executor before the connection
 *     is no longer read [1024]
 * @param nativeTransport use epoll where it loads
 */
public record ServerSettings(
    String name,
    String host,
    int port,
    int ioThreads,
    int idleSeconds,
    int maxFrameBytes,
    int maxInFlight,
    boolean nativeTransport) {

  public static final int MAX_FRAME_BYTES = 16 * 1024 * 1024;

  public static ServerSettings of(String name, String host, int port) {
    return new ServerSettings(name, host, port, 2, 120, MAX_FRAME_BYTES, 1024, true);
  }
}
