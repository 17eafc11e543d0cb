/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Scans a binary (ROCKETMQ) header: code (2), language (1), version (2), opaque (4), flag (4),
 * remark length (4), remark, length of all fields (4), and for each field name length (2), name,
 * value length (4), value. A value of length 0 stands for an absent one.
 */
final class BinaryHeaderScanner {

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private static final int FIXED = 17;

  private BinaryHeaderScanner() {}

  static void scan(byte[] bytes, int end, Header header) throws FrameException {
    if (end < FIXED + 4) {
      throw new FrameException("a binary header of " + end + " bytes is too short");
    }
    header.code((short) SHORT.get(bytes, 0));
    header.language(Language.of(bytes[2]));
    header.version((short) SHORT.get(bytes, 3));
    header.opaque((int) INT.get(bytes, 5));
    header.flag((int) INT.get(bytes, 9));
    int remarkLength = (int) INT.get(bytes, 13);
    if (remarkLength < 0 || remarkLength > end - FIXED - 4) {
      throw new FrameException("remark length " + remarkLength + " exceeds the header");
    }
    if (remarkLength > 0) {
      header.remark(FIXED, remarkLength);
    }
    int at = FIXED + remarkLength;
    int fieldsLength = (int) INT.get(bytes, at);
    at += 4;
    if (fieldsLength < 0 || fieldsLength > end - at) {
      throw new FrameException("length of fields " + fieldsLength + " exceeds the header");
    }
    scanFields(bytes, at, at + fieldsLength, header);
  }

  private static void scanFields(byte[] bytes, int start, int end, Header header)
      throws FrameException {
    int at = start;
    while (at < end) {
      if (end - at < 2) {
        throw new FrameException("a field is cut off");
      }
      int nameLength = (short) SHORT.get(bytes, at) & 0xffff;
      int name = at + 2;
      if (nameLength > end - name - 4) {
        throw new FrameException("length " + nameLength + " of a field's name exceeds the header");
      }
      int valueLength = (int) INT.get(bytes, name + nameLength);
      int value = name + nameLength + 4;
      if (valueLength < 0 || valueLength > end - value) {
        throw new FrameException("length " + valueLength + " of a field exceeds the header");
      }
      if (valueLength > 0) {
        header.add(name, nameLength, value, valueLength);
      }
      at = value + valueLength;
    }
  }
}
