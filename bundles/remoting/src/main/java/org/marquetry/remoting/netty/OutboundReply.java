/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.netty;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.Reply;
import org.marquetry.remoting.codec.Frame;
import org.marquetry.remoting.codec.HeaderOutput;
import org.marquetry.remoting.codec.HeaderWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A reply in the serialize type of its request. */
final class OutboundReply implements Reply, LoopTask, ChannelFutureListener {

  private static final Logger LOG = LoggerFactory.getLogger(OutboundReply.class);

  private final ChannelConnection connection;
  private final HeaderWriter writer;

  /** Whether it was made in one of the connection's turns, which it ends. */
  private final boolean turn;

  private int bodyLength;

  /** {@code null} where the reply goes nowhere. */
  private HeaderOutput out;

  private String remark;
  private byte[] body;
  private List<ByteBuffer> parts;
  private List<Runnable> releases;
  private boolean ended;

  /** A reply to a one-way request goes nowhere. */
  OutboundReply(
      ChannelConnection connection, byte type, int opaque, boolean oneWay, int code, boolean turn) {
    this.connection = connection;
    this.turn = turn;
    this.writer = HeaderWriter.of(type);
    if (!oneWay) {
      out = connection.loop().takeOutput();
      writer.begin(out, code, Frame.FLAG_RESPONSE, opaque);
    }
  }

  @Override
  public Reply field(FieldName name, String value) {
    if (out != null && value != null) {
      writer.field(out, name, value);
    }
    return this;
  }

  @Override
  public Reply field(FieldName name, long value) {
    if (out != null) {
      writer.field(out, name, value);
    }
    return this;
  }

  @Override
  public Reply field(FieldName name, boolean value) {
    return field(name, value ? "true" : "false");
  }

  @Override
  public Reply remark(String text) {
    remark = text;
    return this;
  }

  @Override
  public Reply body(byte[] bytes) {
    body = bytes;
    return this;
  }

  @Override
  public Reply part(ByteBuffer part, Runnable release) {
    if (parts == null) {
      parts = new ArrayList<>(4);
      releases = new ArrayList<>(4);
    }
    parts.add(part);
    releases.add(release);
    return this;
  }

  @Override
  public void send() {
    if (ended) {
      throw new IllegalStateException("the reply was sent already");
    }
    ended = true;
    if (out == null) {
      endTurn();
      release();
      return;
    }
    bodyLength = bodyLength();
    writer.end(out, remark, bodyLength);
    connection.loop().submit(this);
  }

  private int bodyLength() {
    int length = body == null ? 0 : body.length;
    if (parts != null) {
      for (int i = 0; i < parts.size(); i++) {
        length = Math.addExact(length, parts.get(i).remaining());
      }
    }
    return length;
  }

  /** Whether {@link #send} or {@link #drop} was called. */
  boolean ended() {
    return ended;
  }

  /** Instead of {@link #send}: gives back what the reply holds. */
  void drop() {
    ended = true;
    endTurn();
    release();
  }

  @Override
  public void run() {
    try {
      if (connection.isOpen()) {
        write();
      } else {
        release();
      }
    } finally {
      endTurn();
    }
    connection.loop().giveBack(out);
    out = null;
  }

  private void endTurn() {
    if (turn) {
      connection.turns().end(bodyLength);
    }
  }

  private void write() {
    try {
      connection.write(out.bytes(), out.size());
      if (body != null) {
        connection.write(body, body.length);
      }
      if (parts != null) {
        connection.write(parts, this);
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      // Half a frame may be written, so the peer could not make sense of what followed.
      connection.abandon();
      release();
      throw e;
    }
  }

  @Override
  public void abort() {
    endTurn();
    release();
  }

  @Override
  public void operationComplete(ChannelFuture future) {
    release();
  }

  private void release() {
    if (releases == null) {
      return;
    }
    List<Runnable> all = releases;
    releases = null;
    for (int i = 0; i < all.size(); i++) {
      try {
        all.get(i).run();
      } catch (RuntimeException e) {
        LOG.warn("a part of a reply could not be released", e);
      }
    }
  }
}
