/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Calls into the plugins of one interface, on the plugins' own threads and within their budgets.
 * What a plugin throws, and what it does not finish in time, ends at this border. Thread-safe.
 *
 * <p>A name may be followed by {@code @version}, as {@code SQL92@1.2.0}: the call then goes to
 * exactly that version, whether it is in use or on standby.
 *
 * @param <T> the plugin interface
 */
@ProviderType
public interface PluginCalls<T> {

  /**
   * Calls the plugin that is in use under a name. Never blocks; plugin code never runs on the
   * calling thread.
   *
   * @param key calls with equal keys run one after the other, in the order in which they were made,
   *     and stay on one side of a canary
   * @param outcome told exactly once, on any thread, the calling one included
   */
  <R> void call(
      String name, Object key, PluginCall<? super T, R> call, PluginOutcome<? super R> outcome);

  /** Whether a call of this name would reach a plugin now. */
  boolean usable(String name);

  /** What can be called now, one for each name; the highest service ranking first. */
  List<Offer> offers();

  /**
   * Tells the name when what it stands for has changed: a plugin came, went, was put aside or
   * reset, or a canary moved. On the thread that changed it; what {@code name} does must be short.
   * At once of what is there already.
   */
  void onChange(Consumer<String> name);

  /**
   * A name that can be called.
   *
   * @param version of the bundle in use
   * @param usable {@code false} where it is put aside and nothing stands in for it
   * @param properties of its service
   */
  record Offer(String name, String version, boolean usable, Map<String, Object> properties) {

    public Offer {
      properties = Map.copyOf(properties);
    }
  }
}
