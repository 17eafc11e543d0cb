/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** How often a workload did each of the things that it is there for. Thread-safe. */
final class Tally {

  private final List<String> due;
  private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

  /**
   * @param due what has to have happened at the end; other things may be counted too
   */
  Tally(String... due) {
    this.due = List.of(due);
    this.due.forEach(what -> counts.put(what, new LongAdder()));
  }

  void count(String what) {
    count(what, 1);
  }

  void count(String what, long times) {
    counts.computeIfAbsent(what, w -> new LongAdder()).add(times);
  }

  long of(String what) {
    LongAdder count = counts.get(what);
    return count == null ? 0 : count.sum();
  }

  /** What never happened. */
  List<String> missing() {
    return due.stream().filter(what -> of(what) == 0).toList();
  }

  @Override
  public String toString() {
    return counts.entrySet().stream()
        .map(each -> each.getKey() + " " + each.getValue())
        .collect(Collectors.joining(", "));
  }
}
