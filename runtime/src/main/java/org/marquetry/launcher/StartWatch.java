/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;

/**
 * Follows what the roles report: each is a service whose properties say it all. The first failure,
 * of a role or of a bundle that the node is made of, settles the start. Thread-safe.
 */
final class StartWatch implements ServiceListener, FrameworkListener {

  static final String FILTER = "(marquetry.start.state=*)";

  private static final String STATE = "marquetry.start.state";
  private static final String ROLE = "marquetry.start.role";
  private static final String ADDRESS = "marquetry.start.address";
  private static final String REASON = "marquetry.start.reason";
  private static final String READY = "ready";
  private static final String WAITING = "waiting";

  private final Set<String> awaited;
  private final Map<String, String> addresses = new LinkedHashMap<>();
  private final Map<String, String> waits = new LinkedHashMap<>();
  private final Set<Long> essential = new TreeSet<>();
  private final CompletableFuture<Map<String, String>> outcome = new CompletableFuture<>();

  StartWatch(Set<String> roles) {
    awaited = new TreeSet<>(roles);
  }

  /** The addresses by role, or a {@link LaunchException}. */
  CompletableFuture<Map<String, String>> outcome() {
    return outcome;
  }

  synchronized String awaited() {
    return String.join(" and ", awaited);
  }

  /** What roles said last that they wait for, one line each. */
  synchronized List<String> waits() {
    return waits.entrySet().stream()
        .map(wait -> wait.getKey() + " waits: " + wait.getValue())
        .toList();
  }

  /** Names a bundle without which the node is none. */
  synchronized void essential(long bundleId) {
    essential.add(bundleId);
  }

  @Override
  public void serviceChanged(ServiceEvent event) {
    if (event.getType() == ServiceEvent.REGISTERED || event.getType() == ServiceEvent.MODIFIED) {
      ServiceReference<?> report = event.getServiceReference();
      String role = String.valueOf(report.getProperty(ROLE));
      if (READY.equals(report.getProperty(STATE))) {
        ready(role, String.valueOf(report.getProperty(ADDRESS)));
      } else if (WAITING.equals(report.getProperty(STATE))) {
        waits(role, String.valueOf(report.getProperty(REASON)));
      } else {
        failed(String.valueOf(report.getProperty(REASON)));
      }
    }
  }

  @Override
  public synchronized void frameworkEvent(FrameworkEvent event) {
    if (event.getType() == FrameworkEvent.ERROR
        && essential.contains(event.getBundle().getBundleId())) {
      Throwable cause = event.getThrowable();
      failed(
          "the bundle "
              + event.getBundle().getSymbolicName()
              + " does not start: "
              + (cause == null ? "no reason given" : cause.getMessage()));
    }
  }

  private void ready(String role, String address) {
    Map<String, String> all = null;
    synchronized (this) {
      awaited.remove(role);
      addresses.put(role, address);
      if (awaited.isEmpty()) {
        all = new LinkedHashMap<>(addresses);
      }
    }
    if (all != null) {
      outcome.complete(all);
    }
  }

  private synchronized void waits(String role, String reason) {
    waits.put(role, oneLine(reason));
  }

  private void failed(String reason) {
    outcome.completeExceptionally(new LaunchException(oneLine(reason)));
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }
}
