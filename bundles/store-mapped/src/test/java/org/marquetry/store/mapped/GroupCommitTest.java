/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.mapped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.marquetry.store.mapped.LogFixture.append;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.store.Durability;
import org.marquetry.store.MessageLog;

class GroupCommitTest {

  @TempDir Path root;
  private final LogFixture fixture = new LogFixture();
  private final FlakyDisk disk = new FlakyDisk(fixture.disk);

  @AfterEach
  void close() {
    fixture.close();
  }

  private MessageLog open(long flushIntervalMillis) throws IOException {
    fixture.disk = disk;
    fixture.flushIntervalMillis = flushIntervalMillis;
    return fixture.open(root);
  }

  private static CompletableFuture<Long> durable(MessageLog log, long position, Durability level) {
    CompletableFuture<Long> settled = new CompletableFuture<>();
    log.whenDurable(
        position,
        level,
        (at, failure) -> {
          if (failure == null) {
            settled.complete(at);
          } else {
            settled.completeExceptionally(failure);
          }
        });
    return settled;
  }

  @Test
  void acceptedIsSettledAtOnce() throws IOException {
    disk.gate = new CountDownLatch(1);
    try (MessageLog log = open(3_600_000)) {
      append(log, 1);
      assertThat(durable(log, 8, Durability.ACCEPTED)).isCompletedWithValue(8L);
      assertThat(log.durablePosition()).isZero();
      disk.gate.countDown();
    }
  }

  @Test
  void whoeverWaitsIsNotKeptUntilTheInterval() throws Exception {
    try (MessageLog log = open(3_600_000)) {
      append(log, 1);
      assertThat(durable(log, 8, Durability.ON_DISK).get(10, TimeUnit.SECONDS)).isEqualTo(8);
      assertThat(log.durablePosition()).isEqualTo(8);
      assertThat(durable(log, 8, Durability.REPLICATED)).isCompletedWithValue(8L);
    }
  }

  @Test
  void theLogBecomesDurableAtIntervalsByItself() throws Exception {
    try (MessageLog log = open(20)) {
      append(log, 100);
      Awaitility.await().until(() -> log.durablePosition() == 800);
    }
  }

  @Test
  void allWhoWaitShareOneForce() throws Exception {
    try (MessageLog log = open(3_600_000)) {
      disk.gate = new CountDownLatch(1);
      append(log, 1);
      CompletableFuture<Long> first = durable(log, 8, Durability.ON_DISK);
      Awaitility.await().until(() -> disk.forces.get() == 1);
      List<CompletableFuture<Long>> others = new CopyOnWriteArrayList<>();
      for (int i = 0; i < 50; i++) {
        append(log, 1);
        others.add(durable(log, log.endPosition(), Durability.ON_DISK));
      }
      disk.gate.countDown();
      first.get(10, TimeUnit.SECONDS);
      for (CompletableFuture<Long> other : others) {
        other.get(10, TimeUnit.SECONDS);
      }
      assertThat(disk.forces).hasValue(2);
    }
  }

  @Test
  void aFailedForceEndsAllPromises() throws Exception {
    MessageLog log = open(3_600_000);
    append(log, 1);
    durable(log, 8, Durability.ON_DISK).get(10, TimeUnit.SECONDS);
    disk.failForce = true;
    append(log, 1);
    assertThatThrownBy(() -> durable(log, 16, Durability.ON_DISK).get(10, TimeUnit.SECONDS))
        .hasMessageContaining("input/output error");
    disk.failForce = false;
    assertThatThrownBy(() -> append(log, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("takes no more messages: input/output error");
    assertThatThrownBy(() -> durable(log, 16, Durability.ON_DISK).get(10, TimeUnit.SECONDS))
        .hasMessageContaining("input/output error");
    assertThat(durable(log, 8, Durability.ON_DISK)).isCompletedWithValue(8L);
    assertThat(log.durablePosition()).isEqualTo(8);
    LogFixture.assertBlock(log, 8, 1);
    assertThatThrownBy(log::close).hasMessageContaining("input/output error");
  }

  @Test
  void theCloseMakesAllDurableAndLeavesNobodyWaiting() throws Exception {
    MessageLog log = open(3_600_000);
    append(log, 1);
    CompletableFuture<Long> beyond = durable(log, 1000, Durability.ON_DISK);
    log.close();
    assertThat(log.durablePosition()).isEqualTo(8);
    assertThatThrownBy(() -> beyond.get(10, TimeUnit.SECONDS)).hasMessageContaining("closed");
    assertThat(durable(log, 8, Durability.ON_DISK)).isCompletedWithValue(8L);
    assertThatThrownBy(() -> durable(log, 16, Durability.ON_DISK).get(10, TimeUnit.SECONDS))
        .hasMessageContaining("closed");
  }

  @Test
  void aThrowingListenerHarmsNobody() throws Exception {
    try (MessageLog log = open(3_600_000)) {
      append(log, 2);
      log.whenDurable(
          8,
          Durability.ON_DISK,
          (position, failure) -> {
            throw new IllegalStateException("listener");
          });
      durable(log, 16, Durability.ON_DISK).get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void whatIsCutIsNotDurableAnyMore() throws Exception {
    try (MessageLog log = open(3_600_000)) {
      append(log, 100);
      durable(log, 800, Durability.ON_DISK).get(10, TimeUnit.SECONDS);
      log.truncate(80);
      assertThat(log.durablePosition()).isEqualTo(80);
      append(log, 10);
      assertThat(log.durablePosition()).isEqualTo(80);
    }
  }
}
