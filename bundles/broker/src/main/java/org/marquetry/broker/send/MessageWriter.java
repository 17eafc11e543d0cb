/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import java.io.IOException;
import org.marquetry.remoting.CommandException;
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
    return park(new Wait(level, 0), topic, queueId, draft, result);
  }

  /**
   * Stores a message of a client: in its topic, or, where its properties ask for a delay, where it
   * waits until then.
   *
   * @param properties of the message, encoded; those of the draft are replaced, as are its tags
   *     code and {@link MessageDraft#moreProperties}
   * @throws CommandException if the broker does not do what the properties ask for
   * @throws IOException if the queue cannot be made ready: nothing is stored
   */
  public AppendStatus writeAsAsked(
      String topic, int queueId, byte[] properties, MessageDraft draft, Appended result)
      throws CommandException, IOException {
    PropertyScan scan = new PropertyScan();
    scan.scan(properties, 0, properties.length);
    Wait wait = parking.wait(scan);
    if (wait.none()) {
      draft
          .properties(properties, 0, properties.length)
          .moreProperties(NONE)
          .tagsCode(scan.tagsCode());
      return write(topic, queueId, draft, result);
    }
    byte[] kept = new byte[properties.length];
    int length = PropertyScan.copyWithout(dropped(wait), properties, 0, properties.length, kept);
    return park(wait, topic, queueId, draft.properties(kept, 0, length), result);
  }

  /** Properties that a message loses when it begins to wait. */
  static int dropped(Wait wait) {
    return wait.timed() ? PropertyScan.DESTINATION : PropertyScan.DESTINATION | PropertyScan.TIMER;
  }

  private AppendStatus park(
      Wait wait, String topic, int queueId, MessageDraft draft, Appended result)
      throws IOException {
    parking.address(draft, wait, topic, queueId, NONE);
    return patiently(parking.queue(wait), draft, result);
  }
}
