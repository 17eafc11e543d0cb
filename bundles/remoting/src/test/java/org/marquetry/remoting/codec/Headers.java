/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;

/** Shorthands of the codec's tests. */
final class Headers {

  private Headers() {}

  /** Reads the header of a whole frame. */
  static Header ofFrame(byte[] frame) throws FrameException {
    ByteBuf buffer = Unpooled.wrappedBuffer(frame);
    return new HeaderReader()
        .read(
            buffer.getByte(Frame.TYPE_OFFSET),
            buffer,
            Frame.HEADER_OFFSET,
            buffer.getUnsignedMedium(Frame.HEADER_LENGTH_OFFSET));
  }

  static Header json(String header) throws FrameException {
    return read(Frame.JSON, header.getBytes(UTF_8));
  }

  static Header binary(String hex) throws FrameException {
    return read(Frame.ROCKETMQ, hex(hex));
  }

  static Header read(byte type, byte[] header) throws FrameException {
    return new HeaderReader().read(type, Unpooled.wrappedBuffer(header), 0, header.length);
  }

  /** Blanks are ignored. */
  static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  static byte[] written(HeaderOutput out) {
    return Arrays.copyOf(out.bytes(), out.size());
  }
}
