/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker;

import java.util.function.UnaryOperator;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.broker.spi.DeliverInterceptor;
import org.marquetry.broker.spi.RequestHandler;
import org.marquetry.broker.spi.SendInterceptor;
import org.marquetry.delay.DelayEngine;
import org.marquetry.filter.FilterProvider;
import org.marquetry.plugin.PluginCalls;

/** The plugins that a broker calls; they come and go. Thread-safe. */
public interface Plugins {

  /**
   * By request code. To be called once.
   *
   * @param objection says of a code why its handler is refused, or {@code null}
   */
  PluginCalls<RequestHandler> handlers(UnaryOperator<String> objection);

  /** Filter languages, by type. */
  PluginCalls<FilterProvider> filters();

  PluginCalls<SendInterceptor> sendInterceptors();

  PluginCalls<DeliverInterceptor> deliverInterceptors();

  /** By the names that clients send and operators choose. */
  PluginCalls<AllocateStrategy> strategies();

  /** By the names that operators choose. */
  PluginCalls<DelayEngine> delayEngines();

  /** Whether a bundle of this id is there, started or not. */
  boolean installed(long bundle);

  /** No plugins at all. */
  static Plugins none() {
    return new NoPlugins();
  }
}
