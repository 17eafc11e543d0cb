/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.function.Consumer;
import org.marquetry.remoting.Connection;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.ServerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening socket and the connections that came by it. Thread-safe. */
public final class Listener {

  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

  private static final int BACKLOG = 1024;
  private static final int LAST_PRIVILEGED_PORT = 1023;

  private final Endpoint endpoint;
  private final Channel channel;

  private Listener(Endpoint endpoint, Channel channel) {
    this.endpoint = endpoint;
    this.channel = channel;
  }

  /**
   * Binds and accepts.
   *
   * @throws IOException if that is not possible; the message says what to do
   */
  public static Listener open(
      ServerSettings settings, Processors processors, Consumer<Connection> onConnect)
      throws IOException {
    InetSocketAddress address = new InetSocketAddress(settings.host(), settings.port());
    if (address.isUnresolved()) {
      throw new IOException(
          "host "
              + settings.host()
              + " to listen on is unknown; give an address of this machine or 0.0.0.0 for all");
    }
    Endpoint endpoint = new Endpoint(settings, processors);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(endpoint.group())
            .channel(endpoint.transport().serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childHandler(endpoint.initializer(onConnect));
    Endpoint.configure(bootstrap::childOption);
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      endpoint.close();
      throw refused(settings, bound.cause());
    }
    bound.channel().pipeline().addLast(new AcceptTrouble(endpoint.troubles()));
    Listener listener = new Listener(endpoint, bound.channel());
    LOG.info(
        "{} listens on {}:{} ({})",
        settings.name(),
        settings.host(),
        listener.port(),
        endpoint.transport().name());
    return listener;
  }

  /** The native transport has an exception class of its own, so the text decides too. */
  private static IOException refused(ServerSettings settings, Throwable cause) {
    String text = String.valueOf(cause.getMessage());
    String lower = text.toLowerCase(Locale.ROOT);
    int port = settings.port();
    String message;
    if (lower.contains("already in use")) {
      message =
          "port "
              + port
              + " is already in use on "
              + settings.host()
              + "; stop the program that listens there or choose another port for "
              + settings.name();
    } else if (lower.contains("permission denied") && port <= LAST_PRIVILEGED_PORT) {
      message =
          "port "
              + port
              + " is not allowed to this user; choose one above "
              + LAST_PRIVILEGED_PORT
              + " for "
              + settings.name();
    } else if (cause instanceof BindException || lower.contains("assign requested address")) {
      message =
          settings.host()
              + " is not an address of this machine; give one that is, or 0.0.0.0 for all ("
              + text
              + ")";
    } else {
      message = "cannot listen on " + settings.host() + ":" + port + ": " + text;
    }
    return new IOException(message, cause);
  }

  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /** Stops accepting, answers what is in flight, closes every connection. Blocks some seconds. */
  public void close() {
    channel.close().awaitUninterruptibly();
    endpoint.close();
  }

  /** Sockets that could not be accepted, for want of file descriptors most likely. */
  private static final class AcceptTrouble extends ChannelInboundHandlerAdapter {

    private final RateLimitedLog log;

    AcceptTrouble(RateLimitedLog log) {
      this.log = log;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      log.warn(
          "a connection could not be accepted; are there enough file descriptors? {}",
          cause.toString());
    }
  }
}
