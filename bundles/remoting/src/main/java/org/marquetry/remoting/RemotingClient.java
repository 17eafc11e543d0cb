/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.marquetry.remoting.netty.Connector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls peers by address over connections that it opens when needed and shares. Thread-safe;
 * nothing blocks but {@link #close()}. Futures complete on an I/O thread, so what follows on them
 * must not block.
 */
public final class RemotingClient implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RemotingClient.class);

  private final Connector connector;
  private final Consumer<String> onLost;
  private final ConcurrentMap<String, Peer> peers = new ConcurrentHashMap<>();

  /**
   * @param name in thread names
   * @param processors answer what peers ask over these connections
   */
  public RemotingClient(String name, Processors processors) {
    this(name, processors, address -> {});
  }

  /**
   * @param name in thread names
   * @param processors answer what peers ask over these connections
   * @param onLost given the address of a peer whose connection has ended, on an I/O thread
   */
  public RemotingClient(String name, Processors processors, Consumer<String> onLost) {
    connector = new Connector(name, processors);
    this.onLost = onLost;
  }

  /**
   * @param address {@code host:port}
   * @param timeoutMillis for connecting and answering together
   * @return completes like {@link Connection#call}; exceptionally also if the peer is out of reach
   */
  public CompletableFuture<Command> call(String address, Command request, long timeoutMillis) {
    Peer peer = peer(address);
    CompletableFuture<Command> answer = new CompletableFuture<>();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    if (peer.waiting()) {
      connector.schedule(
          () ->
              answer.completeExceptionally(
                  new RemotingException(
                      address + " could not be connected to within " + timeoutMillis + " ms")),
          timeoutMillis);
    }
    peer.whenSettled((open, failure) -> call(open, failure, request, deadline, answer));
    return answer;
  }

  private static void call(
      Connection open,
      Throwable failure,
      Command request,
      long deadline,
      CompletableFuture<Command> answer) {
    if (failure != null) {
      answer.completeExceptionally(failure);
      return;
    }
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    var unused =
        open.call(request, Math.max(1, left))
            .whenComplete(
                (response, error) -> {
                  if (error != null) {
                    answer.completeExceptionally(error);
                  } else {
                    answer.complete(response);
                  }
                });
  }

  /** Sends a request that is not answered; failures are only logged. */
  public void oneWay(String address, Command request) {
    peer(address)
        .whenSettled(
            (open, failure) -> {
              if (failure != null) {
                LOG.warn("request code {} was not sent: {}", request.code(), failure.getMessage());
              } else {
                open.oneWay(request);
              }
            });
  }

  private Peer peer(String address) {
    Peer known = peers.get(address);
    if (known != null && known.usable()) {
      return known;
    }
    Peer fresh = new Peer();
    Peer chosen =
        peers.compute(
            address, (key, current) -> current != null && current.usable() ? current : fresh);
    if (chosen == fresh) {
      connector.connect(
          address,
          (open, failure) -> {
            fresh.settle(open, failure);
            if (open != null) {
              open.onClose(() -> onLost.accept(address));
            }
          });
    }
    return chosen;
  }

  @Override
  public void close() {
    connector.close();
    RemotingException closed = new RemotingException("the client was closed");
    peers.values().forEach(peer -> peer.settle(null, closed));
    peers.clear();
  }
}
