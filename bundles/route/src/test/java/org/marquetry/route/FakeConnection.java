/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.Connection;

/** A connection to nowhere. */
final class FakeConnection implements Connection {

  private final List<Runnable> onClose = new ArrayList<>();
  private boolean open = true;

  @Override
  public InetSocketAddress remoteAddress() {
    return InetSocketAddress.createUnresolved("127.0.0.1", 1);
  }

  @Override
  public InetSocketAddress localAddress() {
    return InetSocketAddress.createUnresolved("127.0.0.1", 2);
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public CompletableFuture<Command> call(Command request, long timeoutMillis) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void oneWay(Command request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void onClose(Runnable action) {
    if (open) {
      onClose.add(action);
    } else {
      action.run();
    }
  }

  int closeActions() {
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
