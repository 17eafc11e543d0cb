/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.net.InetSocketAddress;

/**
 * The broker's address as it goes into records.
 *
 * @param address 4 or 16 bytes
 */
record StoreHost(byte[] address, int port) {

  static StoreHost of(InetSocketAddress host) {
    if (host.getAddress() == null) {
      throw new IllegalArgumentException(
          "the store host " + host.getHostString() + " has no address: name it by number");
    }
    return new StoreHost(host.getAddress().getAddress(), host.getPort());
  }
}
