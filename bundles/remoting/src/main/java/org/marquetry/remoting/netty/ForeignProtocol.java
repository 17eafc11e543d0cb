/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.netty;

import org.marquetry.remoting.codec.Frame;

/** Tells from a frame's impossible length what the peer may really be speaking. */
final class ForeignProtocol {

  private static final int TLS_HANDSHAKE = 0x16;

  private ForeignProtocol() {}

  static String describe(int length, int maxFrameBytes) {
    if (length >>> 24 == TLS_HANDSHAKE) {
      return "it begins a TLS handshake, and TLS is not supported by this listener;"
          + " switch TLS off in the client";
    }
    return switch (length) {
      case 0x47455420, 0x504f5354, 0x48454144, 0x50555420, 0x4f505449 -> // GET POST HEAD PUT OPTI
          "it speaks HTTP; this listener speaks RocketMQ's remoting protocol";
      case 0x50524f58, 0x0d0a0d0a -> // PROX, and the binary form's first four bytes
          "it sends a PROXY protocol header, which is not supported by this listener;"
              + " switch it off in the load balancer";
      default ->
          length >= 0 && length < Frame.HEADER_OFFSET - Frame.LENGTH_BYTES
              ? "frame length " + length + " is too short for a frame"
              : "frame length "
                  + Integer.toUnsignedString(length)
                  + " exceeds the limit of "
                  + maxFrameBytes
                  + " bytes";
    };
  }
}
