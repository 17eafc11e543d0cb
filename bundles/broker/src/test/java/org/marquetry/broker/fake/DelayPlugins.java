/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.fake;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.broker.Plugins;
import org.marquetry.broker.spi.DeliverInterceptor;
import org.marquetry.broker.spi.RequestHandler;
import org.marquetry.broker.spi.SendInterceptor;
import org.marquetry.delay.DelayEngine;
import org.marquetry.delay.levels.LevelsEngine;
import org.marquetry.delay.wheel.WheelEngine;
import org.marquetry.filter.FilterProvider;
import org.marquetry.plugin.PluginCalls;

/** The delay engines that come with the broker and no other plugins. */
public final class DelayPlugins implements Plugins {

  private final Plugins none = Plugins.none();

  @Override
  public PluginCalls<RequestHandler> handlers(UnaryOperator<String> objection) {
    return none.handlers(objection);
  }

  @Override
  public PluginCalls<FilterProvider> filters() {
    return none.filters();
  }

  @Override
  public PluginCalls<SendInterceptor> sendInterceptors() {
    return none.sendInterceptors();
  }

  @Override
  public PluginCalls<DeliverInterceptor> deliverInterceptors() {
    return none.deliverInterceptors();
  }

  @Override
  public PluginCalls<AllocateStrategy> strategies() {
    return none.strategies();
  }

  @Override
  public PluginCalls<DelayEngine> delayEngines() {
    // Each lane has an engine of its own, so that its worker alone calls it.
    return new ManualCalls<DelayEngine>()
        .put("levels", new LevelsEngine(), Map.of(DelayEngine.LANES, DelayEngine.LEVELS))
        .put("wheel", new WheelEngine());
  }

  @Override
  public boolean installed(long bundle) {
    return false;
  }
}
