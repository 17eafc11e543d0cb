/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.requesthandlers;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.marquetry.broker.spi.HandlerContext;
import org.marquetry.broker.spi.RequestHandler;
import org.osgi.service.component.annotations.Component;

/** Numbers the requests; one with a field {@code silent} gets no reply. */
@Component(service = RequestHandler.class, property = RequestHandler.CODE + "=9002")
public final class CountingHandler implements RequestHandler {

  private final AtomicLong requests = new AtomicLong();

  @Override
  public void handle(HandlerContext context) {
    long number = requests.getAndIncrement();
    if (!context.fields().containsKey("silent")) {
      context.reply(0, null, Map.of(), Long.toString(number).getBytes(StandardCharsets.US_ASCII));
    }
  }
}
