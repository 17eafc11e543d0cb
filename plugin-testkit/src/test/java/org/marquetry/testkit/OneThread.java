/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import java.util.concurrent.atomic.AtomicReference;

/** Fails where it is called by another thread than the first one. */
final class OneThread {
  private final AtomicReference<Thread> only = new AtomicReference<>();

  void check() {
    Thread me = Thread.currentThread();
    if (!only.compareAndSet(null, me) && only.get() != me) {
      throw new IllegalStateException("called by another thread");
    }
  }
}
