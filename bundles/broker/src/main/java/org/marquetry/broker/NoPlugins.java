/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.broker.spi.DeliverInterceptor;
import org.marquetry.broker.spi.RequestHandler;
import org.marquetry.broker.spi.SendInterceptor;
import org.marquetry.delay.DelayEngine;
import org.marquetry.filter.FilterProvider;
import org.marquetry.plugin.Gap;
import org.marquetry.plugin.PluginCall;
import org.marquetry.plugin.PluginCalls;
import org.marquetry.plugin.PluginOutcome;

/** Where there are no plugins and never will be. Immutable. */
final class NoPlugins implements Plugins {

  @Override
  public PluginCalls<RequestHandler> handlers(UnaryOperator<String> objection) {
    return new Nothing<>();
  }

  @Override
  public PluginCalls<FilterProvider> filters() {
    return new Nothing<>();
  }

  @Override
  public PluginCalls<SendInterceptor> sendInterceptors() {
    return new Nothing<>();
  }

  @Override
  public PluginCalls<DeliverInterceptor> deliverInterceptors() {
    return new Nothing<>();
  }

  @Override
  public PluginCalls<AllocateStrategy> strategies() {
    return new Nothing<>();
  }

  @Override
  public PluginCalls<DelayEngine> delayEngines() {
    return new Nothing<>();
  }

  @Override
  public boolean installed(long bundle) {
    return false;
  }

  private static final class Nothing<T> implements PluginCalls<T> {

    @Override
    public <R> void call(
        String name, Object key, PluginCall<? super T, R> call, PluginOutcome<? super R> outcome) {
      call.ended();
      outcome.gap(new Gap(Gap.Cause.ABSENT, name, "this broker has no plugins", null));
    }

    @Override
    public boolean usable(String name) {
      return false;
    }

    @Override
    public List<Offer> offers() {
      return List.of();
    }

    @Override
    public void onChange(Consumer<String> name) {}
  }
}
