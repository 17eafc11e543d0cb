/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.hostilefilters;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** What a filter does instead of its work. Each is the type of a filter, {@code HOSTILE_LOOP}, … */
enum Misdeed {
  /** Never comes back and never looks at its interrupt. */
  LOOP {
    @Override
    void commit() {
      long turns = 0;
      while (turns >= 0) {
        turns = (turns + 1) & Long.MAX_VALUE;
      }
    }
  },
  THROW {
    @Override
    void commit() {
      throw new IllegalStateException("this filter always throws");
    }
  },
  /** An error that is no exception. */
  LINK {
    @Override
    void commit() {
      throw new NoClassDefFoundError("this filter lacks a class");
    }
  },
  /** Waits for what never happens and waits again when interrupted. */
  BLOCK {
    @Override
    void commit() {
      CountDownLatch never = new CountDownLatch(1);
      boolean waiting = true;
      while (waiting) {
        try {
          never.await();
          waiting = false;
        } catch (InterruptedException e) {
          // Obstinate: that is what it is here for.
          waiting = true;
        }
      }
    }
  },
  /** Keeps what it was given, a thread and thread-local memory for ever. */
  LEAK {
    @Override
    void commit() {
      LEAKED.set(new byte[1 << 16]);
      if (!threadStarted) {
        threadStarted = true;
        Thread thread = new Thread(BLOCK::commit, "leaked-by-a-hostile-filter");
        thread.setDaemon(true);
        thread.start();
      }
    }
  },
  /** Recurses until the stack ends. */
  DEEP {
    @Override
    void commit() {
      if (descend(0) < 0) {
        throw new IllegalStateException("came back from a recursion without end");
      }
    }

    private int descend(int depth) {
      return depth < 0 ? 0 : 1 + descend((depth + 1) & Integer.MAX_VALUE);
    }
  },
  /** Allocates until it is stopped; keeps a part. */
  HUNGRY {
    @Override
    void commit() {
      List<byte[]> kept = new ArrayList<>();
      long turns = 0;
      while (turns >= 0) {
        byte[] block = new byte[1 << 20];
        if (turns % 64 == 0 && kept.size() < 32) {
          kept.add(block);
        }
        turns++;
      }
    }
  };

  private static final ThreadLocal<byte[]> LEAKED = new ThreadLocal<>();
  private static volatile boolean threadStarted;

  abstract void commit();
}
