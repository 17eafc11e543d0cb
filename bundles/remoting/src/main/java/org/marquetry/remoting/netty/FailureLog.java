/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.netty;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/**
 * Failures of processors: each kind (request code and exception class) is logged with its stack
 * trace once, then counted and mentioned at every tenfold. Thread-safe.
 */
final class FailureLog {

  /** By class name, as the class may belong to a bundle that is to go. */
  private record Kind(int code, String exception) {}

  private final Logger log;
  private final ConcurrentMap<Kind, AtomicLong> counts = new ConcurrentHashMap<>();

  FailureLog(Logger log) {
    this.log = log;
  }

  void failed(int code, Throwable failure) {
    long count =
        counts
            .computeIfAbsent(new Kind(code, failure.getClass().getName()), kind -> new AtomicLong())
            .incrementAndGet();
    if (count == 1) {
      log.warn(
          "request code {} failed; more failures of this kind are only counted", code, failure);
    } else if (powerOfTen(count)) {
      log.warn(
          "request code {} has failed {} times like this: {}", code, count, failure.toString());
    }
  }

  private static boolean powerOfTen(long count) {
    long rest = count;
    while (rest % 10 == 0) {
      rest /= 10;
    }
    return rest == 1;
  }
}
