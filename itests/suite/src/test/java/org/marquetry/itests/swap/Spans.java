/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.marquetry.itests.node.Shell;

/**
 * What a node says of the spans of its log.
 *
 * @param all first to last
 */
record Spans(List<Span> all) {

  record Span(long start, long end, String backend, String version, String state) {

    private static Span of(JsonObject json) {
      return new Span(
          json.get("start").getAsLong(),
          json.get("end").getAsLong(),
          json.get("backend").getAsString(),
          json.get("version").getAsString(),
          json.get("state").getAsString());
    }
  }

  static Spans of(Shell shell) {
    try {
      List<Span> spans = new ArrayList<>();
      for (JsonElement span :
          JsonParser.parseString(shell.must("mq:store-spans --json")).getAsJsonArray()) {
        spans.add(Span.of(span.getAsJsonObject()));
      }
      return new Spans(spans);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Span last() {
    return all.get(all.size() - 1);
  }

  /** Every span begins at or behind the end of the one before, and only the last is written. */
  void assertChained() {
    for (int i = 0; i < all.size(); i++) {
      Span span = all.get(i);
      assertThat(span.end()).as("end of %s", span).isGreaterThanOrEqualTo(span.start());
      if (i > 0) {
        Span before = all.get(i - 1);
        assertThat(span.start())
            .as("%s after %s", span, before)
            .isGreaterThanOrEqualTo(before.end());
        assertThat(before.state()).as("state of %s", before).isIn("sealed", "gone");
      }
    }
    assertThat(last().state()).isEqualTo("written");
  }
}
