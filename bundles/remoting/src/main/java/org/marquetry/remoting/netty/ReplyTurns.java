/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.netty;

import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the long replies of one connection be made a few at a time, and none while its peer has too
 * much to read already. Those that wait keep the connection from being read, as requests that wait
 * for executors do. Thread-safe.
 */
final class ReplyTurns {

  private static final Logger LOG = LoggerFactory.getLogger(ReplyTurns.class);

  /** As many replies are made at once as fit into this by the size of the last ones. */
  private static final int BYTES_AT_ONCE = 4 * 1024 * 1024;

  private static final int MOST_AT_ONCE = 32;

  /** A smaller reply takes this part off what the next ones are expected to have. */
  private static final int FADING = 8;

  private final Channel channel;
  private final IoLoop loop;
  private final ReadGate gate;
  private final Runnable grant = this::grant;

  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private int taken;
  private boolean granting;
  private boolean ended;

  /** What a reply has at most, by those of late. */
  private int expectedBytes;

  ReplyTurns(Channel channel, IoLoop loop, ReadGate gate) {
    this.channel = channel;
    this.loop = loop;
    this.gate = gate;
  }

  /**
   * Takes a turn, or waits for one.
   *
   * @param later run on the event loop when it has got its turn, if there is none now
   * @return whether there was one
   */
  boolean take(Runnable later) {
    synchronized (this) {
      if (waiting.isEmpty() && free()) {
        taken++;
        return true;
      }
      waiting.add(later);
      gate.begin();
    }
    return false;
  }

  private boolean free() {
    int most = Math.min(MOST_AT_ONCE, Math.max(1, BYTES_AT_ONCE / Math.max(1, expectedBytes)));
    return ended || (taken < most && channel.isWritable());
  }

  /** A turn is over, without a reply. */
  synchronized void giveBack() {
    taken--;
    grantSoon();
  }

  /** A turn is over: its reply has been written, or dropped. */
  synchronized void end(int bytes) {
    expectedBytes = Math.max(bytes, expectedBytes - expectedBytes / FADING);
    giveBack();
  }

  /** The peer reads again. */
  synchronized void writable() {
    grantSoon();
  }

  /** The connection has ended: nobody waits for a turn any more. */
  synchronized void close() {
    ended = true;
    grantSoon();
  }

  /** Not at once: what is granted may write, and end its turn, while it is being granted. */
  private void grantSoon() {
    if (!granting && !waiting.isEmpty() && free()) {
      granting = true;
      loop.execute(grant);
    }
  }

  private void grant() {
    for (Runnable next = next(); next != null; next = next()) {
      gate.end();
      try {
        next.run();
      } catch (RuntimeException e) {
        LOG.warn("a reply that had waited for its turn could not be begun", e);
      }
    }
  }

  private synchronized Runnable next() {
    if (waiting.isEmpty() || !free()) {
      granting = false;
      return null;
    }
    taken++;
    return waiting.poll();
  }
}
