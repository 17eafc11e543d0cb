/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.remoting.Connection;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.RemotingServer;
import org.marquetry.remoting.ServerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ports at which clients reach the broker, and the address that they are told. */
final class Endpoints implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);

  private final BrokerSettings.Network network;
  private final List<RemotingServer> servers = new ArrayList<>();
  private volatile InetSocketAddress address;

  Endpoints(BrokerSettings.Network network) {
    this.network = network;
  }

  /** {@code null} until it listens. Any thread. */
  InetSocketAddress address() {
    return address;
  }

  /** {@code ip:port} that clients connect to. */
  String addressText() {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  /**
   * Begins to listen.
   *
   * @param forVips what answers at the port for producers
   * @param onAddress told of the address; where the port is configured, before the first request
   * @throws IOException if the port cannot be had
   */
  void open(
      Processors processors,
      Processors forVips,
      Consumer<Connection> onClose,
      Consumer<InetSocketAddress> onAddress)
      throws IOException {
    InetAddress host = AdvertisedAddress.of(network);
    int wanted = network.listenPort();
    if (wanted > 0) {
      address = new InetSocketAddress(host, wanted);
      onAddress.accept(address);
    }
    int port = listen("broker", wanted, processors, onClose);
    if (wanted == 0) {
      address = new InetSocketAddress(host, port);
      onAddress.accept(address);
    }
    if (network.vipPort()) {
      listenForVips(port - 2, forVips, onClose);
    }
  }

  private int listen(String name, int port, Processors answering, Consumer<Connection> onClose)
      throws IOException {
    RemotingServer server =
        new RemotingServer(
            new ServerSettings(
                name,
                network.bindAddress(),
                port,
                network.ioThreads(),
                network.idleSeconds(),
                ServerSettings.MAX_FRAME_BYTES,
                ServerSettings.of(name, network.bindAddress(), port).maxInFlight(),
                network.nativeTransport()),
            answering,
            connection -> connection.onClose(() -> onClose.accept(connection)));
    int bound = server.start();
    servers.add(server);
    return bound;
  }

  private void listenForVips(int port, Processors answering, Consumer<Connection> onClose) {
    try {
      listen("broker-vip", port, answering, onClose);
    } catch (IOException e) {
      LOG.warn("Clients with vipChannelEnabled cannot be served: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    servers.forEach(RemotingServer::close);
  }
}
