/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.InetSocketAddress;

/**
 * Message ids that say where a message is stored: the broker's address, its port as four bytes and
 * the position in the log, in upper-case hexadecimal. Immutable.
 */
public final class OffsetIds {

  private static final byte[] DIGITS = "0123456789ABCDEF".getBytes(ISO_8859_1);

  private final byte[] prefix;

  /**
   * @param storeHost as it stands in every record
   */
  public OffsetIds(InetSocketAddress storeHost) {
    byte[] address = storeHost.getAddress().getAddress();
    prefix = new byte[(address.length + Integer.BYTES) * 2];
    for (int i = 0; i < address.length; i++) {
      hex(address[i] & 0xFFL, 2, prefix, i * 2);
    }
    hex(storeHost.getPort(), 8, prefix, address.length * 2);
  }

  public String of(long position) {
    byte[] text = new byte[prefix.length + 16];
    System.arraycopy(prefix, 0, text, 0, prefix.length);
    hex(position, 16, text, prefix.length);
    return new String(text, ISO_8859_1);
  }

  private static void hex(long value, int digits, byte[] target, int at) {
    long rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      target[i] = DIGITS[(int) (rest & 0xF)];
      rest >>>= 4;
    }
  }
}
