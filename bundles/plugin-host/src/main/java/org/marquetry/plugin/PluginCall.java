/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin;

/**
 * One call into a plugin.
 *
 * @param <T> the plugin interface
 */
@FunctionalInterface
public interface PluginCall<T, R> {

  /**
   * Runs on a thread of the plugin.
   *
   * @param made things made from this plugin by earlier calls of the same key's thread
   * @throws Exception counted as a failure of the plugin; what is no failure (an illegal
   *     expression) is to be returned as a result
   */
  R run(T plugin, Products made) throws Exception;

  /**
   * The plugin will not touch any more what this call gave it. Called exactly once: after {@link
   * #run}, or instead of it where it never ran; where the plugin overran possibly long after the
   * outcome, or never.
   */
  default void ended() {}

  /**
   * Whether the call has no effect but its result, so that another version may be asked the same to
   * compare the results by {@code equals}.
   */
  default boolean repeatable() {
    return false;
  }

  /**
   * What was made from a plugin, as compiled expressions: kept no longer than the plugin itself,
   * the least recently used given up where a plugin has more than its quota. For the calling
   * thread.
   */
  interface Products {

    /** The thing of this key; made now where there is none. */
    <V> V get(Object key, Maker<V> maker) throws Exception;

    /** Makes a thing. */
    @FunctionalInterface
    interface Maker<V> {
      V make() throws Exception;
    }
  }
}
