/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.marquetry.broker.filter.FilterTable.Subject;
import org.marquetry.system.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Groups that get nothing of a topic since a filter does not work, and why. What changes is told in
 * the log once, however many pulls meet it. Thread-safe; never blocks.
 */
public final class Standstills {

  /** What nobody pulled for so long is over: its consumers have gone. */
  private static final long FORGET_NANOS = TimeUnit.MINUTES.toNanos(2);

  private static final Logger LOG = LoggerFactory.getLogger(Standstills.class);

  private final Clock clock;
  private final Map<Subject, Standstill> now = new ConcurrentHashMap<>();

  /**
   * A group that gets nothing of some queues of a topic.
   *
   * @param cause in a word or two
   * @param filter the plugin's name
   * @param reason for people, with the remedy
   * @param since in milliseconds since 1970
   */
  public record Standstill(
      String group,
      String topic,
      Set<Integer> queues,
      String cause,
      String filter,
      String reason,
      long since,
      long touchedNanos) {

    private boolean sameReason(String otherCause, String otherFilter) {
      return cause.equals(otherCause) && filter.equals(otherFilter);
    }
  }

  public Standstills(Clock clock) {
    this.clock = clock;
  }

  /** A pull could not be answered. */
  public void halted(Place place, String cause, String filter, String reason) {
    boolean[] news = new boolean[1];
    now.compute(
        new Subject(place.group(), place.topic()),
        (subject, before) -> {
          Standstill known = before == null || stale(before) ? null : before;
          news[0] = known == null || !known.sameReason(cause, filter);
          Set<Integer> queues = new TreeSet<>(known == null ? Set.of() : known.queues);
          queues.add(place.queueId());
          return new Standstill(
              place.group(),
              place.topic(),
              queues,
              cause,
              filter,
              reason,
              known == null ? clock.millis() : known.since,
              clock.nanos());
        });
    if (news[0]) {
      LOG.warn(
          "Consumer group {} gets nothing of topic {} and skips nothing: {}",
          place.group(),
          place.topic(),
          reason);
    }
  }

  /** A pull's messages were judged. Cheap where nothing stands still. */
  public void resumed(Place place) {
    if (now.isEmpty()) {
      return;
    }
    Standstill[] ended = new Standstill[1];
    now.computeIfPresent(
        new Subject(place.group(), place.topic()),
        (subject, before) -> {
          if (!before.queues.contains(place.queueId())) {
            return before;
          }
          Set<Integer> queues = new TreeSet<>(before.queues);
          queues.remove(place.queueId());
          if (queues.isEmpty()) {
            ended[0] = before;
            return null;
          }
          return new Standstill(
              before.group,
              before.topic,
              queues,
              before.cause,
              before.filter,
              before.reason,
              before.since,
              before.touchedNanos);
        });
    if (ended[0] != null) {
      LOG.info(
          "Consumer group {} gets messages of topic {} again, after {} ms",
          place.group(),
          place.topic(),
          clock.millis() - ended[0].since);
    }
  }

  /** Forgets a group or a topic that is deleted. */
  public void forget(Predicate<Subject> which) {
    now.keySet().removeIf(which);
  }

  private boolean stale(Standstill standstill) {
    return clock.nanos() - standstill.touchedNanos > FORGET_NANOS;
  }

  /** By group and topic. */
  public List<Standstill> all() {
    now.values().removeIf(this::stale);
    List<Standstill> all = new ArrayList<>(now.values());
    all.sort(Comparator.comparing(Standstill::group).thenComparing(Standstill::topic));
    return all;
  }
}
