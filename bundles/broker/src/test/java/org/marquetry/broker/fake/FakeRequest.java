/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.marquetry.remoting.ByteRange;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.Connection;
import org.marquetry.remoting.Dispatch;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.PendingReply;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Reply;
import org.marquetry.remoting.Request;

/** A request that was never on a wire, and the reply to it. */
public final class FakeRequest implements Request {

  private final int code;
  private final Map<String, String> fields = new HashMap<>();
  private byte[] body = {};
  private Connection connection = new FakeConnection();
  private int version = 513;
  private String language = "JAVA";
  private boolean oneWay;
  private volatile FakeReply reply;
  private volatile boolean processed;

  private FakeRequest(int code) {
    this.code = code;
  }

  public static FakeRequest of(int code) {
    return new FakeRequest(code);
  }

  public FakeRequest with(String field, Object value) {
    fields.put(field, String.valueOf(value));
    return this;
  }

  public FakeRequest body(String text) {
    return body(text.getBytes(UTF_8));
  }

  public FakeRequest body(byte[] bytes) {
    body = bytes;
    return this;
  }

  public FakeRequest over(Connection value) {
    connection = value;
    return this;
  }

  public FakeRequest version(int value) {
    version = value;
    return this;
  }

  public FakeRequest asOneWay() {
    oneWay = true;
    return this;
  }

  public FakeRequest language(String value) {
    language = value;
    return this;
  }

  /** Has the request processed on this thread, and gives the reply. */
  public FakeReply answeredBy(Processors processors) {
    process(processors);
    return reply();
  }

  /** Has the request processed on this thread; the reply may come later where it is deferred. */
  public void process(Processors processors) {
    Dispatch.run(processors, this);
    processed = true;
  }

  /** The reply, which must be there. */
  public FakeReply reply() {
    if (!answered()) {
      throw new AssertionError("request " + code + " got no reply");
    }
    return reply;
  }

  public boolean answered() {
    return reply != null && reply.sent();
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
    return version;
  }

  @Override
  public String language() {
    return language;
  }

  @Override
  public boolean oneWay() {
    return oneWay;
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
      throw new CommandException(1, "the field <" + field + "> is missing");
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
      throw new CommandException(1, "the field <" + field + "> is no number: " + text);
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
    if (!has(field)) {
      return false;
    }
    into.array = text(field).getBytes(UTF_8);
    into.offset = 0;
    into.length = into.array.length;
    return true;
  }

  @Override
  public Map<String, String> fields() {
    return Map.copyOf(fields);
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
    if (processed) {
      throw new AssertionError("request " + code + " is replied to too late, it was not deferred");
    }
    return owed(replyCode);
  }

  private Reply owed(int replyCode) {
    if (reply != null) {
      throw new AssertionError("request " + code + " is replied to twice");
    }
    reply = new FakeReply(replyCode);
    return reply;
  }

  @Override
  public PendingReply defer() {
    return new PendingReply() {
      @Override
      public Reply reply(int replyCode) {
        return owed(replyCode);
      }

      @Override
      public Connection connection() {
        return connection;
      }

      @Override
      public boolean takeTurn(Runnable later) {
        return true;
      }

      @Override
      public void yieldTurn() {}

      @Override
      public boolean wanted() {
        return connection.isOpen();
      }
    };
  }
}
