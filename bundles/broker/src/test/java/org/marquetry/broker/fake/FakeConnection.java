/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.fake;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.Connection;

/** A connection to nowhere that remembers what was sent over it. */
public final class FakeConnection implements Connection {

  private final InetSocketAddress remote;
  private final List<Runnable> onClose = new ArrayList<>();
  private final List<Command> sent = new ArrayList<>();
  private Function<Command, CompletableFuture<Command>> peer =
      request -> CompletableFuture.failedFuture(new AssertionError("nobody answers " + request));
  private Consumer<Command> onSend = sent -> {};
  private boolean open = true;

  public FakeConnection() {
    this(50_000);
  }

  public FakeConnection(int remotePort) {
    remote = new InetSocketAddress(InetAddress.getLoopbackAddress(), remotePort);
  }

  /** Says how calls over this connection are answered. */
  public void peer(Function<Command, CompletableFuture<Command>> answers) {
    peer = answers;
  }

  /** Tells of everything that is sent from now on. */
  public void onSend(Consumer<Command> listener) {
    onSend = listener;
  }

  /** Everything that was sent so far, calls and one-ways. */
  public List<Command> sent() {
    return List.copyOf(sent);
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return remote;
  }

  @Override
  public InetSocketAddress localAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 10911);
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public CompletableFuture<Command> call(Command request, long timeoutMillis) {
    sent.add(request);
    onSend.accept(request);
    return peer.apply(request);
  }

  @Override
  public void oneWay(Command request) {
    sent.add(request);
    onSend.accept(request);
  }

  @Override
  public void onClose(Runnable action) {
    if (open) {
      onClose.add(action);
    } else {
      action.run();
    }
  }

  /** How many want to know of its end. */
  public int watchers() {
    return onClose.size();
  }

  @Override
  public void close() {
    open = false;
    List<Runnable> actions = List.copyOf(onClose);
    onClose.clear();
    actions.forEach(Runnable::run);
  }
}
