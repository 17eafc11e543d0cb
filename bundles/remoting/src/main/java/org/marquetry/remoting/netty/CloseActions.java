/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.netty;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to be done when a connection ends, each once. Thread-safe. */
final class CloseActions {

  private static final Logger LOG = LoggerFactory.getLogger(CloseActions.class);

  private final List<Runnable> actions = new ArrayList<>(2);
  private volatile boolean closed;

  boolean closed() {
    return closed;
  }

  void add(Runnable action) {
    synchronized (actions) {
      if (!closed) {
        actions.add(action);
        return;
      }
    }
    run(action);
  }

  void run() {
    List<Runnable> all;
    synchronized (actions) {
      closed = true;
      all = List.copyOf(actions);
      actions.clear();
    }
    all.forEach(CloseActions::run);
  }

  private static void run(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      LOG.warn("an action at a connection's end failed", e);
    }
  }
}
