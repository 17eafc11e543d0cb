/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.codec;

import io.netty.buffer.ByteBuf;

/**
 * Scans headers of both kinds. The header it returns is the same object each time and is valid
 * until the next call. Not thread-safe.
 */
public final class HeaderReader {

  private static final int KEPT_SCRATCH = 64 * 1024;

  private final Header header = new Header();
  private final JsonHeaderScanner json = new JsonHeaderScanner();
  private byte[] scratch = new byte[2048];

  /**
   * @param type serialize type of the frame
   * @throws FrameException if the header cannot be understood
   */
  public Header read(byte type, ByteBuf frame, int index, int length) throws FrameException {
    byte[] bytes = scratch(length);
    frame.getBytes(index, bytes, 0, length);
    header.clear(bytes);
    switch (type) {
      case Frame.JSON -> json.scan(bytes, length, header);
      case Frame.ROCKETMQ -> BinaryHeaderScanner.scan(bytes, length, header);
      default -> throw new FrameException("serialize type " + type + " is unknown");
    }
    return header;
  }

  /** One huge header must not occupy the heap for ever. */
  private byte[] scratch(int length) {
    if (length > KEPT_SCRATCH) {
      return new byte[length];
    }
    if (length > scratch.length) {
      scratch = new byte[Math.max(length, Math.min(KEPT_SCRATCH, scratch.length * 2))];
    }
    return scratch;
  }
}
