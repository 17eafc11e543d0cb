/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.Reply;

/** A reply that stays where it is, to be looked at. */
public final class FakeReply implements Reply {

  private final int code;
  private final Map<String, String> fields = new TreeMap<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private String remark;
  private volatile boolean sent;

  FakeReply(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public String remark() {
    return remark;
  }

  public Map<String, String> fields() {
    return fields;
  }

  public String field(String name) {
    return fields.get(name);
  }

  public byte[] bytes() {
    return body.toByteArray();
  }

  public String text() {
    return body.toString(UTF_8);
  }

  boolean sent() {
    return sent;
  }

  @Override
  public Reply field(FieldName name, String value) {
    if (value != null) {
      fields.put(name.text(), value);
    }
    return this;
  }

  @Override
  public Reply field(FieldName name, long value) {
    return field(name, Long.toString(value));
  }

  @Override
  public Reply field(FieldName name, boolean value) {
    return field(name, Boolean.toString(value));
  }

  @Override
  public Reply remark(String text) {
    remark = text;
    return this;
  }

  @Override
  public Reply body(byte[] bytes) {
    body.writeBytes(bytes);
    return this;
  }

  @Override
  public Reply part(ByteBuffer part, Runnable release) {
    byte[] bytes = new byte[part.remaining()];
    part.get(bytes);
    release.run();
    return body(bytes);
  }

  @Override
  public void send() {
    if (sent) {
      throw new AssertionError("a reply is sent twice");
    }
    sent = true;
  }
}
