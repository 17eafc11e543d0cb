/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system.machine;

import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import org.marquetry.system.StartReport;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns each report into a service whose properties tell it all, so that a launcher outside of the
 * framework can follow them with the filter {@code (marquetry.start.state=*)} and shares no class.
 * A role's later report takes the place of its earlier one.
 */
@Component(service = StartReport.class, immediate = true)
public final class StartReportComponent implements StartReport {

  static final String STATE = "marquetry.start.state";
  static final String ROLE = "marquetry.start.role";
  static final String ADDRESS = "marquetry.start.address";
  static final String REASON = "marquetry.start.reason";

  private static final Logger LOG = LoggerFactory.getLogger(StartReport.class);

  private final BundleContext context;
  private final Map<String, ServiceRegistration<?>> byRole = new HashMap<>();
  private boolean closed;

  @Activate
  public StartReportComponent(BundleContext context) {
    this.context = context;
  }

  @Override
  public void ready(String role, String address) {
    LOG.info("{} is ready on {}", role, address);
    publish(role, "ready", ADDRESS, address);
  }

  @Override
  public void waiting(String role, String reason) {
    LOG.warn("{} waits: {}", role, reason);
    publish(role, "waiting", REASON, reason);
  }

  @Override
  public void failed(String role, String reason) {
    LOG.error("{} cannot start: {}", role, reason);
    publish(role, "failed", REASON, reason);
  }

  @Deactivate
  synchronized void close() {
    closed = true;
    byRole.values().forEach(ServiceRegistration::unregister);
    byRole.clear();
  }

  private synchronized void publish(String role, String state, String detail, String value) {
    if (closed) {
      return;
    }
    Dictionary<String, String> properties =
        FrameworkUtil.asDictionary(Map.of(ROLE, role, STATE, state, detail, value));
    ServiceRegistration<?> earlier = byRole.get(role);
    if (earlier == null) {
      byRole.put(role, context.registerService(Object.class, new Object(), properties));
    } else {
      earlier.setProperties(properties);
    }
  }
}
