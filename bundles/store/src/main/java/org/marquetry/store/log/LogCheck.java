/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import java.io.IOException;

/** Whether a log that a backend has opened is that of its span. */
@FunctionalInterface
interface LogCheck {

  /** For a span that has just been made. */
  LogCheck NONE = open -> {};

  /**
   * @throws StuckException if a call that changes the log does not come back; who checks closes the
   *     log then
   * @throws IOException if it is not
   */
  void check(OpenLog open) throws IOException;

  /**
   * Refuses a version of a backend that promises less than the one that the span was written with.
   */
  static void keepsWhatLasts(SpanEntry entry, OpenLog open) throws IOException {
    if (entry.lasting() && !SpanAttachment.lasting(open)) {
      throw new IOException(
          "it keeps nothing over a restart, but the messages in "
              + entry.directory()
              + " are to be kept; mq:store-switch goes over to a backend that promises less");
    }
  }
}
