/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.handler;

import java.util.Set;
import java.util.stream.Collectors;
import org.marquetry.broker.spi.RequestHandler;
import org.marquetry.plugin.PluginCalls;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestProcessor;

/**
 * Brings requests of codes that the broker does not answer to the plugins that do, as they come and
 * go. Requests of one connection and code are handled one after the other. Runs on I/O threads and
 * never blocks: the plugins have threads of their own. Thread-safe.
 */
public final class PluginRequests implements RequestProcessor {

  private final PluginCalls<RequestHandler> handlers;

  /** Codes as text, so that a request of an unknown one is not copied to find that out. */
  private volatile Set<String> known = Set.of();

  public PluginRequests(PluginCalls<RequestHandler> handlers) {
    this.handlers = handlers;
    handlers.onChange(code -> look());
    look();
  }

  private synchronized void look() {
    known =
        handlers.offers().stream()
            .map(PluginCalls.Offer::name)
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void process(Request request) throws CommandException {
    String code = Integer.toString(request.code());
    if (!known.contains(code)) {
      throw CommandException.notSupported(request.code());
    }
    HandledRequest handled = new HandledRequest(request);
    handlers.call(code, request.connection(), handled, handled);
  }
}
