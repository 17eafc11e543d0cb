/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.marquetry.remoting.codec.Frame;
import org.marquetry.remoting.codec.FrameException;

/**
 * Cuts a stream of bytes into frames. Frames are handed on where they lie in the buffer they were
 * read into; only one that is spread over several reads is put together in a buffer of its own. For
 * the thread of one connection.
 */
final class FrameAssembler {

  /** A peer that announces a long frame gets room for it only as it sends it. */
  private static final int FIRST_CAPACITY = 16 * 1024;

  /** Takes the frames. */
  interface Sink {

    /** Whether another frame may be handed on now; if not, {@link #resume} goes on later. */
    boolean ready();

    /** A whole frame with its length field; the buffer is valid until this returns. */
    void frame(ByteBuf buffer, int index, int length) throws FrameException;
  }

  private final ByteBufAllocator allocator;
  private final int maxFrameBytes;
  private final Sink sink;

  /** The beginning of a frame. */
  private ByteBuf partial;

  /** What was read after {@link #partial} and not looked at as the sink was not ready. */
  private ByteBuf held;

  FrameAssembler(ByteBufAllocator allocator, int maxFrameBytes, Sink sink) {
    this.allocator = allocator;
    this.maxFrameBytes = maxFrameBytes;
    this.sink = sink;
  }

  /**
   * Takes over {@code read}.
   *
   * @throws FrameException if the stream cannot be understood any further
   */
  void read(ByteBuf read) throws FrameException {
    ByteBuf next = held == null ? read : join(held, read);
    held = null;
    advance(next);
  }

  /** Goes on where the sink was not ready. */
  void resume() throws FrameException {
    if (held != null) {
      ByteBuf next = held;
      held = null;
      advance(next);
    }
  }

  /** Whether bytes wait for the sink to be ready. */
  boolean holding() {
    return held != null;
  }

  /** Gives all buffers back. */
  void discard() {
    if (partial != null) {
      partial.release();
      partial = null;
    }
    if (held != null) {
      held.release();
      held = null;
    }
  }

  private ByteBuf join(ByteBuf first, ByteBuf second) {
    ByteBuf joined = allocator.directBuffer(first.readableBytes() + second.readableBytes());
    joined.writeBytes(first).writeBytes(second);
    first.release();
    second.release();
    return joined;
  }

  private void advance(ByteBuf in) throws FrameException {
    boolean done = true;
    try {
      done = consume(in);
    } finally {
      if (done) {
        in.release();
      } else {
        held = in;
      }
    }
  }

  /**
   * @return {@code false} if bytes are left because the sink is not ready
   */
  private boolean consume(ByteBuf in) throws FrameException {
    while (in.isReadable()) {
      if (!sink.ready()) {
        return false;
      }
      if (partial != null) {
        complete(in);
        continue;
      }
      int index = in.readerIndex();
      int length = frameLength(in);
      if (length < 0 || length > in.readableBytes()) {
        begin(in, length);
        return true;
      }
      in.readerIndex(index + length);
      sink.frame(in, index, length);
    }
    return true;
  }

  private void begin(ByteBuf in, int length) {
    int readable = in.readableBytes();
    int wanted = length < 0 ? Frame.HEADER_OFFSET : length;
    partial = allocator.directBuffer(Math.max(readable, Math.min(wanted, FIRST_CAPACITY)));
    partial.writeBytes(in);
  }

  /** Adds to the partial frame what it lacks, and hands it on if it is whole then. */
  private void complete(ByteBuf in) throws FrameException {
    int length = frameLength(partial);
    if (length < 0) {
      move(in, Frame.HEADER_OFFSET - partial.readableBytes());
      length = frameLength(partial);
      if (length < 0) {
        return;
      }
    }
    move(in, length - partial.readableBytes());
    if (partial.readableBytes() < length) {
      return;
    }
    ByteBuf whole = partial;
    partial = null;
    try {
      sink.frame(whole, whole.readerIndex(), length);
    } finally {
      whole.release();
    }
  }

  private void move(ByteBuf in, int wanted) {
    partial.writeBytes(in, Math.min(wanted, in.readableBytes()));
  }

  /**
   * The whole frame's length from its first eight bytes; -1 while they are not all there.
   *
   * @throws FrameException if the lengths contradict each other or a limit
   */
  private int frameLength(ByteBuf in) throws FrameException {
    int readable = in.readableBytes();
    if (readable < Frame.LENGTH_BYTES) {
      return -1;
    }
    int index = in.readerIndex();
    int length = in.getInt(index);
    if (length < Frame.HEADER_OFFSET - Frame.LENGTH_BYTES
        || length > maxFrameBytes - Frame.LENGTH_BYTES) {
      throw new FrameException(ForeignProtocol.describe(length, maxFrameBytes));
    }
    if (readable < Frame.HEADER_OFFSET) {
      return -1;
    }
    int headerLength = in.getUnsignedMedium(index + Frame.HEADER_LENGTH_OFFSET);
    if (headerLength > length - (Frame.HEADER_OFFSET - Frame.LENGTH_BYTES)) {
      throw new FrameException(
          "header length " + headerLength + " exceeds the frame's length " + length);
    }
    return Frame.LENGTH_BYTES + length;
  }
}
