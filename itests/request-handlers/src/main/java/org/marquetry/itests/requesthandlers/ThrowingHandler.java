/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.requesthandlers;

import java.io.IOException;
import org.marquetry.broker.spi.HandlerContext;
import org.marquetry.broker.spi.RequestHandler;
import org.osgi.service.component.annotations.Component;

/** Fails on requests with a field {@code fail}. */
@Component(service = RequestHandler.class, property = RequestHandler.CODE + "=9003")
public final class ThrowingHandler implements RequestHandler {

  @Override
  public void handle(HandlerContext context) throws IOException {
    if (context.fields().containsKey("fail")) {
      throw new IOException("failed on purpose");
    }
    context.reply(0, null, null, null);
  }
}
