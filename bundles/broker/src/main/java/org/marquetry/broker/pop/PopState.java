/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A queue that a group pops: what has become of its messages, guarded by this object's monitor, and
 * who pops from it now.
 */
final class PopState {

  final PopKey key;
  final PopQueue queue = new PopQueue();

  /** What was handed out in order last. */
  OrderedBatch ordered = OrderedBatch.NONE;

  private final AtomicBoolean claimed = new AtomicBoolean();

  PopState(PopKey key) {
    this.key = key;
  }

  /** One pop at a time looks for messages; {@code false} where another one does. */
  boolean claim() {
    return claimed.compareAndSet(false, true);
  }

  boolean claimed() {
    return claimed.get();
  }

  void release() {
    claimed.set(false);
  }
}
