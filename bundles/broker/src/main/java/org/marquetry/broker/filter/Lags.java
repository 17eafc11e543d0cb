/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.MessageStore;

/**
 * How many messages groups are behind, counting what their filters will really deliver. Where
 * consume queue entries decide, they are counted; where plugins do, the backlog is judged in the
 * background, which goes on from where it stood the next time. Thread-safe.
 */
public final class Lags {

  /** Queues that are remembered at once. */
  private static final int MOST = 1024;

  /** Entries that are counted at once, at most. */
  private static final int MOST_ENTRIES = 1 << 20;

  private final MessageStore store;
  private final Scans scans;
  private final Map<Place, LagCount> counts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, LagCount> eldest) {
          return size() > MOST;
        }
      };

  public Lags(MessageStore store, Scans scans) {
    this.store = store;
    this.scans = scans;
  }

  /**
   * @param messages that the group will get
   * @param exact {@code false} where some of the backlog was not looked at: estimated then
   * @param problem why not, {@code null} where it is only a matter of time or of number
   */
  public record Lag(long messages, boolean exact, String problem) {

    public static final Lag NONE = new Lag(0, true, null);

    public Lag plus(Lag other) {
      return new Lag(
          messages + other.messages,
          exact && other.exact,
          problem == null ? other.problem : problem);
    }
  }

  /** Begins to look, so that a later {@link #of} need not wait for it as long. */
  public void prepare(String group, LogicalQueue queue, long offset, Condition condition) {
    if (!condition.plain() && !outstanding(queue, offset).exact) {
      count(group, queue, condition).update(from(queue, offset), scans);
    }
  }

  /**
   * How far a group is behind in a queue. May block for the disk.
   *
   * @param offset of the group; negative for none
   * @param waitMillis how long to wait for what is judged in the background
   */
  public Lag of(
      String group, LogicalQueue queue, long offset, Condition condition, long waitMillis) {
    Lag most = outstanding(queue, offset);
    if (most.exact || condition.equals(Condition.always())) {
      return new Lag(most.messages, true, null);
    }
    long from = from(queue, offset);
    if (condition.plain()) {
      long counted = Math.min(most.messages, MOST_ENTRIES);
      long found = store.countEntries(queue, from, from + counted, condition.entries());
      return counted == most.messages
          ? new Lag(found, true, null)
          : new Lag(Math.round((double) found * most.messages / counted), false, null);
    }
    LagCount count = count(group, queue, condition);
    count.update(from, scans);
    try {
      count.judged().get(waitMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // What is known by now is told.
    }
    LagCount.Figure figure = count.figure(from);
    return new Lag(figure.messages(), figure.exact(), figure.problem());
  }

  /** All messages from the offset on, exact where there is none. */
  private static Lag outstanding(LogicalQueue queue, long offset) {
    long messages = Math.max(0, queue.maxOffset() - from(queue, offset));
    return new Lag(messages, messages == 0, null);
  }

  private static long from(LogicalQueue queue, long offset) {
    return Math.max(queue.minOffset(), offset);
  }

  private LagCount count(String group, LogicalQueue queue, Condition condition) {
    Place place = new Place(group, queue.topic(), queue.queueId(), Place.Purpose.LAG);
    synchronized (counts) {
      LagCount known = counts.get(place);
      if (known == null || !known.by(condition)) {
        known = new LagCount(queue, place, condition);
        counts.put(place, known);
      }
      return known;
    }
  }
}
