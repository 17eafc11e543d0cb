/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.host;

import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.marquetry.plugin.kernel.JsonStateFile;
import org.marquetry.plugin.kernel.MachineThreads;
import org.marquetry.plugin.kernel.PluginConfiguration;
import org.marquetry.plugin.kernel.PluginEvent;
import org.marquetry.plugin.kernel.PluginHistory;
import org.marquetry.plugin.kernel.PluginJournal;
import org.marquetry.plugin.kernel.PluginOperations;
import org.marquetry.plugin.kernel.PluginPlatform;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.marquetry.system.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The platform of this node with its files, its watchdog and its log. Thread-safe. */
final class NodePlatform implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("org.marquetry.plugin");
  private static final int MOST_ROWS = 1_000;
  private static final int MOST_TASKS = 100_000;
  private static final long SAVE_MILLIS = 500;
  private static final long JUDGE_MILLIS = 1_000;

  private final Consumer<PluginEvent> topic;
  private final Scheduler.Pool background;
  private final PluginHistory history;
  private final PluginPlatform platform;
  private final PluginOperations operations;
  private final Scheduler.Task saving;
  private final Scheduler.Task judging;
  private final Scheduler.Worker watchdog;
  private volatile PluginConfiguration configuration;

  /**
   * @param directory of the files
   * @param topic told of every event after the log
   */
  NodePlatform(
      PluginConfiguration configuration,
      Path directory,
      Consumer<PluginEvent> topic,
      Clock clock,
      Disk disk,
      Scheduler scheduler) {
    this.topic = topic;
    this.configuration = configuration;
    complain();
    this.background = scheduler.pool("plugin-events", 1, MOST_TASKS);
    this.history = new PluginHistory(disk, directory.resolve("plugin-history.json"), MOST_ROWS);
    this.platform =
        new PluginPlatform(
            clock,
            new MachineThreads(),
            (kind, name) -> this.configuration.of(kind, name),
            new PluginJournal(
                new JsonStateFile(disk, directory.resolve("plugins.json")), this::later),
            this::tell,
            this::later);
    this.operations = new PluginOperations(platform);
    this.saving = scheduler.every("plugin-history", SAVE_MILLIS, SAVE_MILLIS, history::save);
    this.judging =
        scheduler.every("plugin-canaries", JUDGE_MILLIS, JUDGE_MILLIS, operations::judge);
    this.watchdog = scheduler.worker("plugin-watchdog", this::watch);
  }

  PluginPlatform platform() {
    return platform;
  }

  PluginOperations operations() {
    return operations;
  }

  PluginHistory history() {
    return history;
  }

  void configure(PluginConfiguration changed) {
    configuration = changed;
    complain();
    platform.configure();
  }

  private void complain() {
    configuration.complaints().forEach(line -> LOG.warn("org.marquetry.plugins: {}", line));
  }

  private long watch() {
    platform.watch();
    return PluginPlatform.WATCH_MILLIS;
  }

  private void later(Runnable task) {
    try {
      background.execute(task);
    } catch (RejectedExecutionException e) {
      // The node goes down, or far too much happens: late is worse than here.
      task.run();
    }
  }

  private void tell(PluginEvent event) {
    history.add(event);
    if (event.what() == PluginEvent.What.REFUSED && event.kind().equals("-")) {
      // The deploy folder has said so in its own words.
      LOG.debug("{}", event.sentence());
    } else if (event.what().isTrouble()) {
      LOG.warn("{}", event.sentence());
    } else {
      LOG.info("{}", event.sentence());
    }
    topic.accept(event);
  }

  @Override
  public void close() {
    judging.cancel();
    watchdog.close();
    background.close();
    saving.cancel();
    history.save();
  }
}
