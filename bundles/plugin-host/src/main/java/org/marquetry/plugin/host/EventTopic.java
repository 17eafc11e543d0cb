/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.host;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.marquetry.plugin.kernel.PluginEvent;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

/**
 * Tells events of plugins on the topics {@code org/marquetry/plugin/…}: to everybody who listens,
 * on a thread of Event Admin, and to nobody while that is not there. Thread-safe.
 */
final class EventTopic {

  private static final String PREFIX = "org/marquetry/plugin/";

  private final AtomicReference<EventAdmin> admin = new AtomicReference<>();

  void come(EventAdmin given) {
    admin.set(given);
  }

  /** Nothing happens where another one took its place already. */
  void gone(EventAdmin given) {
    admin.compareAndSet(given, null);
  }

  void tell(PluginEvent event) {
    EventAdmin now = admin.get();
    if (now != null) {
      now.postEvent(new Event(PREFIX + event.what().word(), properties(event)));
    }
  }

  private static Map<String, Object> properties(PluginEvent event) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("timestamp", event.atMillis());
    properties.put("kind", event.kind());
    properties.put("name", event.name());
    properties.put("version", event.version());
    properties.put("other", event.other());
    properties.put("message", event.sentence());
    if (event.activeMillis() >= 0) {
      properties.put("active.millis", event.activeMillis());
    }
    if (event.pauseNanos() >= 0) {
      properties.put("pause.nanos", event.pauseNanos());
    }
    return properties;
  }
}
