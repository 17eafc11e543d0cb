/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.hostilefilters;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.marquetry.filter.FilterContext;
import org.marquetry.filter.FilterProvider;
import org.marquetry.filter.MessageFilter;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Offers one filter for each misdeed, committed at every message that has the property {@code
 * bait}; with the expression {@code compile} already while it is compiled.
 */
@Component(service = {})
public final class HostileFilters {

  private final List<ServiceRegistration<FilterProvider>> registrations = new ArrayList<>();

  @Activate
  public HostileFilters(BundleContext context) {
    for (Misdeed misdeed : Misdeed.values()) {
      Map<String, String> properties = Map.of(FilterProvider.TYPE, "HOSTILE_" + misdeed);
      registrations.add(
          context.registerService(
              FilterProvider.class, of(misdeed), FrameworkUtil.asDictionary(properties)));
    }
  }

  private static FilterProvider of(Misdeed misdeed) {
    return context -> compile(misdeed, context);
  }

  private static MessageFilter compile(Misdeed misdeed, FilterContext context) {
    if (context.expression().equals("compile")) {
      misdeed.commit();
    }
    return message -> {
      if (message.property("bait") != null) {
        misdeed.commit();
      }
      return true;
    };
  }

  @Deactivate
  void stop() {
    registrations.forEach(ServiceRegistration::unregister);
  }
}
