/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MILLISECOND;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.marquetry.plugin.kernel.PluginEvent.What;
import org.marquetry.system.Clock;
import org.osgi.framework.Version;

/** A platform whose time a test moves and whose events it sees. */
final class Bench implements Clock {

  private final AtomicLong nanos = new AtomicLong();
  private final List<PluginEvent> events = new CopyOnWriteArrayList<>();
  private PluginThreads threads = new MachineThreads();
  private StateFile file = StateFile.NONE;
  private volatile PluginSettings settings = PluginSettings.DEFAULT;
  private final AtomicReference<Runnable> atMillis = new AtomicReference<>(() -> {});
  private PluginPlatform platform;

  Bench settings(PluginSettings given) {
    settings = given;
    return this;
  }

  Bench threads(PluginThreads given) {
    threads = given;
    return this;
  }

  Bench file(StateFile given) {
    file = given;
    return this;
  }

  PluginPlatform platform() {
    if (platform == null) {
      platform =
          new PluginPlatform(
              this,
              threads,
              (kind, name) -> settings,
              new PluginJournal(file, Runnable::run),
              events::add,
              Runnable::run);
    }
    return platform;
  }

  /** Lets time go by while the watchdog looks as often as it should. */
  void pass(long millis) {
    for (long i = 0; i < millis; i += Stopwatch.PERIOD_MILLIS) {
      nanos.addAndGet(Stopwatch.PERIOD_MILLIS * 1_000_000);
      platform.watch();
    }
  }

  /** Lets time go by until something is so: a thread may be given more while it is not let run. */
  void passUntil(BooleanSupplier enough) {
    await()
        .pollInSameThread()
        .pollInterval(ONE_MILLISECOND)
        .until(
            () -> {
              if (!enough.getAsBoolean()) {
                pass(Stopwatch.PERIOD_MILLIS);
              }
              return enough.getAsBoolean();
            });
  }

  /** Lets time go by in which nobody was let run, the watchdog included. */
  void stall(long millis) {
    nanos.addAndGet(millis * 1_000_000);
    platform.watch();
  }

  List<PluginEvent> events() {
    return events;
  }

  List<What> told() {
    return events.stream().map(PluginEvent::what).toList();
  }

  /** Runs something the next time anybody asks for the time of day. */
  void atNextMillis(Runnable action) {
    atMillis.set(action);
  }

  @Override
  public long millis() {
    atMillis.getAndSet(() -> {}).run();
    return 1_000_000 + nanos.get() / 1_000_000;
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  static Origin origin(String name, String version) {
    return new Origin(name, Version.valueOf(version), 0, 1, "a.bundle");
  }
}
