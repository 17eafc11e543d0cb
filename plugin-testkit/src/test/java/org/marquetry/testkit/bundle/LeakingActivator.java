/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit.bundle;

import java.util.concurrent.CountDownLatch;
import org.osgi.framework.BundleContext;

/** Leaves a thread behind. */
public final class LeakingActivator extends OfferingActivator {

  private final CountDownLatch never = new CountDownLatch(1);

  @Override
  public void start(BundleContext context) {
    super.start(context);
    Thread thread = new Thread(this::waitForEver, "left-behind");
    thread.setDaemon(true);
    thread.start();
  }

  private void waitForEver() {
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
