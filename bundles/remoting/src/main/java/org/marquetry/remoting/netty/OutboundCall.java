/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.netty;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.RemotingException;
import org.marquetry.remoting.codec.Frame;
import org.marquetry.remoting.codec.HeaderOutput;
import org.marquetry.remoting.codec.HeaderWriter;

/** A request to a peer, from its encoding on the caller's thread to its end on the event loop. */
final class OutboundCall implements LoopTask {

  private final ChannelConnection connection;
  private final Command request;
  private final int opaque;
  private final long timeoutMillis;
  private final HeaderOutput frame = new HeaderOutput();
  private final CompletableFuture<Command> future = new CompletableFuture<>();
  private Future<?> timer;

  private OutboundCall(
      ChannelConnection connection, Command request, int opaque, int flag, long timeoutMillis) {
    this.connection = connection;
    this.request = request;
    this.opaque = opaque;
    this.timeoutMillis = timeoutMillis;
    HeaderWriter writer = HeaderWriter.of(Frame.JSON);
    writer.begin(frame, request.code(), flag, opaque);
    for (Map.Entry<String, String> field : request.fields().entrySet()) {
      if (field.getValue() != null) {
        writer.field(frame, field.getKey(), field.getValue());
      }
    }
    writer.end(frame, request.remark(), request.body().length);
  }

  static OutboundCall answered(
      ChannelConnection connection, Command request, int opaque, long timeoutMillis) {
    return new OutboundCall(connection, request, opaque, 0, timeoutMillis);
  }

  static OutboundCall oneWay(ChannelConnection connection, Command request, int opaque) {
    return new OutboundCall(connection, request, opaque, Frame.FLAG_ONE_WAY, 0);
  }

  CompletableFuture<Command> future() {
    return future;
  }

  @Override
  public void run() {
    if (!connection.isOpen()) {
      abort();
      return;
    }
    if (connection.clogged()) {
      fail(connection + " does not read what it is sent; request " + request.code() + " dropped");
      return;
    }
    connection.write(frame.bytes(), frame.size());
    if (request.body().length > 0) {
      connection.write(request.body(), request.body().length);
    }
    if (timeoutMillis > 0) {
      connection.calls().add(opaque, this);
      timer = connection.loop().schedule(this::expire, timeoutMillis);
    }
  }

  @Override
  public void abort() {
    fail("connection to " + connection + " is closed");
  }

  private void expire() {
    connection.calls().remove(opaque);
    fail(
        connection
            + " did not answer request code "
            + request.code()
            + " within "
            + timeoutMillis
            + " ms");
  }

  void complete(Command response) {
    timer.cancel(false);
    future.complete(response);
  }

  void fail(String message) {
    if (timer != null) {
      timer.cancel(false);
    }
    future.completeExceptionally(new RemotingException(message));
  }
}
