/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.marquetry.message.SysFlag;

/** Makes bodies what they were before the producer compressed them. Stateless. */
final class Bodies {

  /** Longest body that is uncompressed, in bytes: a small message must not fill the memory. */
  static final int MOST_BYTES = 32 << 20;

  /** Which compression it is, where it is one. Source: RocketMQ's {@code MessageSysFlag}. */
  private static final int TYPE_MASK = 0x7 << 8;

  private static final int LZ4 = 0x1 << 8;
  private static final int ZSTD = 0x2 << 8;
  private static final int ZLIB = 0x3 << 8;

  private Bodies() {}

  /**
   * @throws IllegalStateException where it cannot be uncompressed; the message says why
   */
  static byte[] plain(byte[] stored, int sysFlag) {
    if ((sysFlag & SysFlag.COMPRESSED) == 0) {
      return stored;
    }
    return switch (sysFlag & TYPE_MASK) {
      // Older clients know zlib alone and do not say so.
      case 0, ZLIB -> inflate(stored);
      case LZ4 -> throw unknown("LZ4");
      case ZSTD -> throw unknown("ZSTD");
      default -> throw unknown("type " + ((sysFlag & TYPE_MASK) >> 8));
    };
  }

  private static IllegalStateException unknown(String compression) {
    return new IllegalStateException(
        "the body is compressed by "
            + compression
            + ", which this broker cannot read: let producers use ZLIB"
            + " (rocketmq.message.compressType) or not compress");
  }

  private static byte[] inflate(byte[] stored) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(stored);
      ByteArrayOutputStream plain = new ByteArrayOutputStream(Math.max(64, 4 * stored.length));
      byte[] part = new byte[8192];
      while (!inflater.finished()) {
        int length = inflater.inflate(part);
        if (length == 0 && !inflater.finished()) {
          throw new IllegalStateException(
              inflater.needsDictionary()
                  ? "the compressed body needs a dictionary"
                  : "the compressed body is cut short");
        }
        if (plain.size() + length > MOST_BYTES) {
          throw new IllegalStateException(
              "the compressed body has more than " + MOST_BYTES + " bytes");
        }
        plain.write(part, 0, length);
      }
      return plain.toByteArray();
    } catch (DataFormatException e) {
      throw new IllegalStateException("the compressed body is damaged: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }
}
