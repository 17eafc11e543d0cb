/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.benchmarks.micro;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.marquetry.benchmarks.MappedOnly;
import org.marquetry.store.kernel.AppendStatus;
import org.marquetry.store.kernel.Appended;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.MessageDraft;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.store.kernel.StoreException;
import org.marquetry.store.kernel.StoreSettings;
import org.marquetry.system.machine.FileDisk;
import org.marquetry.system.machine.SystemClock;
import org.marquetry.system.machine.ThreadScheduler;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Appending a message of 1 KiB to the mapped log, asynchronously flushed. Every iteration has a
 * store of its own, which is deleted after it: a second writes about a gigabyte.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AppendBenchmark {
  private static final int BODY_BYTES = 1024;

  private final Appended appended = new Appended();
  private Path directory;
  private ThreadScheduler scheduler;
  private MessageStore store;
  private LogicalQueue queue;
  private MessageDraft draft;

  @Setup(Level.Iteration)
  public void open() throws IOException, StoreException {
    directory = Files.createTempDirectory("append-benchmark");
    scheduler = new ThreadScheduler("benchmark");
    store =
        MessageStore.open(
            StoreSettings.of(directory),
            new MappedOnly(),
            new FileDisk(),
            new SystemClock(),
            scheduler);
    store.storeHost(new InetSocketAddress(InetAddress.getLoopbackAddress(), 10911));
    queue = store.openQueue("benchmark", 0);
    store.prepare(queue);
    byte[] properties =
        "UNIQ_KEY\u00017F0000010A2F18B4AAC2100000000000\u0002WAIT\u0001true\u0002TAGS\u0001tag\u0002"
            .getBytes(StandardCharsets.UTF_8);
    draft =
        new MessageDraft()
            .body(ByteBuffer.allocateDirect(BODY_BYTES))
            .properties(properties, 0, properties.length)
            .bornHost(new byte[] {127, 0, 0, 1}, 4711)
            .bornTimestamp(1_700_000_000_000L)
            .tagsCode("tag".hashCode());
  }

  @TearDown(Level.Iteration)
  public void close() throws IOException {
    store.close();
    scheduler.close();
    new FileDisk().delete(directory);
  }

  @Benchmark
  public AppendStatus append() {
    return store.append(queue, draft, appended);
  }
}
