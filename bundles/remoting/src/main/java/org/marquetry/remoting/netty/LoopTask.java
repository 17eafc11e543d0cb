/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.netty;

/** Something to be done on an event loop. */
interface LoopTask {

  /** On the event loop. */
  void run();

  /** Instead of {@link #run} when the event loop has ended; on any thread. */
  void abort();
}
