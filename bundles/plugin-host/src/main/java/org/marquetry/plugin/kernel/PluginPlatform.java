/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.marquetry.plugin.kernel.PluginEvent.What;
import org.marquetry.system.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the tables of all kinds of plugins share. Thread-safe. */
public final class PluginPlatform {

  private static final Logger LOG = LoggerFactory.getLogger(PluginPlatform.class);

  /** How often {@link #watch()} is to be called, in milliseconds. */
  public static final long WATCH_MILLIS = Stopwatch.PERIOD_MILLIS;

  private final Clock clock;
  private final PluginThreads threads;
  private final PluginSettings.Source settings;
  private final PluginJournal journal;
  private final Consumer<PluginEvent> events;
  private final Executor background;
  private final Set<ProviderTable<?>> tables = ConcurrentHashMap.newKeySet();
  private final Map<Object, WrittenOffThread> writtenOff = new ConcurrentHashMap<>();
  private final Stopwatch stopwatch = new Stopwatch();

  /**
   * @param events told of everything in the order in which it happened
   * @param background runs short tasks one after the other, in their order
   */
  public PluginPlatform(
      Clock clock,
      PluginThreads threads,
      PluginSettings.Source settings,
      PluginJournal journal,
      Consumer<PluginEvent> events,
      Executor background) {
    this.clock = clock;
    this.threads = threads;
    this.settings = settings;
    this.journal = journal;
    this.events = events;
    this.background = background;
    if (journal.recovered() != null) {
      tell(PluginEvent.of(What.RECOVERED, "-", "-", "", journal.recovered()));
    }
  }

  /** Default settings, nothing persisted and nobody told: for tests. */
  public static PluginPlatform of(Clock clock, PluginThreads threads) {
    return new PluginPlatform(
        clock,
        threads,
        (kind, name) -> PluginSettings.DEFAULT,
        PluginJournal.inMemory(),
        event -> {},
        Runnable::run);
  }

  Clock clock() {
    return clock;
  }

  PluginThreads threads() {
    return threads;
  }

  PluginSettings settings(String kind, String name) {
    return settings.of(kind, name);
  }

  PluginJournal journal() {
    return journal;
  }

  Set<ProviderTable<?>> tables() {
    return tables;
  }

  void opened(ProviderTable<?> table) {
    tables.add(table);
  }

  void closed(ProviderTable<?> table) {
    tables.remove(table);
  }

  /** Has every plugin take over what is configured now. */
  public void configure() {
    tables.forEach(ProviderTable::configure);
  }

  /**
   * Gives up on calls that take too long or too much; to be called every {@link #WATCH_MILLIS}, by
   * one thread.
   */
  public void watch() {
    stopwatch.look(clock.nanos());
    for (ProviderTable<?> table : tables) {
      table.watch(stopwatch);
    }
  }

  /** Tells everybody, soon. */
  public void tell(PluginEvent event) {
    PluginEvent timed = event.at(clock.millis());
    background.execute(() -> events.accept(timed));
  }

  /** Runs what must not hold up a plugin's thread or the watchdog. */
  void later(Runnable task) {
    background.execute(task);
  }

  void writtenOff(String kind, Origin origin, LaneRunner<?> runner, String how) {
    writtenOff.put(
        runner.ticket(),
        new WrittenOffThread(
            kind, origin.name(), origin.version().toString(), runner.name(), how, clock.millis()));
  }

  /** It had come back before it could be written off. */
  void notWrittenOff(LaneRunner<?> runner) {
    writtenOff.remove(runner.ticket());
  }

  void cameBack(LaneRunner<?> runner) {
    WrittenOffThread thread = writtenOff.remove(runner.ticket());
    if (thread != null) {
      long millis = clock.millis() - thread.sinceMillis();
      tell(
          PluginEvent.of(
              What.THREAD_ENDED,
              thread.kind(),
              thread.name(),
              thread.version(),
              "thread " + thread.thread() + " ended " + millis + " ms after it was written off"));
    }
  }

  /** Threads that were given up on and still run, the oldest first. */
  public List<WrittenOffThread> writtenOff() {
    List<WrittenOffThread> all = new ArrayList<>(writtenOff.values());
    all.sort((a, b) -> Long.compare(a.sinceMillis(), b.sinceMillis()));
    return all;
  }

  /** How many threads of one version were given up on and still run. */
  int writtenOff(String kind, Origin origin) {
    int count = 0;
    for (WrittenOffThread thread : writtenOff.values()) {
      if (thread.kind().equals(kind)
          && thread.name().equals(origin.name())
          && thread.version().equals(origin.version().toString())) {
        count++;
      }
    }
    return count;
  }

  /** Runs a listener of somebody else. */
  static void tell(Consumer<String> listener, String name) {
    try {
      listener.accept(name);
    } catch (RuntimeException e) {
      LOG.error("A listener failed at a change of plugin {}", name, e);
    }
  }

  /**
   * @param thread name of the thread
   * @param how its call went
   */
  public record WrittenOffThread(
      String kind, String name, String version, String thread, String how, long sinceMillis) {}
}
