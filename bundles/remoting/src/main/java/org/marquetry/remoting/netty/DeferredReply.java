/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.netty;

import java.util.concurrent.atomic.AtomicBoolean;
import org.marquetry.remoting.Connection;
import org.marquetry.remoting.PendingReply;
import org.marquetry.remoting.Reply;

/** What a reply needs, kept for later. */
final class DeferredReply implements PendingReply {

  private final ChannelConnection connection;
  private final byte type;
  private final int opaque;
  private final boolean oneWay;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final AtomicBoolean turn = new AtomicBoolean();

  DeferredReply(ChannelConnection connection, byte type, int opaque, boolean oneWay) {
    this.connection = connection;
    this.type = type;
    this.opaque = opaque;
    this.oneWay = oneWay;
  }

  @Override
  public Reply reply(int code) {
    Reply reply = tryReply(code);
    if (reply == null) {
      throw new IllegalStateException("the reply was begun already");
    }
    return reply;
  }

  /** {@code null} if the reply was begun already. */
  Reply tryReply(int code) {
    return begun.compareAndSet(false, true)
        ? new OutboundReply(connection, type, opaque, oneWay, code, turn.getAndSet(false))
        : null;
  }

  @Override
  public boolean takeTurn(Runnable later) {
    if (turn.get()) {
      return true;
    }
    boolean taken =
        connection
            .turns()
            .take(
                () -> {
                  turn.set(true);
                  later.run();
                });
    if (taken) {
      turn.set(true);
    }
    return taken;
  }

  @Override
  public void yieldTurn() {
    if (turn.getAndSet(false)) {
      connection.turns().giveBack();
    }
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public boolean wanted() {
    return !oneWay && connection.isOpen();
  }
}
