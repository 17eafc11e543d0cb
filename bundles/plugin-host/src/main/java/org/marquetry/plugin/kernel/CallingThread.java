/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

/** Borrows the thread that wakes it. */
final class CallingThread implements PluginThreads.PluginThread {

  private final Runnable work;
  private volatile boolean ended;

  CallingThread(Runnable work) {
    this.work = work;
  }

  @Override
  public void wake() {
    if (!ended) {
      work.run();
    }
  }

  @Override
  public void end() {
    ended = true;
  }

  @Override
  public void writeOff() {
    ended = true;
  }

  @Override
  public long allocatedBytes() {
    return 0;
  }

  @Override
  public long processorNanos() {
    return -1;
  }

  @Override
  public boolean runnable() {
    return false;
  }
}
