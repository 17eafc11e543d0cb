/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.marquetry.remoting.Connection;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;

/**
 * Pulls that wait for a filter plugin to work again. They are resumed when something has changed
 * about the plugin, now and then to see whether it works, and when their time is up. Thread-safe;
 * never blocks.
 */
final class PluginWaits implements AutoCloseable {

  /** The longest that a pull is late when its time is up, in milliseconds. */
  private static final long TICK_MILLIS = 50;

  private final Set<Wait> waits = ConcurrentHashMap.newKeySet();
  private final Clock clock;
  private final Executor executor;
  private final Consumer<FilteredPull> resume;
  private final Scheduler.Task ticking;
  private volatile boolean closed;

  /** A pull that waits. Identity is its equality. */
  private static final class Wait {
    final FilteredPull pull;
    final String plugin;
    final long until;
    final AtomicBoolean taken = new AtomicBoolean();

    Wait(FilteredPull pull, String plugin, long until) {
      this.pull = pull;
      this.plugin = plugin;
      this.until = until;
    }
  }

  /**
   * @param executor for resuming pulls
   * @param resume goes on with a pull
   */
  PluginWaits(Clock clock, Scheduler scheduler, Executor executor, Consumer<FilteredPull> resume) {
    this.clock = clock;
    this.executor = executor;
    this.resume = resume;
    this.ticking = scheduler.every("filter-waits", TICK_MILLIS, TICK_MILLIS, this::tick);
  }

  /**
   * Holds a pull.
   *
   * @param plugin its name, without a version
   * @param until when to try again at the latest, on the clock for durations
   */
  void hold(FilteredPull pull, String plugin, long until) {
    waits.add(new Wait(pull, plugin, pull.deadline - until < 0 ? pull.deadline : until));
    if (closed) {
      close();
    }
  }

  /** Something has changed about a plugin. */
  void changed(String plugin) {
    resume(take(wait -> wait.plugin.equals(plugin)));
  }

  private void tick() {
    if (!waits.isEmpty()) {
      long now = clock.nanos();
      resume(take(wait -> now - wait.until >= 0 || !wait.pull.command.wanted()));
    }
  }

  /** A connection has ended: its pulls are forgotten. */
  void disconnected(Connection connection) {
    if (!waits.isEmpty()) {
      resume(take(wait -> wait.pull.command.connection() == connection));
    }
  }

  /** A topic is gone: its pulls are answered. */
  void topicDeleted(String topic) {
    resume(take(wait -> wait.pull.command.topic.equals(topic)));
  }

  /** A group is gone: its pulls are answered. */
  void groupRemoved(String group) {
    resume(take(wait -> wait.pull.command.group.equals(group)));
  }

  /** Takes out those that fit; each is given to one caller. */
  private List<FilteredPull> take(Predicate<Wait> which) {
    List<FilteredPull> taken = new ArrayList<>();
    waits.removeIf(
        wait -> {
          if (!which.test(wait) || !wait.taken.compareAndSet(false, true)) {
            return false;
          }
          taken.add(wait.pull);
          return true;
        });
    return taken;
  }

  private void resume(List<FilteredPull> pulls) {
    for (FilteredPull pull : pulls) {
      try {
        executor.execute(() -> resume.accept(pull));
      } catch (RejectedExecutionException e) {
        resume.accept(pull);
      }
    }
  }

  int count() {
    return waits.size();
  }

  boolean closed() {
    return closed;
  }

  /** Holds no pull any more; those held are answered. */
  @Override
  public void close() {
    closed = true;
    ticking.cancel();
    take(wait -> true).forEach(resume);
  }
}
