/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.broker.filter.Filters;
import org.marquetry.broker.spi.DeliverInterceptor;
import org.marquetry.broker.spi.RequestHandler;
import org.marquetry.broker.spi.SendInterceptor;
import org.marquetry.delay.DelayEngine;
import org.marquetry.filter.FilterProvider;
import org.marquetry.plugin.PluginCalls;
import org.marquetry.plugin.PluginHost;
import org.osgi.framework.BundleContext;

/** The plugins of this node. Thread-safe. */
final class HostedPlugins implements Plugins, AutoCloseable {

  private final PluginHost host;
  private final BundleContext context;
  private final List<PluginHost.Followed<?>> followed = new ArrayList<>();
  private final PluginCalls<FilterProvider> filters;
  private final PluginCalls<SendInterceptor> sendInterceptors;
  private final PluginCalls<DeliverInterceptor> deliverInterceptors;
  private final PluginCalls<AllocateStrategy> strategies;
  private final PluginCalls<DelayEngine> delayEngines;

  HostedPlugins(PluginHost host, BundleContext context) {
    this.host = host;
    this.context = context;
    this.filters =
        follow(
            host.follow("filter", FilterProvider.class, FilterProvider.TYPE, Filters::objection));
    this.sendInterceptors =
        follow(host.follow("send-interceptor", SendInterceptor.class, SendInterceptor.NAME));
    this.deliverInterceptors =
        follow(host.follow("deliver-interceptor", DeliverInterceptor.class, SendInterceptor.NAME));
    this.strategies =
        follow(host.follow("allocate", AllocateStrategy.class, AllocateStrategy.NAME));
    this.delayEngines = follow(host.follow("delay", DelayEngine.class, DelayEngine.NAME));
  }

  private synchronized <T> PluginCalls<T> follow(PluginHost.Followed<T> services) {
    followed.add(services);
    return services;
  }

  @Override
  public PluginCalls<RequestHandler> handlers(UnaryOperator<String> objection) {
    return follow(
        host.follow("request-handler", RequestHandler.class, RequestHandler.CODE, objection));
  }

  @Override
  public PluginCalls<FilterProvider> filters() {
    return filters;
  }

  @Override
  public PluginCalls<SendInterceptor> sendInterceptors() {
    return sendInterceptors;
  }

  @Override
  public PluginCalls<DeliverInterceptor> deliverInterceptors() {
    return deliverInterceptors;
  }

  @Override
  public PluginCalls<AllocateStrategy> strategies() {
    return strategies;
  }

  @Override
  public PluginCalls<DelayEngine> delayEngines() {
    return delayEngines;
  }

  @Override
  public boolean installed(long bundle) {
    return context.getBundle(bundle) != null;
  }

  /** Gives every plugin back. */
  @Override
  public synchronized void close() {
    followed.forEach(PluginHost.Followed::close);
    followed.clear();
  }
}
