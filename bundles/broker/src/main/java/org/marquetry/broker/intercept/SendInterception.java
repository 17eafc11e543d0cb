/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.intercept;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import org.marquetry.admin.InterceptorAdmin.Interceptor;
import org.marquetry.broker.spi.SendInterceptor;
import org.marquetry.plugin.PluginCalls;
import org.marquetry.remoting.Connection;
import org.marquetry.remoting.ResponseCode;

/**
 * Has sends seen by the interceptors before they are stored, and tells those afterwards. The sends
 * of a connection are stored in the order in which they came; those of others do not wait for them.
 * Thread-safe; never blocks.
 */
public final class SendInterception implements AutoCloseable {

  /** In bytes: sends that interceptors keep waiting take no more memory. */
  static final long MAX_BYTES = 64L << 20;

  private static final int PRESENT = Integer.MIN_VALUE;

  private final PluginCalls<SendInterceptor> calls;
  private final Chain<SendInterceptor> chain;
  private final int maxWaiting;
  private final ConcurrentHashMap<Connection, SendLane> lanes = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();

  /** Number of sends that are not stored yet, and {@link #PRESENT} while there are interceptors. */
  private final AtomicInteger state = new AtomicInteger();

  private volatile boolean closed;

  /**
   * @param installed whether a bundle of this id is there, started or not
   * @param maxWaiting more sends than this do not wait for interceptors, but are refused
   */
  public SendInterception(
      PluginCalls<SendInterceptor> calls, LongPredicate installed, int maxWaiting) {
    this.calls = calls;
    this.maxWaiting = maxWaiting;
    this.chain = new Chain<>(calls, installed);
    chain.follow(this::look);
  }

  private synchronized void look() {
    if (chain.links().isEmpty()) {
      state.getAndUpdate(now -> now & ~PRESENT);
    } else {
      state.getAndUpdate(now -> now | PRESENT);
    }
  }

  /**
   * Whether a send may be stored at once: there is no interceptor, and no send waits that it could
   * overtake. One volatile read.
   */
  public boolean idle() {
    return state.get() == 0;
  }

  List<Interceptor> interceptors() {
    return chain.overview("send");
  }

  /** Has a send seen, and then stored or refused. */
  public void take(Connection connection, InterceptedSend send) {
    if (closed) {
      refuseClosed(send);
      return;
    }
    int waiting = state.getAndIncrement() & ~PRESENT;
    long held = bytes.getAndAdd(send.bytes());
    if (waiting >= maxWaiting || (held > 0 && held + send.bytes() > MAX_BYTES)) {
      bytes.getAndAdd(-send.bytes());
      state.getAndDecrement();
      send.refuse(
          ResponseCode.SYSTEM_BUSY,
          "[OVERLOAD]system busy: "
              + waiting
              + " sends of "
              + held
              + " bytes wait for interceptors (limits: sendThreadPoolQueueCapacity="
              + maxWaiting
              + ", "
              + MAX_BYTES
              + " bytes)");
      return;
    }
    SendLane[] made = new SendLane[1];
    lanes.compute(
        connection,
        (key, known) -> {
          SendLane lane = known;
          if (lane == null) {
            lane = new SendLane(this, key, calls, chain);
            made[0] = lane;
          }
          lane.add(send);
          return lane;
        });
    if (made[0] != null) {
      made[0].start();
    }
  }

  /** The next send of a lane; {@code null} where there is none, and the lane is over. */
  InterceptedSend next(Connection connection) {
    InterceptedSend[] next = new InterceptedSend[1];
    lanes.computeIfPresent(
        connection,
        (key, lane) -> {
          next[0] = lane.poll();
          return next[0] == null ? null : lane;
        });
    return next[0];
  }

  /** The interceptors that the next send of a lane has to be seen by. */
  List<Chain.Link> links() {
    List<Chain.Link> links = chain.links();
    if (links.isEmpty() && state.get() < 0) {
      look(); // The bundle of a required interceptor is gone at last: nothing else tells that.
    }
    return links;
  }

  /** A send was stored or refused. */
  void stored() {
    state.getAndDecrement();
  }

  /** A send is needed no more. */
  void forgotten(int sendBytes) {
    bytes.getAndAdd(-sendBytes);
  }

  boolean closed() {
    return closed;
  }

  static void refuseClosed(InterceptedSend send) {
    send.refuse(
        ResponseCode.SERVICE_NOT_AVAILABLE, "service not available now: the broker is closing");
  }

  /** Sends that wait for interceptors are refused from now on. */
  @Override
  public void close() {
    closed = true;
  }
}
