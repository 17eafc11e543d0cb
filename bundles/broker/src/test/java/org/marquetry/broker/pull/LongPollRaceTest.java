/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.broker.fake.Bench.pull;
import static org.marquetry.broker.fake.Bench.send;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.fake.Bench;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.broker.topic.TopicConfig;

class LongPollRaceTest {

  private static final int ROUNDS = 3_000;

  @TempDir Path directory;

  /** An append and a hold at the same moment: whoever is first, the pull gets the message. */
  @Test
  void noMessageIsMissedBetweenLookingAndWaiting() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (Bench bench = new Bench(directory)) {
      bench.topics.put(TopicConfig.of("T", 1, 6));
      bench.groups.subscribe("G", "T", "*");
      List<FakeRequest> unanswered = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        FakeRequest held = pull("G", "T", 0, round).with("sysFlag", 2);
        CountDownLatch both = new CountDownLatch(2);
        Future<?> pulled = threads.submit(() -> at(both, () -> bench.submit(held)));
        Future<?> sent = threads.submit(() -> at(both, () -> bench.submit(send("T", "m"))));
        pulled.get(10, TimeUnit.SECONDS);
        sent.get(10, TimeUnit.SECONDS);
        if (!held.answered()) {
          unanswered.add(held);
        }
      }
      assertThat(unanswered).as("pulls that missed their message").isEmpty();
      assertThat(bench.pulls.held()).isZero();
    } finally {
      threads.shutdownNow();
    }
  }

  /** Producers and consumers at full speed: every consumer sees every message once, in order. */
  @Test
  void everyConsumerGetsEverything() throws Exception {
    int messages = 2_000;
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try (Bench bench = new Bench(directory)) {
      bench.topics.put(TopicConfig.of("T", 1, 6));
      List<Future<Long>> consumers = new ArrayList<>();
      for (int c = 0; c < 4; c++) {
        String group = "G" + c;
        bench.groups.subscribe(group, "T", "*");
        consumers.add(threads.submit(() -> consume(bench, group, messages)));
      }
      for (int p = 0; p < 2; p++) {
        threads.execute(
            () -> {
              for (int i = 0; i < messages / 2; i++) {
                bench.submit(send("T", "m" + i));
              }
            });
      }
      for (Future<Long> consumer : consumers) {
        assertThat(consumer.get(60, TimeUnit.SECONDS)).isEqualTo(messages);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static long consume(Bench bench, String group, int messages) {
    long offset = 0;
    while (offset < messages) {
      FakeRequest request = pull(group, "T", 0, offset).with("sysFlag", 2);
      bench.submit(request);
      Awaitility.await().pollInterval(1, TimeUnit.MILLISECONDS).until(request::answered);
      assertThat(request.reply().code()).isZero();
      for (var message : Bench.messages(request.reply())) {
        assertThat(message.queueOffset()).isEqualTo(offset++);
      }
      assertThat(request.reply().field("nextBeginOffset")).isEqualTo(Long.toString(offset));
    }
    return offset;
  }

  private static void at(CountDownLatch both, Runnable action) {
    both.countDown();
    while (both.getCount() > 0) {
      Thread.onSpinWait();
    }
    action.run();
  }
}
