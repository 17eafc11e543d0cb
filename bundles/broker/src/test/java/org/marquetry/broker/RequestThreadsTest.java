/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.marquetry.system.machine.ThreadScheduler;

class RequestThreadsTest {

  private final ThreadScheduler scheduler = new ThreadScheduler("request-threads-test");

  @AfterEach
  void close() {
    scheduler.close();
  }

  @Test
  void saysWhatIsShortAndHowToChangeIt() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    RequestThreads threads =
        new RequestThreads(
            scheduler.pool("few", 1, 2), "pulls wait for the disk", "raise somethingCapacity");
    threads.execute(
        () -> {
          running.countDown();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    running.await();
    threads.execute(() -> {});
    threads.execute(() -> {});
    assertThatThrownBy(() -> threads.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("2 pulls wait for the disk, the limit is 2: raise somethingCapacity");
    end.countDown();
    threads.close();
    assertThatThrownBy(() -> threads.execute(() -> {})).hasMessage("the broker is closing");
  }
}
