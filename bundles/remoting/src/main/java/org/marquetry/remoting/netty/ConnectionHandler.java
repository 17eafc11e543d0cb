/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.function.Consumer;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.Connection;
import org.marquetry.remoting.codec.Frame;
import org.marquetry.remoting.codec.FrameException;
import org.marquetry.remoting.codec.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what one channel reads into requests to be processed and responses to be awaited. */
// What a channel's futures tell comes by its pipeline too.
@SuppressWarnings("FutureReturnValueIgnored")
final class ConnectionHandler extends ChannelInboundHandlerAdapter implements FrameAssembler.Sink {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionHandler.class);

  private final Endpoint endpoint;
  private final IoLoop loop;
  private final Consumer<Connection> onConnect;

  /** These are there once the channel is active. */
  private ChannelConnection connection;

  private ReadGate gate;
  private FrameAssembler assembler;
  private boolean broken;

  ConnectionHandler(Endpoint endpoint, IoLoop loop, Consumer<Connection> onConnect) {
    this.endpoint = endpoint;
    this.loop = loop;
    this.onConnect = onConnect;
  }

  /** Closes a channel, connected or not, once what was written to it is sent. */
  static void closeAfterFlush(Channel channel) {
    ConnectionHandler handler = channel.pipeline().get(ConnectionHandler.class);
    if (handler == null || handler.connection == null) {
      channel.close();
    } else {
      handler.connection.closeAfterFlush();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    gate =
        new ReadGate(
            context.channel(),
            loop,
            endpoint.settings().maxInFlight(),
            endpoint::closing,
            () -> resume(context));
    connection =
        new ChannelConnection(
            context.channel(), loop, new ReplyTurns(context.channel(), loop, gate));
    assembler = new FrameAssembler(context.alloc(), endpoint.settings().maxFrameBytes(), this);
    loop.add(connection, gate);
    try {
      onConnect.accept(connection);
    } catch (RuntimeException e) {
      endpoint.troubles().warn("{} was not welcomed and is closed", connection, e);
      context.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf read = (ByteBuf) message;
    if (broken) {
      read.release();
      return;
    }
    connection.beginReadBurst();
    try {
      assembler.read(read);
    } catch (FrameException e) {
      refuse(context, e);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    connection.endReadBurst();
    if (assembler.holding()) {
      gate.update();
    }
  }

  private void resume(ChannelHandlerContext context) {
    if (broken || !assembler.holding()) {
      return;
    }
    connection.beginReadBurst();
    try {
      assembler.resume();
    } catch (FrameException e) {
      refuse(context, e);
    }
    channelReadComplete(context);
  }

  @Override
  public boolean ready() {
    return gate.open();
  }

  @Override
  public void frame(ByteBuf buffer, int index, int length) throws FrameException {
    byte type = buffer.getByte(index + Frame.TYPE_OFFSET);
    int headerLength = buffer.getUnsignedMedium(index + Frame.HEADER_LENGTH_OFFSET);
    Header header = loop.headers().read(type, buffer, index + Frame.HEADER_OFFSET, headerLength);
    int bodyIndex = index + Frame.HEADER_OFFSET + headerLength;
    int bodyLength = length - Frame.HEADER_OFFSET - headerLength;
    if (header.response()) {
      response(header, ByteBufUtil.getBytes(buffer, bodyIndex, bodyLength, true));
      return;
    }
    InboundRequest request = loop.request();
    request.fill(connection, type, header, buffer, bodyIndex, bodyLength);
    try {
      endpoint.dispatcher().dispatch(request, gate);
    } finally {
      request.clear();
    }
  }

  private void response(Header header, byte[] body) {
    Command response = new Command(header.code(), header.remark(), header.fields(), body);
    if (!connection.calls().complete(header.opaque(), response)) {
      LOG.debug("{} answered request {}, which nobody waits for", connection, header.opaque());
    }
  }

  private void refuse(ChannelHandlerContext context, FrameException what) {
    broken = true;
    endpoint.badFrames().warn("closing the connection of {}: {}", connection, what.getMessage());
    assembler.discard();
    connection.endReadBurst();
    context.close();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (gate != null) {
      gate.update();
      if (context.channel().isWritable()) {
        connection.turns().writable();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    broken = true;
    assembler.discard();
    loop.remove(connection);
    connection.ended();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("the connection of {} broke", connection, cause);
    } else {
      endpoint.troubles().warn("closing the connection of {}", connection, cause);
    }
    context.close();
  }
}
