/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import org.marquetry.admin.StoreAdmin;

/** Describes spans for people. */
final class SpanFacts {

  private SpanFacts() {}

  static StoreAdmin.Span of(Span span) {
    SpanEntry entry = span.entry();
    OpenLog open = span.open();
    long end = span.endPosition();
    boolean written = entry.written();
    String state;
    if (entry.lost()) {
      state = "gone";
    } else if (open == null) {
      state = written ? "away" : "unreadable";
    } else {
      state = written ? "written" : "sealed";
    }
    long memory = span.memory().bytes();
    long bytes = entry.lost() ? 0 : memory > 0 ? memory : end - span.firstPosition();
    return new StoreAdmin.Span(
        entry.start(),
        end,
        entry.backend(),
        open == null ? "" : open.version(),
        entry.directory(),
        state,
        entry.lasting(),
        bytes,
        detail(span, entry, open));
  }

  private static String detail(Span span, SpanEntry entry, OpenLog open) {
    if (entry.lost()) {
      return "the process that kept it in memory has ended";
    }
    if (open == null) {
      return String.valueOf(span.absence());
    }
    if (open.lease().superseded()) {
      return "another version is there, but is not able to open it";
    }
    return entry.lasting() ? "" : "lost with the end of the process";
  }
}
