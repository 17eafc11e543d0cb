/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.examples.jsonpath;

import com.jayway.jsonpath.JsonPath;
import org.marquetry.filter.MessageFilter;
import org.marquetry.message.MessageView;

/** One path. A message that has no such body is no match: it must not hold the others up. */
final class BodyFilter implements MessageFilter {

  /** Bytes. A larger body is not looked into: making objects of it would take too long. */
  static final int MOST_BODY = 64 * 1024;

  private final JsonPath path;
  private final JsonDocuments documents;

  BodyFilter(JsonPath path, JsonDocuments documents) {
    this.path = path;
    this.documents = documents;
  }

  @Override
  public boolean matches(MessageView message) {
    int stored = message.storedBodyLength();
    if (stored == 0 || stored > MOST_BODY) {
      return false;
    }
    byte[] body;
    try {
      body = message.body();
    } catch (IllegalStateException e) {
      // It cannot be uncompressed.
      return false;
    }
    // What was compressed may be larger than it was stored.
    return body.length <= MOST_BODY && documents.find(path, body);
  }
}
