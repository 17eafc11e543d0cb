/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.marquetry.broker.config.DelayLevels;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.message.PropertyNames;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.MessageDraft;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.system.Clock;

/**
 * Where delayed messages wait: a queue of the schedule topic for each delay level. The entry of a
 * waiting message has its delivery time in place of the tag's hash. Thread-safe; never blocks.
 */
public final class Parking {

  private final MessageStore store;
  private final DelayLevels levels;
  private final Clock clock;

  public Parking(MessageStore store, DelayLevels levels, Clock clock) {
    this.store = store;
    this.levels = levels;
    this.clock = clock;
  }

  /**
   * The queue in which messages of a level wait.
   *
   * @param level at least 1; above the highest it counts as that
   */
  public LogicalQueue queue(int level) {
    return store.openQueue(TopicNames.SCHEDULE, Math.min(level, levels.max()) - 1);
  }

  /**
   * Makes a draft one that waits. Its properties must already say the level.
   *
   * @param topic where it goes when it is due
   * @param more properties to stand behind those of the draft, encoded; may be empty
   */
  public void address(MessageDraft draft, int level, String topic, int queueId, byte[] more) {
    byte[] destination = destination(topic, queueId);
    byte[] all = new byte[destination.length + more.length];
    System.arraycopy(destination, 0, all, 0, destination.length);
    System.arraycopy(more, 0, all, destination.length, more.length);
    draft.moreProperties(all).tagsCode(clock.millis() + levels.millis(level));
  }

  private static byte[] destination(String topic, int queueId) {
    return (PropertyNames.REAL_TOPIC
            + (char) PropertyNames.NAME_END
            + topic
            + (char) PropertyNames.VALUE_END
            + PropertyNames.REAL_QUEUE_ID
            + (char) PropertyNames.NAME_END
            + queueId
            + (char) PropertyNames.VALUE_END)
        .getBytes(UTF_8);
  }
}
