/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where a node lives and how it is set up.
 *
 * @param home directory of its own: configuration, logs, data
 * @param store the broker's store directory
 * @param routePort the name server's port
 * @param brokerPort the broker's port; the two below and the one above it were free too
 * @param brokerName name of the broker
 * @param settings further broker settings, RocketMQ's keys
 */
public record NodeSpec(
    Path home,
    Path store,
    int routePort,
    int brokerPort,
    String brokerName,
    Map<String, String> settings) {
  private static final String LOOPBACK = "127.0.0.1";

  /** Below the range from which the kernel takes ports of outgoing connections. */
  private static final int FIRST_PORT = 12_000;

  private static final int LAST_PORT = 32_000;

  public NodeSpec {
    settings = Map.copyOf(settings);
  }

  /** A node with free ports, and everything it writes below {@code home}. */
  public static NodeSpec in(Path home) throws IOException {
    Files.createDirectories(home);
    Path absolute = home.toAbsolutePath();
    int brokerPort = freePort(-2, 1);
    int routePort = freePort(0, 0);
    while (Math.abs(routePort - brokerPort) < 5) {
      routePort = freePort(0, 0);
    }
    return new NodeSpec(
        absolute, absolute.resolve("store"), routePort, brokerPort, "itest-broker", Map.of());
  }

  public NodeSpec with(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(settings);
    more.put(key, value);
    return new NodeSpec(home, store, routePort, brokerPort, brokerName, more);
  }

  /** The same ports and settings on another node's store. */
  public NodeSpec onStoreOf(NodeSpec other) {
    return new NodeSpec(home, other.store, routePort, brokerPort, brokerName, settings);
  }

  /** The same place and settings on another node's ports; never run both at a time. */
  public NodeSpec onPortsOf(NodeSpec other) {
    return new NodeSpec(home, store, other.routePort, other.brokerPort, brokerName, settings);
  }

  public String nameServer() {
    return LOOPBACK + ":" + routePort;
  }

  public String broker() {
    return LOOPBACK + ":" + brokerPort;
  }

  private static int freePort(int below, int above) {
    for (int attempt = 0; attempt < 1_000; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
      boolean free = true;
      for (int p = port + below; p <= port + above; p++) {
        free &= isFree(p);
      }
      if (free) {
        return port;
      }
    }
    throw new IllegalStateException("no free port between " + FIRST_PORT + " and " + LAST_PORT);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
