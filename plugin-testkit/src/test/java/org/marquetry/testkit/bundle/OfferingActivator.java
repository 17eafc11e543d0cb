/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit.bundle;

import java.util.Map;
import org.marquetry.filter.FilterProvider;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** Offers a filter; the framework takes it back when the bundle stops. */
public class OfferingActivator implements BundleActivator {

  @Override
  public void start(BundleContext context) {
    FilterProvider provider = filter -> message -> true;
    context.registerService(
        FilterProvider.class,
        provider,
        FrameworkUtil.asDictionary(Map.of(FilterProvider.TYPE, "OFFERED")));
  }

  @Override
  public void stop(BundleContext context) {}
}
