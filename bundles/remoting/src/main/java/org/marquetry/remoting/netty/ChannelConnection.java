/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.Connection;

/**
 * A connection on a Netty channel. What is written during one round of its event loop is gathered
 * in one buffer and flushed at once. Methods that are not of {@link Connection} are for the loop's
 * own thread where not said otherwise.
 */
// What a channel's futures tell comes by its pipeline too.
@SuppressWarnings("FutureReturnValueIgnored")
final class ChannelConnection implements Connection {

  private static final int FIRST_BURST = 512;
  private static final int MAX_BACKLOG = 32 * 1024 * 1024;
  private static final int MAX_BURST = 64 * 1024;

  private final Channel channel;
  private final IoLoop loop;
  private final ReplyTurns turns;
  private final InetSocketAddress remoteAddress;
  private final InetSocketAddress localAddress;
  private final PendingCalls calls = new PendingCalls();
  private final CloseActions closeActions = new CloseActions();
  private final AtomicInteger opaque = new AtomicInteger();

  /** Written and not given to the channel yet. */
  private ByteBuf burst;

  private int lastBurst = FIRST_BURST;
  private boolean unflushed;
  private boolean inReadBurst;
  private long lastTraffic;
  private long lastBacklog;

  ChannelConnection(Channel channel, IoLoop loop, ReplyTurns turns) {
    this.channel = channel;
    this.loop = loop;
    this.turns = turns;
    this.remoteAddress = internetAddress(channel.remoteAddress());
    this.localAddress = internetAddress(channel.localAddress());
    this.lastTraffic = loop.nanoTime();
  }

  /** A peer that has gone already has no address. */
  private static InetSocketAddress internetAddress(SocketAddress address) {
    return address instanceof InetSocketAddress internet
        ? internet
        : InetSocketAddress.createUnresolved("unknown", 0);
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return remoteAddress;
  }

  @Override
  public InetSocketAddress localAddress() {
    return localAddress;
  }

  @Override
  public boolean isOpen() {
    return !closeActions.closed() && channel.isActive();
  }

  @Override
  public CompletableFuture<Command> call(Command request, long timeoutMillis) {
    OutboundCall call =
        OutboundCall.answered(this, request, opaque.getAndIncrement(), Math.max(1, timeoutMillis));
    loop.submit(call);
    return call.future();
  }

  @Override
  public void oneWay(Command request) {
    loop.submit(OutboundCall.oneWay(this, request, opaque.getAndIncrement()));
  }

  @Override
  public void onClose(Runnable action) {
    closeActions.add(action);
  }

  @Override
  public void close() {
    loop.execute(
        () -> {
          flushIfWritten();
          channel.close();
        });
  }

  /** Closes once all that was written is sent. */
  void closeAfterFlush() {
    flushIfWritten();
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /** Closes and forgets what is written. */
  void abandon() {
    channel.close();
  }

  /** On any thread. */
  IoLoop loop() {
    return loop;
  }

  /** On any thread. */
  ReplyTurns turns() {
    return turns;
  }

  PendingCalls calls() {
    return calls;
  }

  /** Whether so much waits to be read by the peer that more of our own must not be added. */
  boolean clogged() {
    return channel.bytesBeforeWritable() > MAX_BACKLOG;
  }

  /** Adds bytes to what is sent next, copying them. */
  void write(byte[] bytes, int length) {
    if (burst != null && burst.readableBytes() + length > MAX_BURST) {
      writeBurst();
    }
    if (burst == null) {
      burst = channel.alloc().directBuffer(Math.max(length, lastBurst));
    }
    burst.writeBytes(bytes, 0, length);
    written();
  }

  /**
   * Adds bytes to what is sent next, not copying them.
   *
   * @param done told when all of them are sent or dropped
   */
  void write(List<ByteBuffer> parts, ChannelFutureListener done) {
    writeBurst();
    int last = parts.size() - 1;
    for (int i = 0; i < last; i++) {
      channel.write(Unpooled.wrappedBuffer(parts.get(i)), channel.voidPromise());
    }
    // Buffers leave the channel in the order they came, so the last one's end is the end of all.
    channel.write(Unpooled.wrappedBuffer(parts.get(last)), channel.newPromise()).addListener(done);
    written();
  }

  private void written() {
    if (!unflushed) {
      unflushed = true;
      if (!inReadBurst) {
        loop.flushSoon(this);
      }
    }
  }

  private void writeBurst() {
    if (burst != null) {
      lastBurst = Math.max(FIRST_BURST, Math.min(burst.readableBytes(), MAX_BURST));
      ByteBuf full = burst;
      burst = null;
      channel.write(full, channel.voidPromise());
    }
  }

  void flushIfWritten() {
    if (unflushed) {
      unflushed = false;
      lastTraffic = loop.nanoTime();
      writeBurst();
      channel.flush();
    }
  }

  /** What is written until {@link #endReadBurst} is flushed there. */
  void beginReadBurst() {
    inReadBurst = true;
  }

  void endReadBurst() {
    inReadBurst = false;
    lastTraffic = loop.nanoTime();
    flushIfWritten();
  }

  void closeIfIdle(long now, long idleNanos) {
    long backlog = channel.bytesBeforeWritable();
    if (backlog != lastBacklog) {
      // The peer reads, if slowly.
      lastBacklog = backlog;
      lastTraffic = now;
    }
    if (now - lastTraffic >= idleNanos) {
      channel.close();
    }
  }

  /** The channel is closed. */
  void ended() {
    if (burst != null) {
      burst.release();
      burst = null;
    }
    turns.close();
    calls.failAll("connection to " + this + " was closed");
    closeActions.run();
  }

  @Override
  public String toString() {
    return NetUtil.toSocketAddressString(remoteAddress);
  }
}
