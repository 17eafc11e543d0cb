/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system.machine;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.marquetry.system.ConfigurationKeys;
import org.marquetry.system.Scheduler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells unused keys in the log when the roles have had the time to say theirs. */
@Component(service = ConfigurationKeys.class)
public final class ConfigurationKeysComponent implements ConfigurationKeys {

  /** The roles of a node start one after the other, in less time than this. */
  private static final long PATIENCE_MILLIS = 3_000;

  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationKeys.class);

  private final Scheduler scheduler;
  private final Map<String, Told> byRole = new HashMap<>();
  private Set<String> logged = Set.of();
  private Scheduler.Task planned;
  private boolean closed;

  private record Told(Set<String> given, Set<String> known) {}

  @Activate
  public ConfigurationKeysComponent(@Reference Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Override
  public synchronized void told(String role, Set<String> given, Set<String> known) {
    byRole.put(role, new Told(Set.copyOf(given), Set.copyOf(known)));
    if (planned == null && !closed) {
      planned = scheduler.after("unused keys", PATIENCE_MILLIS, this::log);
    }
  }

  @Deactivate
  void close() {
    Scheduler.Task last;
    synchronized (this) {
      closed = true;
      last = planned;
      planned = null;
    }
    // Outside of the lock: what runs is waited for, and wants the lock.
    if (last != null) {
      last.cancel();
    }
  }

  private synchronized void log() {
    planned = null;
    SortedSet<String> unused = unused();
    if (!unused.isEmpty() && !unused.equals(logged)) {
      LOG.info("Configuration keys that nothing in this node uses: {}", String.join(", ", unused));
    }
    logged = unused;
  }

  /** Keys that were given to a role and that none reads. */
  synchronized SortedSet<String> unused() {
    SortedSet<String> unused = new TreeSet<>();
    byRole.values().forEach(told -> unused.addAll(told.given));
    byRole.values().forEach(told -> unused.removeAll(told.known));
    return unused;
  }
}
