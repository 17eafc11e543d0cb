/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.benchmarks.micro;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;
import org.marquetry.plugin.Gap;
import org.marquetry.plugin.PluginCall;
import org.marquetry.plugin.PluginOutcome;
import org.marquetry.plugin.kernel.MachineThreads;
import org.marquetry.plugin.kernel.Origin;
import org.marquetry.plugin.kernel.PluginPlatform;
import org.marquetry.plugin.kernel.ProviderTable;
import org.marquetry.system.Scheduler;
import org.marquetry.system.machine.SystemClock;
import org.marquetry.system.machine.ThreadScheduler;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.osgi.framework.Version;

/**
 * What the platform adds to a call into a plugin that does next to nothing, with the watchdog
 * looking.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PluginCallBenchmark {

  private static final int OUTSTANDING = 256;
  private static final String NAME = "add";

  private final AtomicInteger keys = new AtomicInteger();
  private ThreadScheduler scheduler;
  private Scheduler.Worker watchdog;
  private ProviderTable<IntUnaryOperator> plugins;

  @Setup
  public void open() {
    scheduler = new ThreadScheduler("benchmark");
    PluginPlatform platform = PluginPlatform.of(new SystemClock(), new MachineThreads());
    watchdog =
        scheduler.worker(
            "watchdog",
            () -> {
              platform.watch();
              return PluginPlatform.WATCH_MILLIS;
            });
    plugins = new ProviderTable<>("function", platform);
    plugins.add(new Origin(NAME, Version.valueOf("1.0.0"), 0, 1, "benchmark"), i -> i + 1);
  }

  @TearDown
  public void close() {
    plugins.close();
    watchdog.close();
    scheduler.close();
  }

  /** There and back: the caller waits for each result. */
  @Benchmark
  public int roundTrip(Waiting waiting) {
    waiting.told = false;
    plugins.call(NAME, waiting.key, waiting, waiting);
    while (!waiting.told) {
      LockSupport.park(waiting);
    }
    return waiting.result;
  }

  /** As an I/O thread does: many calls are under way, nobody waits. */
  @Benchmark
  public void pipelined(Flowing flowing) {
    flowing.room.acquireUninterruptibly();
    plugins.call(NAME, flowing.key, flowing, flowing);
  }

  /** The same without a platform. */
  @Benchmark
  public int direct(Waiting waiting) {
    return waiting.run(i -> i + 1, null);
  }

  /** A caller that waits. */
  @State(Scope.Thread)
  public static class Waiting
      implements PluginCall<IntUnaryOperator, Integer>, PluginOutcome<Integer> {

    private final Thread thread = Thread.currentThread();
    private Object key;
    private int result;
    private volatile boolean told;

    @Setup
    public void key(PluginCallBenchmark benchmark) {
      key = benchmark.keys.incrementAndGet();
    }

    @Override
    public Integer run(IntUnaryOperator plugin, Products made) {
      return plugin.applyAsInt(1);
    }

    @Override
    public void result(Integer given) {
      result = given;
      told = true;
      LockSupport.unpark(thread);
    }

    @Override
    public void gap(Gap gap) {
      throw new IllegalStateException(gap.reason());
    }
  }

  /** A caller that goes on. */
  @State(Scope.Thread)
  public static class Flowing
      implements PluginCall<IntUnaryOperator, Integer>, PluginOutcome<Integer> {

    private final Semaphore room = new Semaphore(OUTSTANDING);
    private Object key;

    @Setup
    public void key(PluginCallBenchmark benchmark) {
      key = benchmark.keys.incrementAndGet();
    }

    @Override
    public Integer run(IntUnaryOperator plugin, Products made) {
      return plugin.applyAsInt(1);
    }

    @Override
    public void result(Integer given) {
      room.release();
    }

    @Override
    public void gap(Gap gap) {
      throw new IllegalStateException(gap.reason());
    }
  }
}
