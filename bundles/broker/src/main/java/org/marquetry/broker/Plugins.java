/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker;

import java.util.function.LongPredicate;
import org.marquetry.broker.spi.DeliverInterceptor;
import org.marquetry.broker.spi.RequestHandler;
import org.marquetry.broker.spi.SendInterceptor;
import org.marquetry.plugin.PluginCalls;

/**
 * The plugins that a broker calls. Immutable; the plugins come and go.
 *
 * @param installed whether a bundle of this id is there, started or not
 */
public record Plugins(
    PluginCalls<RequestHandler> handlers,
    PluginCalls<SendInterceptor> sendInterceptors,
    PluginCalls<DeliverInterceptor> deliverInterceptors,
    LongPredicate installed) {

  /** None at all. */
  public static Plugins none() {
    return new Plugins(new NoPlugins<>(), new NoPlugins<>(), new NoPlugins<>(), bundle -> false);
  }
}
