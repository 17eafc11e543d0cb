/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.marquetry.message.PropertyBytes;
import org.marquetry.message.PropertyNames;
import org.marquetry.message.SysFlag;
import org.marquetry.store.light.LightQueues;

/**
 * The light queues that one message goes into besides its own queue, for one append of it. Names
 * that cannot be those of light queues get no entry: whoever takes messages from producers refuses
 * them before. Not thread-safe.
 */
final class FanOut {

  private static final byte[] NAMES = PropertyNames.LIGHT_QUEUES.getBytes(UTF_8);

  /** Stands for an entry that there is not. */
  private static final String NO_ENTRY = "-1";

  private static final int MOST_DIGITS = 20;

  /** For each name its queue; {@code null} where it has none, the same one for the same name. */
  private final LogicalQueue[] queues;

  /** For each name whether it is the first of those that are the same. */
  private final boolean[] first;

  /** Under the append lock: the property that tells the entries, with what separates it. */
  byte[] property = {};

  private FanOut(LogicalQueue[] queues, boolean[] first) {
    this.queues = queues;
    this.first = first;
  }

  /** {@code null} where the message goes into its own queue only. */
  static FanOut of(MessageDraft draft, LogicalQueue own, QueueTable table) {
    if (!own.fansOut || !SysFlag.queued(draft.sysFlag)) {
      return null;
    }
    String value =
        PropertyBytes.value(
            ByteBuffer.wrap(draft.properties),
            draft.propertiesOffset,
            draft.propertiesLength,
            NAMES);
    if (value == null) {
      return null;
    }
    String[] names = LightQueues.names(value);
    LogicalQueue[] queues = new LogicalQueue[names.length];
    boolean[] first = new boolean[names.length];
    for (int i = 0; i < names.length; i++) {
      if (LightQueues.problem(names[i]) == null) {
        queues[i] = table.openQueue(names[i], LightQueues.QUEUE_ID);
        first[i] = true;
        for (int j = 0; j < i && first[i]; j++) {
          first[i] = queues[j] != queues[i];
        }
      }
    }
    return new FanOut(queues, first);
  }

  /** Most bytes that the record gets longer by. */
  int mostBytes() {
    return 2 + PropertyNames.LIGHT_OFFSETS.length() + queues.length * (MOST_DIGITS + 1);
  }

  /** Takes action for each queue, once. */
  interface Step {
    boolean take(LogicalQueue queue);
  }

  /**
   * @return {@code false} as soon as a step says so
   */
  boolean each(Step step) {
    for (int i = 0; i < queues.length; i++) {
      if (first[i] && !step.take(queues[i])) {
        return false;
      }
    }
    return true;
  }

  /** Under the append lock: goes on with the queues of today where one has been deleted. */
  void renew(QueueTable table) {
    for (int i = 0; i < queues.length; i++) {
      if (queues[i] != null && queues[i].deleted) {
        queues[i] = table.openQueue(queues[i].topic(), queues[i].queueId());
      }
    }
  }

  /**
   * Under the append lock: takes the next entry of every queue, which must have room for it, and
   * makes the property.
   *
   * @param separated whether other properties come before that do not end
   */
  void assign(boolean separated) throws IOException {
    StringBuilder text = new StringBuilder();
    if (separated) {
      text.append((char) PropertyNames.VALUE_END);
    }
    text.append(PropertyNames.LIGHT_OFFSETS).append((char) PropertyNames.NAME_END);
    for (int i = 0; i < queues.length; i++) {
      LogicalQueue queue = queues[i];
      if (i > 0) {
        text.append(',');
      }
      if (queue == null) {
        text.append(NO_ENTRY);
        continue;
      }
      if (first[i]) {
        queue.entries.claim(++queue.assigned);
      }
      text.append(queue.entries.maxOffset() + queue.assigned - 1);
    }
    property = text.toString().getBytes(US_ASCII);
  }
}
