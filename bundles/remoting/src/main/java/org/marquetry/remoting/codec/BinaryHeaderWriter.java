/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.codec;

import java.util.Arrays;
import org.marquetry.remoting.FieldName;

/** Writes binary (ROCKETMQ) headers; their code has 16 bits, larger ones are cut. */
final class BinaryHeaderWriter implements HeaderWriter {

  static final BinaryHeaderWriter INSTANCE = new BinaryHeaderWriter();

  private static final int REMARK_LENGTH_OFFSET = Frame.HEADER_OFFSET + 13;
  private static final int REMARK_OFFSET = REMARK_LENGTH_OFFSET + 4;
  private static final int FIELDS_OFFSET = REMARK_OFFSET + 4;
  private static final int MAX_NAME_LENGTH = Short.MAX_VALUE;

  private BinaryHeaderWriter() {}

  @Override
  public void begin(HeaderOutput out, int code, int flag, int opaque) {
    out.clear(Frame.HEADER_OFFSET);
    out.putShort(code);
    out.put((char) Language.JAVA_CODE);
    out.putShort(Frame.VERSION);
    out.putInt(opaque);
    out.putInt(flag);
    out.putInt(0);
    out.putInt(0);
  }

  @Override
  public void field(HeaderOutput out, FieldName name, String value) {
    out.putShort(name.length());
    out.put(name);
    value(out, value);
  }

  @Override
  public void field(HeaderOutput out, FieldName name, long value) {
    out.putShort(name.length());
    out.put(name);
    out.putInt(Decimal.length(value));
    out.putDecimal(value);
  }

  @Override
  public void field(HeaderOutput out, String name, String value) {
    int start = out.size();
    out.putShort(0);
    out.putText(name);
    int length = out.size() - start - 2;
    if (length > MAX_NAME_LENGTH) {
      throw new IllegalArgumentException("a field's name of " + length + " bytes is too long");
    }
    out.setShort(start, length);
    value(out, value);
  }

  private static void value(HeaderOutput out, String value) {
    int start = out.size();
    out.putInt(0);
    out.putText(value);
    out.setInt(start, out.size() - start - 4);
  }

  @Override
  public void end(HeaderOutput out, String remark, int bodyLength) {
    out.setInt(REMARK_OFFSET, out.size() - FIELDS_OFFSET);
    if (remark != null) {
      insertRemark(out, remark);
    }
    out.frame(Frame.ROCKETMQ, bodyLength);
  }

  /** Remarks are rare and come last, but stand before the fields. */
  private static void insertRemark(HeaderOutput out, String remark) {
    int end = out.size();
    out.putText(remark);
    int length = out.size() - end;
    byte[] text = Arrays.copyOfRange(out.bytes(), end, out.size());
    out.clear(end);
    out.insert(REMARK_OFFSET, length);
    System.arraycopy(text, 0, out.bytes(), REMARK_OFFSET, length);
    out.setInt(REMARK_LENGTH_OFFSET, length);
  }
}
