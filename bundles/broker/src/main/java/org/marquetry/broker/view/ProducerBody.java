/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.view;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.marquetry.message.SysFlag;

/** Bodies as producers wrote them before their client compressed them. Stateless. */
final class ProducerBody {

  /** A body that grows beyond this, in bytes, is not uncompressed. */
  static final int MAX_BYTES = 64 << 20;

  private static final int TYPE_MASK = 0x700;
  private static final int TYPE_UNSAID = 0;
  private static final int TYPE_LZ4 = 0x100;
  private static final int TYPE_ZSTD = 0x200;
  private static final int TYPE_ZLIB = 0x300;

  private ProducerBody() {}

  /**
   * @param stored from its position to its limit; not changed
   * @return newly made
   * @throws IllegalStateException where it cannot be uncompressed
   */
  static byte[] of(ByteBuffer stored, int sysFlag) {
    if ((sysFlag & SysFlag.COMPRESSED) == 0) {
      byte[] copy = new byte[stored.remaining()];
      stored.get(stored.position(), copy);
      return copy;
    }
    return switch (sysFlag & TYPE_MASK) {
      case TYPE_UNSAID, TYPE_ZLIB -> inflated(stored.duplicate());
      case TYPE_LZ4 -> throw unreadable("its producer compressed it with LZ4");
      case TYPE_ZSTD -> throw unreadable("its producer compressed it with ZSTD");
      default -> throw unreadable("its compression is unknown: flag " + sysFlag);
    };
  }

  private static byte[] inflated(ByteBuffer compressed) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(compressed);
      ByteArrayOutputStream body =
          new ByteArrayOutputStream(Math.max(256, 4 * compressed.remaining()));
      byte[] piece = new byte[8192];
      while (!inflater.finished()) {
        int length = inflater.inflate(piece);
        if (length == 0 && !inflater.finished()) {
          throw unreadable("what its producer compressed ends early");
        }
        if (body.size() + length > MAX_BYTES) {
          throw unreadable("it is longer than " + MAX_BYTES + " bytes");
        }
        body.write(piece, 0, length);
      }
      return body.toByteArray();
    } catch (DataFormatException e) {
      throw unreadable("it is no ZLIB data: " + e.getMessage());
    } finally {
      inflater.end();
    }
  }

  private static IllegalStateException unreadable(String reason) {
    return new IllegalStateException("the body cannot be uncompressed: " + reason);
  }
}
