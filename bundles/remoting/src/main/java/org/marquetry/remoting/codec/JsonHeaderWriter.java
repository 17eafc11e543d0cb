/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.marquetry.remoting.FieldName;

/**
 * Writes JSON headers. The field object is always there, even empty: clients read it unasked. Its
 * values are strings, as typed decoding in some clients breaks on anything else.
 */
final class JsonHeaderWriter implements HeaderWriter {

  static final JsonHeaderWriter INSTANCE = new JsonHeaderWriter();

  private static final byte[] START =
      ("{\"language\":\"JAVA\",\"serializeTypeCurrentRPC\":\"JSON\",\"version\":"
              + Frame.VERSION
              + ",\"code\":")
          .getBytes(US_ASCII);
  private static final byte[] FLAG = ",\"flag\":".getBytes(US_ASCII);
  private static final byte[] OPAQUE = ",\"opaque\":".getBytes(US_ASCII);
  private static final byte[] FIELDS = ",\"extFields\":{".getBytes(US_ASCII);
  private static final byte[] VALUE = "\":\"".getBytes(US_ASCII);
  private static final byte[] REMARK = ",\"remark\":\"".getBytes(US_ASCII);

  private JsonHeaderWriter() {}

  @Override
  public void begin(HeaderOutput out, int code, int flag, int opaque) {
    out.clear(Frame.HEADER_OFFSET);
    out.put(START);
    out.putDecimal(code);
    out.put(FLAG);
    out.putDecimal(flag);
    out.put(OPAQUE);
    out.putDecimal(opaque);
    out.put(FIELDS);
  }

  @Override
  public void field(HeaderOutput out, FieldName name, String value) {
    open(out);
    out.put(name);
    out.put(VALUE);
    out.putJsonText(value);
    out.put('"');
  }

  @Override
  public void field(HeaderOutput out, FieldName name, long value) {
    open(out);
    out.put(name);
    out.put(VALUE);
    out.putDecimal(value);
    out.put('"');
  }

  @Override
  public void field(HeaderOutput out, String name, String value) {
    open(out);
    out.putJsonText(name);
    out.put(VALUE);
    out.putJsonText(value);
    out.put('"');
  }

  private static void open(HeaderOutput out) {
    if (out.last() != '{') {
      out.put(',');
    }
    out.put('"');
  }

  @Override
  public void end(HeaderOutput out, String remark, int bodyLength) {
    out.put('}');
    if (remark != null) {
      out.put(REMARK);
      out.putJsonText(remark);
      out.put('"');
    }
    out.put('}');
    out.frame(Frame.JSON, bodyLength);
  }
}
