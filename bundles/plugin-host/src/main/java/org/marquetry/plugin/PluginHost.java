/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin;

import java.util.function.UnaryOperator;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Follows the plugins of one interface through the service registry. A service of this type is
 * there for every part of the broker that calls plugins. Thread-safe.
 *
 * <pre>{@code
 * Providers<StorageBackend> backends =
 *     host.follow("storage", StorageBackend.class, StorageBackend.NAME);
 * }</pre>
 */
@ProviderType
public interface PluginHost {

  /**
   * Follows every service of a type that has a name; to be closed when the caller stops.
   *
   * @param kind what operators call such a plugin, as {@code storage}
   * @param nameProperty service property with the name by which a provider is chosen, a text or a
   *     whole number
   */
  default <T> Followed<T> follow(String kind, Class<T> type, String nameProperty) {
    return follow(kind, type, nameProperty, name -> null);
  }

  /**
   * Follows every service of a type that has a name against which nothing is said.
   *
   * @param objection says of a name why such a plugin is refused, or {@code null}; called on the
   *     thread that brings the plugin
   */
  <T> Followed<T> follow(
      String kind, Class<T> type, String nameProperty, UnaryOperator<String> objection);

  /** Providers that come and go with their bundles, and calls into them. */
  @ProviderType
  interface Followed<T> extends Providers<T>, PluginCalls<T>, AutoCloseable {

    /** Gives every provider back; afterwards there are none. */
    @Override
    void close();
  }
}
