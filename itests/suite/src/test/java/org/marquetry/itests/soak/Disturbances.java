/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * When the broker was away and when members of groups came and went, each until the clients had
 * settled again. Only what spans such a time may be delivered again, or fail. Thread-safe.
 */
final class Disturbances {

  private final long begun = System.nanoTime();
  private final List<Disturbance> all = new CopyOnWriteArrayList<>();

  /** A time of unrest. */
  final class Disturbance {

    private final String what;
    private final Set<String> groups;
    private final long begin = System.nanoTime();
    private volatile long end = Long.MAX_VALUE;

    private Disturbance(String what, Set<String> groups) {
      this.what = what;
      this.groups = groups;
    }

    void settled() {
      end = System.nanoTime();
    }

    private boolean concerns(String group) {
      return groups.isEmpty() || groups.contains(group);
    }

    private boolean overlaps(long from, long to) {
      return begin - to <= 0 && (end == Long.MAX_VALUE || from - end <= 0);
    }

    @Override
    public String toString() {
      String until = end == Long.MAX_VALUE ? "now" : time(end);
      return what + " " + time(begin) + " to " + until;
    }
  }

  /**
   * Notes that unrest begins, before anything is done.
   *
   * @param groups those that it concerns; empty for everybody
   */
  Disturbance begin(String what, Set<String> groups) {
    Disturbance disturbance = new Disturbance(what, groups);
    all.add(disturbance);
    return disturbance;
  }

  /**
   * Whether anything disturbed the group.
   *
   * @param from {@code System.nanoTime}
   */
  boolean between(String group, long from, long to) {
    return all.stream().anyMatch(each -> each.concerns(group) && each.overlaps(from, to));
  }

  /** What the broker itself went through since then, for people. */
  String since(long from) {
    return all.stream()
        .filter(each -> each.groups.isEmpty() && each.overlaps(from, System.nanoTime()))
        .map(Disturbance::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /**
   * The moment of a wall-clock time.
   *
   * @return to be compared with {@code System.nanoTime}
   */
  long nanosAt(long millis) {
    return System.nanoTime() + (millis - System.currentTimeMillis()) * 1_000_000;
  }

  /** A moment as seconds since the beginning. */
  String time(long nanos) {
    return String.format("+%.3fs", (nanos - begun) / 1e9);
  }
}
