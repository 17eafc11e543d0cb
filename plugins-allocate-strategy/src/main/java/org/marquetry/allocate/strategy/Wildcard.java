/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate.strategy;

/**
 * A name with {@code *} for any characters, also for none. Immutable.
 *
 * @param text as the operator wrote it
 */
record Wildcard(String text) {

  boolean matches(String name) {
    int star = text.indexOf('*');
    if (star < 0) {
      return text.equals(name);
    }
    int last = text.lastIndexOf('*');
    String head = text.substring(0, star);
    String tail = text.substring(last + 1);
    if (name.length() < head.length() + tail.length()
        || !name.startsWith(head)
        || !name.endsWith(tail)) {
      return false;
    }
    int at = head.length();
    int end = name.length() - tail.length();
    for (int from = star; from < last; ) {
      int next = text.indexOf('*', from + 1);
      String part = text.substring(from + 1, next);
      int found = name.indexOf(part, at);
      if (found < 0 || found + part.length() > end) {
        return false;
      }
      at = found + part.length();
      from = next;
    }
    return true;
  }
}
