/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import java.io.IOException;
import org.marquetry.store.kernel.AppendStatus;
import org.marquetry.store.kernel.Appended;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.MessageDraft;
import org.marquetry.store.kernel.MessageStore;

/**
 * Appends messages of the broker itself, and those of producers that have to wait for the disk.
 * Thread-safe; may block: not for I/O threads.
 */
public final class MessageWriter {

  private static final byte[] NONE = {};

  /** Less than clients wait for an answer. */
  private static final long PATIENCE_MILLIS = 2_500;

  private final MessageStore store;
  private final Parking parking;

  public MessageWriter(MessageStore store, Parking parking) {
    this.store = store;
    this.parking = parking;
  }

  /**
   * Waits for the log where it is away for a moment.
   *
   * @throws IOException if the queue cannot be made ready: nothing is stored
   */
  public AppendStatus write(String topic, int queueId, MessageDraft draft, Appended result)
      throws IOException {
    return patiently(store.openQueue(topic, queueId), draft, result);
  }

  private AppendStatus patiently(LogicalQueue queue, MessageDraft draft, Appended result)
      throws IOException {
    AppendStatus status = write(queue, draft, result);
    try {
      while (status == AppendStatus.AWAY && store.awaitReturn(PATIENCE_MILLIS)) {
        status = write(queue, draft, result);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return status;
  }

  AppendStatus write(LogicalQueue queue, MessageDraft draft, Appended result) throws IOException {
    if (!queue.ready()) {
      store.prepare(queue);
    }
    return store.append(queue, draft, result);
  }

  /**
   * Lets a message wait before it goes to its topic. The draft's properties must already say the
   * level; what else it has of {@link MessageDraft#moreProperties} and tags code is replaced.
   *
   * @param level at least 1; above the highest it counts as that
   * @throws IOException if the queue cannot be made ready: nothing is stored
   */
  public AppendStatus writeDelayed(
      int level, String topic, int queueId, MessageDraft draft, Appended result)
      throws IOException {
    parking.address(draft, level, topic, queueId, NONE);
    return patiently(parking.queue(level), draft, result);
  }
}
