/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * When the broker was away and when members of groups came and went, each until the clients had
 * settled again. Only what spans such a time may be delivered again, or fail. Thread-safe.
 */
final class Disturbances {

  private final LongSupplier nanoTime;
  private final long begun;
  private final List<Disturbance> all = new CopyOnWriteArrayList<>();
  private final Map<String, Disturbance> unforeseen = new ConcurrentHashMap<>();

  /**
   * @param nanoTime as {@code System.nanoTime}
   */
  Disturbances(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.begun = nanoTime.getAsLong();
  }

  /** A time of unrest. */
  final class Disturbance {

    private final String what;
    private final Set<String> groups;
    private final long begin;
    private volatile long end = Long.MAX_VALUE;

    private Disturbance(String what, Set<String> groups, long begin) {
      this.begin = begin;
      this.what = what;
      this.groups = groups;
    }

    void settled() {
      end = now();
    }

    private boolean concerns(String group) {
      return groups.isEmpty() || groups.contains(group);
    }

    private boolean lasts() {
      return end == Long.MAX_VALUE;
    }

    private boolean covers(Set<String> others) {
      return groups.isEmpty() || (!others.isEmpty() && groups.containsAll(others));
    }

    private boolean overlaps(long from, long to) {
      return begin - to <= 0 && (lasts() || from - end <= 0);
    }

    @Override
    public String toString() {
      String until = lasts() ? "now" : time(end);
      return what + " " + time(begin) + " to " + until;
    }
  }

  /**
   * Notes that unrest begins, before anything is done.
   *
   * @param groups those that it concerns; empty for everybody
   */
  Disturbance begin(String what, Set<String> groups) {
    return begin(what, groups, now());
  }

  private Disturbance begin(String what, Set<String> groups, long since) {
    Disturbance disturbance = new Disturbance(what, groups, since);
    all.add(disturbance);
    return disturbance;
  }

  /**
   * Notes unrest that nobody made on purpose, as where the machine stands still for a while and
   * clients lose their patience; it lasts until everybody has settled the next time. Nothing is
   * noted while it is known that they are unsettled.
   *
   * @param group that it concerns; empty for everybody
   */
  void unforeseen(String what, String group, long since) {
    Set<String> groups = group.isEmpty() ? Set.of() : Set.of(group);
    boolean known = all.stream().anyMatch(each -> each.lasts() && each.covers(groups));
    if (!known) {
      unforeseen.computeIfAbsent(group, name -> begin(what, groups, since));
    }
  }

  /** What was not foreseen and has not settled. */
  List<Disturbance> takeUnforeseen() {
    List<Disturbance> taken = new ArrayList<>();
    for (String group : Set.copyOf(unforeseen.keySet())) {
      taken.add(unforeseen.remove(group));
    }
    return taken;
  }

  /**
   * Whether anything disturbed the group.
   *
   * @param from {@code System.nanoTime}
   */
  boolean between(String group, long from, long to) {
    return all.stream().anyMatch(each -> each.concerns(group) && each.overlaps(from, to));
  }

  /** Whether anything disturbed everybody, as a broker that was away. */
  boolean betweenForAll(long from, long to) {
    return all.stream().anyMatch(each -> each.groups.isEmpty() && each.overlaps(from, to));
  }

  /** What the broker itself went through since then, for people. */
  String since(long from) {
    return all.stream()
        .filter(each -> each.groups.isEmpty() && each.overlaps(from, now()))
        .map(Disturbance::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** This moment, to be compared with {@code System.nanoTime}. */
  long now() {
    return nanoTime.getAsLong();
  }

  /**
   * The moment of a wall-clock time.
   *
   * @return to be compared with {@code System.nanoTime}
   */
  long nanosAt(long millis) {
    return now() + (millis - System.currentTimeMillis()) * 1_000_000;
  }

  /** A moment as seconds since the beginning. */
  String time(long nanos) {
    return String.format("+%.3fs", (nanos - begun) / 1e9);
  }
}
