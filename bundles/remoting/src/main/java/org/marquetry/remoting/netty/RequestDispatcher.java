/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.netty;

import java.util.concurrent.RejectedExecutionException;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.RequestProcessor;
import org.marquetry.remoting.ResponseCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings requests to their processors and answers where those do not. Thread-safe. */
final class RequestDispatcher {

  private static final Logger LOG = LoggerFactory.getLogger(RequestDispatcher.class);

  private final Processors processors;
  private final WorkCounter work;
  private final RateLimitedLog overloads;
  private final FailureLog failures = new FailureLog(LOG);

  RequestDispatcher(Processors processors, WorkCounter work, RateLimitedLog overloads) {
    this.processors = processors;
    this.work = work;
    this.overloads = overloads;
  }

  /** On the event loop of the request's connection. */
  void dispatch(InboundRequest request, ReadGate gate) {
    Processors.Route route = processors.route(request.code());
    if (route == null) {
      CommandException unknown = CommandException.notSupported(request.code());
      request.fail(unknown.code(), unknown.getMessage());
    } else if (route.executor() == null) {
      process(route.processor(), request);
    } else {
      handOver(route, request, gate);
    }
  }

  private void handOver(Processors.Route route, InboundRequest request, ReadGate gate) {
    InboundRequest copy = request.copy();
    work.begin();
    gate.begin();
    try {
      route
          .executor()
          .execute(
              () -> {
                try {
                  process(route.processor(), copy);
                } finally {
                  gate.end();
                  work.end();
                }
              });
    } catch (RejectedExecutionException e) {
      gate.end();
      work.end();
      overloads.warn(
          "request code {} of {} was refused as its executor is full",
          request.code(),
          request.connection());
      request.fail(
          ResponseCode.SYSTEM_BUSY,
          "[OVERLOAD]system busy: a request of code "
              + request.code()
              + " finds no room: "
              + e.getMessage());
    }
  }

  private void process(RequestProcessor processor, InboundRequest request) {
    try {
      processor.process(request);
      if (!request.answered() && !request.oneWay()) {
        request.fail(ResponseCode.SYSTEM_ERROR, "not set any response code");
      }
    } catch (CommandException e) {
      request.fail(e.code(), e.getMessage());
    } catch (Throwable e) {
      // Errors too: the code of a processor may be anyone's, and its peer waits for an answer.
      failures.failed(request.code(), e);
      request.fail(ResponseCode.SYSTEM_ERROR, e.toString());
    }
  }
}
