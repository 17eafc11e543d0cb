/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.netty;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.marquetry.remoting.Connection;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.ServerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all connections of a server or a client share, and their common end. Thread-safe. */
final class Endpoint {

  private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);

  private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long LAST_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A peer that has so much to read is not read from until it has read most of it. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

  private final ServerSettings settings;
  private final EventLoopGroup group;
  private final Transport transport;
  private final WorkCounter work = new WorkCounter();
  private final RequestDispatcher dispatcher;
  private final RateLimitedLog badFrames;
  private final RateLimitedLog troubles;
  private final ConcurrentMap<EventLoop, IoLoop> loops = new ConcurrentHashMap<>();

  /** All that are open or being connected; event loops that end may forget to close some. */
  private final Set<Channel> channels = ConcurrentHashMap.newKeySet();

  private volatile boolean closing;

  Endpoint(ServerSettings settings, Processors processors) {
    this.settings = settings;
    this.transport = Transport.choose(settings.nativeTransport());
    this.group = transport.eventLoops(settings.name(), settings.ioThreads());
    this.badFrames = new RateLimitedLog(LOG, System::nanoTime);
    this.troubles = new RateLimitedLog(LOG, System::nanoTime);
    this.dispatcher = new RequestDispatcher(processors, work, troubles);
  }

  ServerSettings settings() {
    return settings;
  }

  EventLoopGroup group() {
    return group;
  }

  Transport transport() {
    return transport;
  }

  RequestDispatcher dispatcher() {
    return dispatcher;
  }

  RateLimitedLog badFrames() {
    return badFrames;
  }

  RateLimitedLog troubles() {
    return troubles;
  }

  /** Takes a socket's options. */
  @FunctionalInterface
  interface OptionSink {
    <T> Object option(ChannelOption<T> option, T value);
  }

  /** For every socket but the listening one. */
  static void configure(OptionSink sockets) {
    sockets.option(ChannelOption.TCP_NODELAY, true);
    sockets.option(ChannelOption.SO_KEEPALIVE, false);
    sockets.option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
    sockets.option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
  }

  /**
   * Makes a {@link Connection} of each new channel.
   *
   * @param onConnect told of it on its I/O thread
   */
  ChannelInitializer<SocketChannel> initializer(Consumer<Connection> onConnect) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(SocketChannel channel) {
        channels.add(channel);
        channel.closeFuture().addListener(closed -> channels.remove(channel));
        if (closing) {
          var unused = channel.close();
          return;
        }
        channel
            .pipeline()
            .addLast(new ConnectionHandler(Endpoint.this, loop(channel.eventLoop()), onConnect));
      }
    };
  }

  private IoLoop loop(EventLoop eventLoop) {
    return loops.computeIfAbsent(eventLoop, key -> new IoLoop(key, settings.idleSeconds()));
  }

  /** No connection is accepted or read from any more. */
  boolean closing() {
    return closing;
  }

  /**
   * Lets executors finish their work, sends what is written, then closes all connections and ends
   * the event loops. Blocks some seconds at most.
   */
  void close() {
    closing = true;
    long deadline = System.nanoTime() + DRAIN_NANOS;
    boolean interrupted = false;
    loops.values().forEach(IoLoop::updateGates);
    try {
      int unfinished = work.awaitIdle(deadline - System.nanoTime());
      if (unfinished > 0) {
        LOG.warn(
            "{} is closing without waiting for {} requests that are still being worked on",
            settings.name(),
            unfinished);
      }
      for (ChannelFuture closed : closeChannels()) {
        if (!closed.await(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
          var unused = closed.channel().close();
        }
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    var unused = group.shutdownGracefully(0, LAST_NANOS, TimeUnit.NANOSECONDS);
    try {
      if (!interrupted && !group.awaitTermination(DRAIN_NANOS, TimeUnit.NANOSECONDS)) {
        LOG.warn("an I/O thread of {} is stuck and was left behind", settings.name());
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private List<ChannelFuture> closeChannels() {
    List<ChannelFuture> closed = new ArrayList<>();
    for (Channel channel : channels) {
      closed.add(channel.closeFuture());
      channel.eventLoop().execute(() -> ConnectionHandler.closeAfterFlush(channel));
    }
    return closed;
  }
}
