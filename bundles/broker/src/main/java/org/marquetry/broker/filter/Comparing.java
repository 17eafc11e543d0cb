/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.marquetry.admin.FilterAdmin.Comparison;
import org.marquetry.admin.FilterAdmin.Example;
import org.marquetry.broker.send.OffsetIds;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyNames;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.system.Clock;

/**
 * A candidate judges messages beside what a group is served by; figures and examples of where they
 * differ. One range of a queue is compared after the other. Thread-safe.
 */
final class Comparing {

  private static final int MOST_EXAMPLES = 20;

  private final Spec spec;
  private final Place.Purpose purpose;
  private final Scans scans;
  private final Clock clock;
  private final long began;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Deque<Range> ranges = new ArrayDeque<>();
  private final List<Example> examples = new ArrayList<>();
  private final Map<What, Integer> shown = new EnumMap<>(What.class);
  private boolean scanning;
  private String state = "running";
  private boolean over;
  private long took = -1;
  private long total;
  private long compared;
  private long agreed;
  private long added;
  private long missing;
  private long failing;
  private long unjudged;
  private long dropped;

  /** How the candidate differs. */
  private enum What {
    ADDED,
    MISSING,
    FAILING;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What is compared.
   *
   * @param activeText for people
   * @param candidateText for people
   */
  record Spec(
      String group,
      String topic,
      Condition active,
      Condition candidate,
      String activeText,
      String candidateText) {}

  /** Messages of a queue that are to be compared. */
  private record Range(LogicalQueue queue, long from, long to) {}

  Comparing(Spec spec, Place.Purpose purpose, Scans scans, Clock clock) {
    this.spec = spec;
    this.purpose = purpose;
    this.scans = scans;
    this.clock = clock;
    began = clock.nanos();
  }

  Spec spec() {
    return spec;
  }

  /** Messages to be compared. */
  synchronized void add(LogicalQueue queue, long from, long to) {
    if (enqueue(queue, from, to)) {
      goOn();
    }
  }

  /** All messages to be compared; none is added afterwards. */
  synchronized void addAll(List<Comparisons.Stretch> stretches) {
    stretches.forEach(each -> enqueue(each.queue(), each.from(), each.to()));
    goOn();
  }

  private boolean enqueue(LogicalQueue queue, long from, long to) {
    if (from >= to || over) {
      return false;
    }
    ranges.addLast(new Range(queue, from, to));
    total += to - from;
    return true;
  }

  /** Messages that wait to be compared. */
  synchronized long outstanding() {
    return total - compared;
  }

  /** Messages that are not compared, since there are too many. */
  synchronized void drop(long messages) {
    dropped += messages;
  }

  private void goOn() {
    if (scanning || over) {
      return;
    }
    Range next = ranges.pollFirst();
    if (next != null) {
      scanning = true;
      scans.submit(new Scan(next));
    } else if (purpose == Place.Purpose.DRY_RUN) {
      end("done");
    }
  }

  /** Ends the comparison, unless it has ended. */
  synchronized void end(String why) {
    if (!over) {
      over = true;
      state = why;
      took = clock.nanos() - began;
      ranges.clear();
      ended.complete(null);
    }
  }

  synchronized boolean over() {
    return over;
  }

  /** Waits until it has ended, but not for ever. */
  void await(long millis) {
    try {
      ended.get(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // Then it goes on in the background.
    }
  }

  synchronized Comparison report() {
    return new Comparison(
        purpose == Place.Purpose.SHADOW ? "shadow" : "dry-run",
        spec.group,
        spec.topic,
        spec.activeText,
        spec.candidateText,
        state,
        (took < 0 ? clock.nanos() - began : took) / 1_000_000,
        total,
        compared,
        agreed,
        added,
        missing,
        failing,
        unjudged,
        dropped,
        List.copyOf(examples));
  }

  private synchronized void take(
      Chunk chunk, int messages, List<QueueScan.Result> results, long entries) {
    compared += entries;
    if (chunk == null) {
      return;
    }
    QueueScan.Result active = results.get(0);
    QueueScan.Result candidate = results.get(1);
    BitSet known = new BitSet();
    known.set(0, messages);
    known.andNot(candidate.failing());
    known.andNot(active.failing());
    failing += candidate.failing().cardinality();
    unjudged += active.failing().cardinality();
    BitSet more = and(candidate.matching(), known);
    more.andNot(active.matching());
    BitSet fewer = and(active.matching(), known);
    fewer.andNot(candidate.matching());
    added += more.cardinality();
    missing += fewer.cardinality();
    agreed += known.cardinality() - more.cardinality() - fewer.cardinality();
    show(What.ADDED, chunk, more, "");
    show(What.MISSING, chunk, fewer, "");
    show(What.FAILING, chunk, candidate.failing(), candidate.failure());
  }

  private static BitSet and(BitSet one, BitSet other) {
    BitSet both = (BitSet) one.clone();
    both.and(other);
    return both;
  }

  private void show(What what, Chunk chunk, BitSet messages, String reason) {
    MessageRecord record = new MessageRecord();
    for (int i = messages.nextSetBit(0);
        i >= 0 && shown.getOrDefault(what, 0) < MOST_EXAMPLES;
        i = messages.nextSetBit(i + 1)) {
      shown.merge(what, 1, Integer::sum);
      chunk.record(i, record);
      String id = record.property(PropertyNames.UNIQUE_KEY);
      examples.add(
          new Example(
              what.text(),
              record.queueId(),
              record.queueOffset(),
              id == null ? new OffsetIds(record.storeHost()).of(record.position()) : id,
              reason));
    }
  }

  private synchronized void scanned(String problem) {
    scanning = false;
    if (problem != null) {
      end(problem);
    } else {
      goOn();
    }
  }

  private final class Scan extends QueueScan {

    private long at;

    Scan(Range range) {
      super(
          range.queue,
          new Place(spec.group, spec.topic, range.queue.queueId(), purpose),
          List.of(spec.active, spec.candidate),
          range.from,
          range.to);
      at = range.from;
    }

    @Override
    void judged(Chunk chunk, int messages, List<Result> results, long end) {
      take(chunk, messages, results, end - at);
      at = end;
    }

    @Override
    void over(String problem) {
      scanned(problem);
    }

    @Override
    boolean cancelled() {
      return Comparing.this.over();
    }
  }
}
