/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.netty;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.remoting.Command;

/** Calls to a peer that wait for its response. For the thread of one event loop. */
final class PendingCalls {

  private final Map<Integer, OutboundCall> calls = new HashMap<>();

  void add(int opaque, OutboundCall call) {
    calls.put(opaque, call);
  }

  void remove(int opaque) {
    calls.remove(opaque);
  }

  /**
   * @return {@code false} if nothing waits for the response
   */
  boolean complete(int opaque, Command response) {
    OutboundCall call = calls.remove(opaque);
    if (call == null) {
      return false;
    }
    call.complete(response);
    return true;
  }

  void failAll(String message) {
    List<OutboundCall> all = new ArrayList<>(calls.values());
    calls.clear();
    all.forEach(call -> call.fail(message));
  }
}
