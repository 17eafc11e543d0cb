/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.marquetry.remoting.Connection;
import org.marquetry.store.kernel.AppendListener;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;

/**
 * Pops that wait for a message. A message wakes one of each group that waits for its topic, the one
 * that has waited longest; whoever finds more than it takes wakes the next. A timer looks only for
 * those whose time is up. Thread-safe; never blocks.
 */
final class PopWaits implements AppendListener, AutoCloseable {

  private static final long TICK_MILLIS = 50;

  /** Something that waits; claimed once. */
  abstract static class Waiter {

    final PopCommand command;

    /** On the clock for durations. */
    final long deadline;

    private final AtomicBoolean claimed = new AtomicBoolean();

    Waiter(PopCommand command, long deadline) {
      this.command = command;
      this.deadline = deadline;
    }

    /** There may be a message, or the time is up. */
    abstract void resume();

    boolean claim() {
      return claimed.compareAndSet(false, true);
    }

    private boolean open() {
      return !claimed.get();
    }

    private boolean wants(int queueId) {
      return command.queueId() == PopCommand.ANY || command.queueId() == queueId;
    }
  }

  /** The waiters of one group for one topic, the oldest first; guarded by itself. */
  private static final class Line {
    final Deque<Waiter> waiters = new ArrayDeque<>();

    synchronized void add(Waiter waiter) {
      waiters.add(waiter);
    }

    synchronized Waiter takeFor(int queueId) {
      waiters.removeIf(waiter -> !waiter.open());
      for (Waiter waiter : waiters) {
        if (waiter.wants(queueId) && waiter.claim()) {
          waiters.remove(waiter);
          return waiter;
        }
      }
      return null;
    }

    synchronized List<Waiter> take(Predicate<Waiter> which) {
      List<Waiter> taken = new ArrayList<>();
      waiters.removeIf(
          waiter -> {
            if (waiter.open() && which.test(waiter) && waiter.claim()) {
              taken.add(waiter);
            }
            return !waiter.open();
          });
      return taken;
    }

    synchronized int size() {
      return (int) waiters.stream().filter(Waiter::open).count();
    }

    synchronized boolean isEmpty() {
      return waiters.isEmpty();
    }
  }

  /** By topic, original or retry, and group. */
  private final Map<String, Map<String, Line>> topics = new ConcurrentHashMap<>();

  private final AtomicInteger count = new AtomicInteger();
  private final Clock clock;
  private final Executor executor;
  private final Scheduler.Task expiry;
  private volatile boolean closed;

  PopWaits(Clock clock, Scheduler scheduler, Executor executor) {
    this.clock = clock;
    this.executor = executor;
    this.expiry = scheduler.every("pop-expiry", TICK_MILLIS, TICK_MILLIS, this::expire);
  }

  int count() {
    return count.get();
  }

  /** Waiters of a group for a topic. */
  int count(String group, String topic) {
    Line line = topics.getOrDefault(topic, Map.of()).get(group);
    return line == null ? 0 : line.size();
  }

  /**
   * Holds a waiter until there is a message of its topic or retry topic, or its deadline. The
   * caller looks for messages once more afterwards: those of before the hold wake nobody.
   *
   * @return {@code false} where nobody waits any more
   */
  boolean hold(Waiter waiter) {
    if (closed) {
      return false;
    }
    count.incrementAndGet();
    PopCommand command = waiter.command;
    add(command.topic(), waiter);
    if (!command.ordered()) {
      add(RetryTopics.of(command.group(), command.topic()), waiter);
    }
    if (closed && waiter.claim()) {
      count.decrementAndGet();
      return false;
    }
    return true;
  }

  private void add(String topic, Waiter waiter) {
    topics.compute(
        topic,
        (name, known) -> {
          Map<String, Line> groups = known == null ? new ConcurrentHashMap<>() : known;
          groups.computeIfAbsent(waiter.command.group(), group -> new Line()).add(waiter);
          return groups;
        });
  }

  /** Takes a waiter back; {@code false} where it has been resumed. */
  boolean takeBack(Waiter waiter) {
    if (!waiter.claim()) {
      return false;
    }
    count.decrementAndGet();
    return true;
  }

  @Override
  public void appended(LogicalQueue queue, long queueOffset, long tagsCode) {
    Map<String, Line> groups = topics.get(queue.topic());
    if (groups != null) {
      // A retry topic has one queue: its messages are for whoever pops the topic.
      int queueId = queue.topic().startsWith("%") ? PopCommand.ANY : queue.queueId();
      groups.values().forEach(line -> wake(line, queueId));
    }
  }

  /** There may be messages for a group. */
  void wake(String group, String topic, int queueId) {
    Line line = topics.getOrDefault(topic, Map.of()).get(group);
    if (line != null) {
      wake(line, queueId);
    }
  }

  private void wake(Line line, int queueId) {
    if (!line.isEmpty()) {
      Waiter waiter = queueId == PopCommand.ANY ? any(line) : line.takeFor(queueId);
      if (waiter != null) {
        resume(waiter);
      }
    }
  }

  private static Waiter any(Line line) {
    AtomicBoolean one = new AtomicBoolean();
    List<Waiter> taken = line.take(waiter -> one.compareAndSet(false, true));
    return taken.isEmpty() ? null : taken.get(0);
  }

  private void resume(Waiter claimed) {
    count.decrementAndGet();
    try {
      executor.execute(claimed::resume);
    } catch (RejectedExecutionException e) {
      claimed.resume();
    }
  }

  private void expire() {
    long now = clock.nanos();
    takeAll(waiter -> now - waiter.deadline >= 0).forEach(this::resume);
    for (String topic : topics.keySet()) {
      topics.computeIfPresent(
          topic,
          (name, groups) -> {
            groups.values().removeIf(Line::isEmpty);
            return groups.isEmpty() ? null : groups;
          });
    }
  }

  private List<Waiter> takeAll(Predicate<Waiter> which) {
    return topics.values().stream()
        .map(Map::values)
        .flatMap(Collection::stream)
        .flatMap(line -> line.take(which).stream())
        .toList();
  }

  /** A topic is gone: what waits for it is answered. */
  void topicDeleted(String topic) {
    takeAll(waiter -> waiter.command.topic().equals(topic)).forEach(this::resume);
  }

  /** A group is gone: what waits for it is answered. */
  void groupRemoved(String group) {
    takeAll(waiter -> waiter.command.group().equals(group)).forEach(this::resume);
  }

  /** A connection has ended: what waits on it is forgotten. */
  void disconnected(Connection connection) {
    takeAll(waiter -> waiter.command.reply().connection() == connection)
        .forEach(waiter -> count.decrementAndGet());
  }

  /** Holds nobody any more; those held are answered. */
  @Override
  public void close() {
    closed = true;
    expiry.cancel();
    takeAll(waiter -> true).forEach(this::resume);
  }
}
