/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.marquetry.system.Clock;

/**
 * Makes unique keys for messages whose producer made none: of the length and form that clients make
 * theirs of, with the broker's address in front. Unique as long as fewer than 65536 are made in a
 * millisecond. Thread-safe.
 */
final class UniqueKeys {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final String prefix;
  private final Clock clock;
  private final AtomicInteger counter = new AtomicInteger();

  UniqueKeys(InetSocketAddress storeHost, Clock clock) {
    this.clock = clock;
    this.prefix =
        HEX.formatHex(storeHost.getAddress().getAddress())
            + HEX.toHexDigits((short) storeHost.getPort())
            + HEX.toHexDigits((int) (clock.nanos() >>> 10));
  }

  String next() {
    return prefix
        + HEX.toHexDigits((int) clock.millis())
        + HEX.toHexDigits((short) counter.getAndIncrement());
  }
}
