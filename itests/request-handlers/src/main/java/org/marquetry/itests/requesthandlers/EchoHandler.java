/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.requesthandlers;

import java.util.HashMap;
import java.util.Map;
import org.marquetry.broker.spi.HandlerContext;
import org.marquetry.broker.spi.RequestHandler;
import org.osgi.service.component.annotations.Component;

/** Answers with what it was asked, and with how it saw the client. */
@Component(service = RequestHandler.class, property = RequestHandler.CODE + ":Integer=9001")
public final class EchoHandler implements RequestHandler {

  @Override
  public void handle(HandlerContext context) {
    Map<String, String> fields = new HashMap<>(context.fields());
    fields.put("seenLanguage", context.language());
    fields.put("seenClient", context.clientAddress());
    context.reply(0, "echo", fields, context.body());
  }
}
