/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit.bundle;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Offers nothing. */
public final class SilentActivator implements BundleActivator {

  @Override
  public void start(BundleContext context) {}

  @Override
  public void stop(BundleContext context) {}
}
