/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.requesthandlers;

import org.marquetry.broker.spi.HandlerContext;
import org.marquetry.broker.spi.RequestHandler;
import org.osgi.service.component.annotations.Component;

/** Wants to answer sends, which the broker does itself. */
@Component(service = RequestHandler.class, property = RequestHandler.CODE + "=10")
public final class SendTakeover implements RequestHandler {

  @Override
  public void handle(HandlerContext context) {
    context.reply(0, "taken over", null, null);
  }
}
