/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.marquetry.admin.FilterAdmin.Comparison;
import org.marquetry.broker.filter.FilterTable.Subject;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;

/**
 * Candidates that judge messages beside what groups are served by: those that come ({@code shadow})
 * or those that are stored ({@code dry-run}). They read the log for themselves, so consumers do not
 * notice them. Thread-safe.
 */
public final class Comparisons implements AutoCloseable {

  private static final long LOOK_MILLIS = 200;

  /** Messages of a queue that may wait to be compared; the older ones are passed over. */
  private static final long MOST_BEHIND = 10_000;

  /** Comparisons that have ended and are still shown. */
  private static final int MOST_ENDED = 20;

  private final MessageStore store;
  private final Scans scans;
  private final Clock clock;
  private final Map<Subject, Comparing> shadows = new ConcurrentHashMap<>();
  private final Map<Subject, Comparing> dryRuns = new ConcurrentHashMap<>();

  /** Where each shadow is, by queue id; used by the task alone. */
  private final Map<Comparing, Map<Integer, Long>> cursors = new ConcurrentHashMap<>();

  private final Scheduler.Task looking;

  public Comparisons(MessageStore store, Scans scans, Clock clock, Scheduler scheduler) {
    this.store = store;
    this.scans = scans;
    this.clock = clock;
    looking = scheduler.every("filter-shadows", LOOK_MILLIS, LOOK_MILLIS, this::look);
  }

  /** Compares what comes from now on. */
  public Comparison shadow(
      String group,
      String topic,
      Condition active,
      Condition candidate,
      String activeText,
      String candidateText) {
    Comparing shadow =
        new Comparing(
            new Comparing.Spec(group, topic, active, candidate, activeText, candidateText),
            Place.Purpose.SHADOW,
            scans,
            clock);
    Map<Integer, Long> positions = new HashMap<>();
    for (LogicalQueue queue : store.queues(topic)) {
      positions.put(queue.queueId(), queue.maxOffset());
    }
    cursors.put(shadow, positions);
    replace(shadows, shadow);
    return shadow.report();
  }

  private void replace(Map<Subject, Comparing> all, Comparing comparing) {
    Subject subject = new Subject(comparing.spec().group(), comparing.spec().topic());
    Comparing before = all.put(subject, comparing);
    if (before != null) {
      before.end("stopped");
      cursors.remove(before);
    }
    if (all.size() > MOST_ENDED) {
      all.values().removeIf(each -> each != comparing && each.over());
    }
  }

  /** Ends and forgets the comparisons for a group or a topic that is deleted. */
  public void forget(Predicate<Subject> which) {
    for (Map<Subject, Comparing> all : List.of(shadows, dryRuns)) {
      all.forEach(
          (subject, comparing) -> {
            if (which.test(subject)) {
              comparing.end("stopped");
              cursors.remove(comparing);
            }
          });
      all.keySet().removeIf(which);
    }
  }

  private void look() {
    cursors.forEach(
        (shadow, positions) -> {
          if (shadow.over()) {
            cursors.remove(shadow);
          } else {
            follow(shadow, positions);
          }
        });
  }

  private void follow(Comparing shadow, Map<Integer, Long> positions) {
    long behind = shadow.outstanding();
    for (LogicalQueue queue : store.queues(shadow.spec().topic())) {
      long end = queue.maxOffset();
      long from = Math.min(end, positions.getOrDefault(queue.queueId(), 0L));
      long room = Math.max(0, MOST_BEHIND - behind);
      long begin = Math.max(from, end - room);
      if (begin > from) {
        shadow.drop(begin - from);
      }
      shadow.add(queue, begin, end);
      behind += end - begin;
      positions.put(queue.queueId(), end);
    }
  }

  /**
   * A stretch of a queue.
   *
   * @param from first queue offset
   * @param to queue offset after the last
   */
  public record Stretch(LogicalQueue queue, long from, long to) {}

  /**
   * Compares what is stored.
   *
   * @param waitMillis returns then at the latest
   */
  public Comparison dryRun(
      String group,
      String topic,
      Condition active,
      Condition candidate,
      String activeText,
      String candidateText,
      List<Stretch> stretches,
      long waitMillis) {
    Comparing run =
        new Comparing(
            new Comparing.Spec(group, topic, active, candidate, activeText, candidateText),
            Place.Purpose.DRY_RUN,
            scans,
            clock);
    replace(dryRuns, run);
    run.addAll(stretches);
    run.await(waitMillis);
    return run.report();
  }

  private Map<Subject, Comparing> of(boolean shadow) {
    return shadow ? shadows : dryRuns;
  }

  /** By group and topic. */
  public List<Comparison> reports(boolean shadow) {
    List<Comparison> reports = new ArrayList<>();
    of(shadow).values().forEach(each -> reports.add(each.report()));
    reports.sort(Comparator.comparing(Comparison::group).thenComparing(Comparison::topic));
    return reports;
  }

  /** Ends a comparison; {@code null} where there is none. */
  public Comparison stop(boolean shadow, String group, String topic) {
    Comparing found = of(shadow).get(new Subject(group, topic));
    if (found == null) {
      return null;
    }
    found.end("stopped");
    return found.report();
  }

  @Override
  public void close() {
    looking.cancel();
    shadows.values().forEach(each -> each.end("stopped"));
    dryRuns.values().forEach(each -> each.end("stopped"));
  }
}
