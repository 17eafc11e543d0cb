/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads of the operating system, all of them daemons. */
public final class MachineThreads implements PluginThreads {

  private static final Logger LOG = LoggerFactory.getLogger(MachineThreads.class);

  private final ThreadMeter meter = ThreadMeter.ofMachine();

  @Override
  public PluginThread thread(String name, Runnable work) {
    return new Parked(meter, name, work);
  }

  /**
   * Parks when there is nothing to do. Nothing relies on its priority: that only leaves more of the
   * machine to the broker when it is written off.
   */
  @SuppressWarnings("ThreadPriorityCheck")
  private static final class Parked implements PluginThread {

    private final ThreadMeter meter;
    private final Runnable work;
    private final Thread thread;
    private volatile boolean woken;
    private volatile boolean ending;

    Parked(ThreadMeter meter, String name, Runnable work) {
      this.meter = meter;
      this.work = work;
      // Inherits nothing: what made it may belong to another plugin.
      this.thread = new Thread(null, this::run, name, 0, false);
      thread.setDaemon(true);
      thread.setPriority(Thread.NORM_PRIORITY);
      thread.setContextClassLoader(MachineThreads.class.getClassLoader());
      thread.setUncaughtExceptionHandler((failed, cause) -> LOG.error("{} failed", name, cause));
      thread.start();
    }

    private void run() {
      while (!ending) {
        if (woken) {
          woken = false;
          work.run();
        } else {
          LockSupport.park(this);
        }
      }
    }

    @Override
    public void wake() {
      woken = true;
      LockSupport.unpark(thread);
    }

    @Override
    public void end() {
      ending = true;
      LockSupport.unpark(thread);
    }

    @Override
    public void writeOff() {
      thread.setPriority(Thread.MIN_PRIORITY);
      ending = true;
      thread.interrupt();
    }

    @Override
    public long allocatedBytes() {
      return meter.allocatedBytes(thread);
    }

    @Override
    public long processorNanos() {
      return meter.processorNanos(thread);
    }

    @Override
    public boolean runnable() {
      return thread.getState() == Thread.State.RUNNABLE;
    }
  }
}
