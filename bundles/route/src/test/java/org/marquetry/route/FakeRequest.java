/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.marquetry.remoting.ByteRange;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.Connection;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.PendingReply;
import org.marquetry.remoting.Reply;
import org.marquetry.remoting.Request;

/** A request that was never on a wire, and the reply to it. */
final class FakeRequest implements Request {

  private final int code;
  private final Map<String, String> fields;
  private final byte[] body;
  private final Connection connection;
  private FakeReply reply;

  FakeRequest(int code, Map<String, String> fields, byte[] body, Connection connection) {
    this.code = code;
    this.fields = fields;
    this.body = body;
    this.connection = connection;
  }

  FakeReply reply() {
    if (reply == null || !reply.sent) {
      throw new AssertionError("request " + code + " got no reply");
    }
    return reply;
  }

  @Override
  public int code() {
    return code;
  }

  @Override
  public int opaque() {
    return 1;
  }

  @Override
  public int version() {
    return 513;
  }

  @Override
  public String language() {
    return "JAVA";
  }

  @Override
  public boolean oneWay() {
    return false;
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public boolean has(FieldName field) {
    return fields.containsKey(field.text());
  }

  @Override
  public String text(FieldName field) {
    return fields.get(field.text());
  }

  @Override
  public String symbol(FieldName field) {
    return text(field);
  }

  @Override
  public String requiredText(FieldName field) throws CommandException {
    if (!has(field)) {
      throw new CommandException(1, field + " is missing");
    }
    return text(field);
  }

  @Override
  public String requiredSymbol(FieldName field) throws CommandException {
    return requiredText(field);
  }

  @Override
  public int requiredInt(FieldName field) throws CommandException {
    return (int) requiredLong(field);
  }

  @Override
  public long requiredLong(FieldName field) throws CommandException {
    String text = requiredText(field);
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new CommandException(1, field + " is no number: " + text);
    }
  }

  @Override
  public int intOr(FieldName field, int absent) throws CommandException {
    return has(field) ? requiredInt(field) : absent;
  }

  @Override
  public long longOr(FieldName field, long absent) throws CommandException {
    return has(field) ? requiredLong(field) : absent;
  }

  @Override
  public boolean booleanOr(FieldName field, boolean absent) {
    return has(field) ? Boolean.parseBoolean(text(field)) : absent;
  }

  @Override
  public boolean bytes(FieldName field, ByteRange into) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<String, String> fields() {
    return fields;
  }

  @Override
  public ByteBuffer body() {
    return ByteBuffer.wrap(body);
  }

  @Override
  public byte[] bodyBytes() {
    return body.clone();
  }

  @Override
  public Reply reply(int replyCode) {
    if (reply != null) {
      throw new AssertionError("request " + code + " is replied to twice");
    }
    reply = new FakeReply(replyCode);
    return reply;
  }

  @Override
  public PendingReply defer() {
    throw new UnsupportedOperationException();
  }

  /** What was replied. */
  static final class FakeReply implements Reply {

    private final int code;
    private final Map<String, String> fields = new HashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private String remark;
    private boolean sent;

    FakeReply(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    String remark() {
      return remark;
    }

    String field(String name) {
      return fields.get(name);
    }

    String body() {
      return body.toString(UTF_8);
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
      sent = true;
    }
  }
}
