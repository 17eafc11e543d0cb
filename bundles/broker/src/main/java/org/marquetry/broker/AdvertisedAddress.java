/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.marquetry.broker.config.BrokerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the address under which clients reach the broker. Stateless; may block for name look-ups.
 */
final class AdvertisedAddress {

  private static final Logger LOG = LoggerFactory.getLogger(AdvertisedAddress.class);

  private AdvertisedAddress() {}

  /**
   * The configured address; otherwise loopback where every name server is on this machine, else the
   * address from which the first that is not is reached.
   */
  static InetAddress of(BrokerSettings.Network network) throws UnknownHostException {
    if (network.brokerIp() != null) {
      return InetAddress.getByName(network.brokerIp());
    }
    InetSocketAddress elsewhere = firstElsewhere(network.nameServers());
    if (elsewhere == null) {
      return InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
    }
    // Connecting a datagram socket sends nothing: the system only chooses the route.
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(elsewhere);
      return socket.getLocalAddress();
    } catch (IOException | RuntimeException e) {
      InetAddress fallback = InetAddress.getLocalHost();
      LOG.warn(
          "Name server {} cannot be reached ({}), so {} is advertised to clients; set brokerIP1 if"
              + " that is wrong",
          elsewhere,
          e.getMessage(),
          fallback.getHostAddress());
      return fallback;
    }
  }

  private static InetSocketAddress firstElsewhere(List<String> nameServers) {
    for (String nameServer : nameServers) {
      int colon = nameServer.lastIndexOf(':');
      InetSocketAddress address =
          new InetSocketAddress(
              nameServer.substring(0, colon), Integer.parseInt(nameServer.substring(colon + 1)));
      if (address.isUnresolved()) {
        LOG.warn("The host of name server {} is not known", nameServer);
      } else if (!address.getAddress().isLoopbackAddress()) {
        return address;
      }
    }
    return null;
  }
}
