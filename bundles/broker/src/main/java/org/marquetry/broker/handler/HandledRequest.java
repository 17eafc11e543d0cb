/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.handler;

import java.util.Map;
import org.marquetry.broker.client.ClientAddress;
import org.marquetry.broker.spi.HandlerContext;
import org.marquetry.broker.spi.RequestHandler;
import org.marquetry.plugin.Gap;
import org.marquetry.plugin.PluginCall;
import org.marquetry.plugin.PluginOutcome;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.PendingReply;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.ResponseCode;

/**
 * One request on its way through a plugin: what the plugin sees of it, and what becomes of the
 * answer. The plugin's answer counts if its call ends in time. Thread-safe.
 */
final class HandledRequest
    implements HandlerContext,
        PluginCall<RequestHandler, HandlerAnswer>,
        PluginOutcome<HandlerAnswer> {

  private final int code;
  private final Map<String, String> fields;
  private final byte[] body;
  private final String clientAddress;
  private final String language;
  private final int version;
  private final boolean oneWay;
  private final PendingReply pending;
  private HandlerAnswer answer;
  private boolean over;

  /** Copies the request; from now on it is answered here. */
  HandledRequest(Request request) {
    code = request.code();
    fields = Map.copyOf(request.fields());
    body = request.bodyBytes();
    clientAddress = ClientAddress.of(request.connection());
    language = request.language();
    version = request.version();
    oneWay = request.oneWay();
    pending = request.defer();
  }

  @Override
  public HandlerAnswer run(RequestHandler plugin, Products made) throws Exception {
    try {
      plugin.handle(this);
    } finally {
      end();
    }
    return answered();
  }

  private synchronized void end() {
    over = true;
  }

  private synchronized HandlerAnswer answered() {
    return answer;
  }

  @Override
  public void result(HandlerAnswer given) {
    if (given != null) {
      given.give(pending);
    } else if (!oneWay) {
      refuse(
          ResponseCode.SYSTEM_ERROR,
          "the plugin that handles request code " + code + " returned without a reply");
    }
  }

  @Override
  public void gap(Gap gap) {
    end();
    switch (gap.cause()) {
      case ABSENT -> {
        CommandException unknown = CommandException.notSupported(code);
        refuse(unknown.code(), unknown.getMessage());
      }
      case BUSY -> refuse(ResponseCode.SYSTEM_BUSY, "[OVERLOAD]system busy: " + gap.reason());
      default -> refuse(ResponseCode.SYSTEM_ERROR, gap.reason());
    }
  }

  private void refuse(int responseCode, String remark) {
    pending.reply(responseCode).remark(remark).send();
  }

  private synchronized void check() {
    if (over) {
      throw new IllegalStateException(
          "the call that handles request code " + code + " is over: its context cannot be used");
    }
  }

  @Override
  public int code() {
    check();
    return code;
  }

  @Override
  public Map<String, String> fields() {
    check();
    return fields;
  }

  @Override
  public byte[] body() {
    check();
    return body.clone();
  }

  @Override
  public String clientAddress() {
    check();
    return clientAddress;
  }

  @Override
  public String language() {
    check();
    return language;
  }

  @Override
  public int version() {
    check();
    return version;
  }

  @Override
  public synchronized void reply(
      int responseCode, String remark, Map<String, String> replyFields, byte[] replyBody) {
    check();
    if (answer != null) {
      throw new IllegalStateException("request code " + code + " is replied to already");
    }
    answer = HandlerAnswer.of(responseCode, remark, replyFields, replyBody);
  }
}
