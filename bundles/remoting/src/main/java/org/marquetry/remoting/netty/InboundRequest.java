/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.netty;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Map;
import org.marquetry.remoting.ByteRange;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.Connection;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.PendingReply;
import org.marquetry.remoting.Reply;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.remoting.codec.Header;
import org.marquetry.remoting.codec.SymbolTable;

/**
 * A request as it lies in the read buffer. Filled again for each request of an event loop; {@link
 * #copy} makes one that lasts.
 */
final class InboundRequest implements Request {

  private static final ByteBuffer NO_BODY = ByteBuffer.allocate(0);
  private static final int QUOTED = 100;

  private ChannelConnection connection;
  private byte type;
  private Header header;

  /** {@code null} in a copy. */
  private SymbolTable symbols;

  private ByteBuf frame;
  private int bodyIndex;
  private int bodyLength;

  /** Made of {@link #frame} when asked for. */
  private ByteBuffer body;

  private OutboundReply reply;
  private DeferredReply deferred;

  void fill(
      ChannelConnection from,
      byte serializeType,
      Header scanned,
      ByteBuf buffer,
      int bodyAt,
      int bodySize) {
    connection = from;
    type = serializeType;
    header = scanned;
    symbols = from.loop().symbols();
    frame = buffer;
    bodyIndex = bodyAt;
    bodyLength = bodySize;
    body = bodySize == 0 ? NO_BODY : null;
    reply = null;
    deferred = null;
  }

  /** Lets go of everything. */
  void clear() {
    connection = null;
    header = null;
    frame = null;
    body = null;
    reply = null;
    deferred = null;
  }

  /** An independent copy that is not answered yet, for another thread. */
  InboundRequest copy() {
    InboundRequest copy = new InboundRequest();
    copy.connection = connection;
    copy.type = type;
    copy.header = header.copy();
    copy.bodyLength = bodyLength;
    copy.body = ByteBuffer.wrap(bodyBytes());
    return copy;
  }

  @Override
  public int code() {
    return header.code();
  }

  @Override
  public int opaque() {
    return header.opaque();
  }

  @Override
  public int version() {
    return header.version();
  }

  @Override
  public String language() {
    return header.language();
  }

  @Override
  public boolean oneWay() {
    return header.oneWay();
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public boolean has(FieldName field) {
    return header.find(field) >= 0;
  }

  @Override
  public String text(FieldName field) {
    int index = header.find(field);
    return index < 0 ? null : header.text(index);
  }

  @Override
  public String symbol(FieldName field) {
    int index = header.find(field);
    if (index < 0) {
      return null;
    }
    return symbols == null
        ? header.text(index)
        : symbols.get(header.bytes(), header.offset(index), header.length(index));
  }

  @Override
  public String requiredText(FieldName field) throws CommandException {
    return present(field, text(field));
  }

  @Override
  public String requiredSymbol(FieldName field) throws CommandException {
    return present(field, symbol(field));
  }

  private String present(FieldName field, String value) throws CommandException {
    if (value == null) {
      throw absent(field);
    }
    return value;
  }

  @Override
  public int requiredInt(FieldName field) throws CommandException {
    return narrow(field, requiredLong(field));
  }

  @Override
  public long requiredLong(FieldName field) throws CommandException {
    int index = header.find(field);
    if (index < 0) {
      throw absent(field);
    }
    return number(field, index);
  }

  @Override
  public int intOr(FieldName field, int absent) throws CommandException {
    return narrow(field, longOr(field, absent));
  }

  @Override
  public long longOr(FieldName field, long absent) throws CommandException {
    int index = header.find(field);
    return index < 0 ? absent : number(field, index);
  }

  @Override
  public boolean booleanOr(FieldName field, boolean absent) throws CommandException {
    int index = header.find(field);
    if (index < 0) {
      return absent;
    }
    // The C++ client writes 1 and 0.
    if (header.isWord(index, "true") || header.isWord(index, "1")) {
      return true;
    }
    if (header.isWord(index, "false") || header.isWord(index, "0")) {
      return false;
    }
    throw unparsable(field, "true or false");
  }

  private int narrow(FieldName field, long value) throws CommandException {
    if (value != (int) value) {
      throw unparsable(field, "a 32 bit number");
    }
    return (int) value;
  }

  private long number(FieldName field, int index) throws CommandException {
    try {
      return header.number(index);
    } catch (NumberFormatException e) {
      throw unparsable(field, "a whole number");
    }
  }

  private CommandException absent(FieldName field) {
    return new CommandException(
        ResponseCode.SYSTEM_ERROR,
        "request code " + code() + " lacks the field " + field + ", which is required");
  }

  private CommandException unparsable(FieldName field, String wanted) {
    String text = text(field);
    String quoted = text.length() > QUOTED ? text.substring(0, QUOTED) + "…" : text;
    return new CommandException(
        ResponseCode.SYSTEM_ERROR, "field " + field + " is not " + wanted + ": '" + quoted + "'");
  }

  @Override
  public boolean bytes(FieldName field, ByteRange into) {
    int index = header.find(field);
    if (index < 0) {
      return false;
    }
    into.array = header.bytes();
    into.offset = header.offset(index);
    into.length = header.length(index);
    return true;
  }

  @Override
  public Map<String, String> fields() {
    return header.fields();
  }

  @Override
  public ByteBuffer body() {
    if (body == null) {
      body = frame.internalNioBuffer(bodyIndex, bodyLength).slice();
    }
    return body;
  }

  @Override
  public byte[] bodyBytes() {
    byte[] bytes = new byte[bodyLength];
    if (bodyLength > 0) {
      if (frame != null) {
        frame.getBytes(bodyIndex, bytes);
      } else {
        body.get(0, bytes);
      }
    }
    return bytes;
  }

  @Override
  public Reply reply(int code) {
    checkUnanswered();
    reply = new OutboundReply(connection, type, header.opaque(), header.oneWay(), code, false);
    return reply;
  }

  @Override
  public PendingReply defer() {
    checkUnanswered();
    deferred = new DeferredReply(connection, type, header.opaque(), header.oneWay());
    return deferred;
  }

  private void checkUnanswered() {
    if (reply != null || deferred != null) {
      throw new IllegalStateException("request code " + code() + " is answered twice");
    }
  }

  /** Whether a reply was sent or is kept for later. */
  boolean answered() {
    return deferred != null || (reply != null && reply.ended());
  }

  /** Answers instead of the processor, unless it has answered. */
  void fail(int code, String remark) {
    if (deferred != null) {
      Reply late = deferred.tryReply(code);
      if (late != null) {
        late.remark(remark).send();
      }
      return;
    }
    if (reply != null) {
      if (reply.ended()) {
        return;
      }
      reply.drop();
      reply = null;
    }
    reply(code).remark(remark).send();
  }
}
