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

  @Override
  public PluginThread thread(String name, ClassLoader context, Runnable work) {
    return new Parked(name, context, work);
  }

  /** Parks when there is nothing to do. */
  private static final class Parked implements PluginThread {

    private final Runnable work;
    private final Thread thread;
    private volatile boolean woken;
    private volatile boolean ending;

    Parked(String name, ClassLoader context, Runnable work) {
      this.work = work;
      this.thread = new Thread(this::run, name);
      thread.setDaemon(true);
      thread.setContextClassLoader(context);
      thread.setUncaughtExceptionHandler((failed, cause) -> LOG.error("{} failed", name, cause));
      thread.start();
    }

    private void run() {
      while (!ending) {
        if (woken) {
          woken = false;
          work.run();
          // What a plugin left of an interrupt would keep this thread from parking.
          Thread.interrupted();
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
    public void interrupt() {
      thread.interrupt();
    }

    @Override
    public void end() {
      ending = true;
      LockSupport.unpark(thread);
    }

    /** Nothing relies on the priority: it only leaves more of the machine to the broker. */
    @Override
    @SuppressWarnings("ThreadPriorityCheck")
    public void writeOff() {
      thread.setPriority(Thread.MIN_PRIORITY);
      end();
    }

    @Override
    public boolean ended() {
      return !thread.isAlive();
    }
  }
}
