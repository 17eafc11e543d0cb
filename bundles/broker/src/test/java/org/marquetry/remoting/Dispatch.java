/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

/** Does with a request what a server would: finds its processor and turns failures into replies. */
public final class Dispatch {

  private Dispatch() {}

  /** Runs the processor on the calling thread. */
  public static void run(Processors processors, Request request) {
    Processors.Route route = processors.route(request.code());
    if (route == null) {
      CommandException unknown = CommandException.notSupported(request.code());
      request.reply(unknown.code()).remark(unknown.getMessage()).send();
      return;
    }
    try {
      route.processor().process(request);
    } catch (CommandException e) {
      request.reply(e.code()).remark(e.getMessage()).send();
    } catch (Exception e) {
      throw new AssertionError("request " + request.code() + " failed", e);
    }
  }
}
