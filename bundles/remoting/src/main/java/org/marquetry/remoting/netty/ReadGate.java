/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.netty;

import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Decides whether a connection may be read from: not while too many of its requests wait for
 * executors or for the peer to read, nor while its peer does not read our replies, nor once the
 * endpoint is closing. For the event loop's thread where not said otherwise.
 */
final class ReadGate {

  private final Channel channel;
  private final IoLoop loop;
  private final int maxInFlight;
  private final BooleanSupplier closing;
  private final Runnable resume;
  private final Runnable update = this::update;
  private final AtomicInteger inFlight = new AtomicInteger();

  /** Too many in flight; until half of them are done, so that the gate does not flutter. */
  private boolean full;

  /**
   * @param resume called on the event loop when the gate has opened
   */
  ReadGate(
      Channel channel, IoLoop loop, int maxInFlight, BooleanSupplier closing, Runnable resume) {
    this.channel = channel;
    this.loop = loop;
    this.maxInFlight = maxInFlight;
    this.closing = closing;
    this.resume = resume;
  }

  boolean open() {
    int working = inFlight.get();
    full = full ? working > maxInFlight / 2 : working >= maxInFlight;
    return !full && channel.isWritable() && !closing.getAsBoolean();
  }

  /** A request was handed to an executor, or waits for its turn; on any thread. */
  void begin() {
    inFlight.incrementAndGet();
  }

  /** An executor is done with a request, or it waits no more; on any thread. */
  void end() {
    if (inFlight.decrementAndGet() == maxInFlight / 2) {
      loop.execute(update);
    }
  }

  /** To be called whenever something that the gate looks at may have changed. */
  void update() {
    boolean open = open();
    if (channel.config().isAutoRead() != open) {
      channel.config().setAutoRead(open);
    }
    if (open) {
      loop.execute(resume);
    }
  }
}
