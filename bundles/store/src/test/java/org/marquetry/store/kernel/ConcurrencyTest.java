/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.store.kernel.StoreFixture.draft;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.message.MessageRecord;
import org.marquetry.store.Durability;
import org.marquetry.store.LogView;

@Timeout(120)
class ConcurrencyTest {

  private static final int WRITERS = 4;
  private static final int MESSAGES = 5_000;
  private static final int QUEUES = 3;

  @TempDir Path root;
  private final StoreFixture fixture = new StoreFixture();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private MessageStore store;

  @BeforeEach
  void open() throws StoreException {
    store = fixture.open(root);
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    fixture.close();
  }

  /** Appends messages whose bodies tell writer and number. */
  private Callable<Void> writer(int writer, AtomicInteger confirmed) {
    return () -> {
      Appended appended = new Appended();
      MessageDraft draft = new MessageDraft();
      for (int i = 0; i < MESSAGES; i++) {
        byte[] body =
            (writer + ":" + i + ":" + "x".repeat(i % 500)).getBytes(StandardCharsets.UTF_8);
        draft.clear().body(ByteBuffer.wrap(body)).tagsCode(i);
        LogicalQueue queue = store.openQueue("T", i % QUEUES);
        assertThat(store.append(queue, draft, appended)).isEqualTo(AppendStatus.OK);
        if (i % 100 == 0) {
          store.whenDurable(
              appended.endPosition(),
              Durability.ON_DISK,
              (position, failure) -> {
                if (failure == null) {
                  confirmed.incrementAndGet();
                }
              });
        }
      }
      return null;
    };
  }

  /** Follows a queue to its end; of each writer the messages must come in order. */
  private Callable<Void> reader(int queueId) {
    return () -> {
      int[] last = new int[WRITERS];
      LogicalQueue queue = store.openQueue("T", queueId);
      PullBatch batch = new PullBatch();
      long offset = 0;
      int seen = 0;
      int expected = 0;
      for (int i = 0; i < MESSAGES; i++) {
        expected += i % QUEUES == queueId ? WRITERS : 0;
      }
      while (seen < expected) {
        PullStatus status = store.pull(queue, offset, 32, 64 << 10, EntryFilter.ALL, batch);
        assertThat(status).isIn(PullStatus.FOUND, PullStatus.OFFSET_AT_END, PullStatus.QUEUE_EMPTY);
        for (LogView view : batch.views()) {
          for (MessageRecord record : StoreFixture.records(view)) {
            assertThat(record.queueOffset()).isEqualTo(offset);
            String[] parts = StoreFixture.text(record).split(":", 3);
            int writer = Integer.parseInt(parts[0]);
            int number = Integer.parseInt(parts[1]);
            assertThat(parts[2]).hasSize(number % 500);
            assertThat(number).isGreaterThanOrEqualTo(last[writer]);
            last[writer] = number;
            offset++;
            seen++;
          }
        }
        assertThat(batch.nextOffset()).isEqualTo(offset);
        batch.release();
      }
      return null;
    };
  }

  private void runAll(List<Callable<Void>> tasks) throws Exception {
    List<Future<Void>> running = new ArrayList<>();
    for (Callable<Void> task : tasks) {
      running.add(threads.submit(task));
    }
    for (Future<Void> one : running) {
      one.get();
    }
  }

  @Test
  void manyWriteWhileManyRead() throws Exception {
    AtomicInteger confirmed = new AtomicInteger();
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      tasks.add(writer(i, confirmed));
    }
    for (int i = 0; i < QUEUES; i++) {
      tasks.add(reader(i));
    }
    runAll(tasks);
    store.close();
    assertThat(confirmed).hasValue(WRITERS * MESSAGES / 100);
    store = fixture.open(root);
    long total = 0;
    for (LogicalQueue queue : store.queues("T")) {
      total += queue.maxOffset();
    }
    assertThat(total).isEqualTo(WRITERS * MESSAGES);
  }

  @Test
  void listenersAreToldInOrderOfTheQueue() throws Exception {
    Map<Integer, ConcurrentLinkedQueue<Long>> told =
        Map.of(
            0, new ConcurrentLinkedQueue<>(),
            1, new ConcurrentLinkedQueue<>(),
            2, new ConcurrentLinkedQueue<>());
    store.onAppend((queue, queueOffset, tagsCode) -> told.get(queue.queueId()).add(queueOffset));
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      tasks.add(writer(i, new AtomicInteger()));
    }
    runAll(tasks);
    for (int queueId = 0; queueId < QUEUES; queueId++) {
      long expected = 0;
      for (long offset : told.get(queueId)) {
        assertThat(offset).isEqualTo(expected++);
      }
      assertThat(expected).isEqualTo(store.queue("T", queueId).maxOffset());
    }
  }

  @Test
  void topicsAreDeletedWhileTheyAreUsed() throws Exception {
    List<Callable<Void>> tasks = new ArrayList<>();
    AtomicInteger left = new AtomicInteger(2);
    for (int i = 0; i < 2; i++) {
      tasks.add(
          () -> {
            Appended appended = new Appended();
            for (int n = 0; n < 3000; n++) {
              store.append(store.openQueue("T", 0), draft("m"), appended);
            }
            left.decrementAndGet();
            return null;
          });
    }
    tasks.add(
        () -> {
          PullBatch batch = new PullBatch();
          while (left.get() > 0) {
            LogicalQueue queue = store.openQueue("T", 0);
            store.pull(queue, queue.minOffset(), 32, 1 << 20, EntryFilter.ALL, batch);
            for (LogView view : batch.views()) {
              StoreFixture.records(view);
            }
            batch.release();
          }
          return null;
        });
    tasks.add(
        () -> {
          while (left.get() > 0) {
            store.deleteTopic("T");
          }
          return null;
        });
    runAll(tasks);
    assertThat(store.refusal()).isNull();
    store.deleteTopic("T");
    assertThat(StoreFixture.append(store, "T", 0, "anew").queueOffset()).isZero();
    assertThat(StoreFixture.bodies(store, "T", 0)).containsExactly("anew");
  }

  @Test
  void aCloseMeetsAppendsAndPulls() throws Exception {
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      tasks.add(
          () -> {
            Appended appended = new Appended();
            LogicalQueue queue = store.openQueue("T", 0);
            while (store.append(queue, draft("m"), appended) == AppendStatus.OK) {
              assertThat(appended.queueOffset()).isNotNegative();
            }
            return null;
          });
    }
    tasks.add(
        () -> {
          PullBatch batch = new PullBatch();
          LogicalQueue queue = store.openQueue("T", 0);
          long offset = 0;
          PullStatus status = PullStatus.FOUND;
          while (status != PullStatus.REMOVED && status != PullStatus.UNREADABLE) {
            status = store.pull(queue, offset, 32, 1 << 20, EntryFilter.ALL, batch);
            for (LogView view : batch.views()) {
              StoreFixture.records(view);
            }
            offset = status == PullStatus.OFFSET_AT_END ? 0 : batch.nextOffset();
            batch.release();
          }
          return null;
        });
    tasks.add(
        () -> {
          while (store.endPosition() < 3L << 20) {
            Thread.onSpinWait();
          }
          store.close();
          return null;
        });
    runAll(tasks);
    assertThat(store.refusal()).isEqualTo("the store is closed");
  }
}
