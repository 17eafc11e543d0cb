/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import java.util.function.ToLongFunction;
import org.marquetry.broker.config.DelayLevels;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyNames;

/**
 * What stands beside position and size in the queue entry of a message, for a store that makes its
 * queues anew: when a waiting message is due, the hash of the tag for all others. Immutable.
 */
public final class EntryCodes implements ToLongFunction<MessageRecord> {

  private final DelayLevels delays;

  public EntryCodes(DelayLevels delays) {
    this.delays = delays;
  }

  @Override
  public long applyAsLong(MessageRecord record) {
    if (record.topic().equals(TopicNames.SCHEDULE)) {
      return record.storeTimestamp() + delays.millis(record.queueId() + 1);
    }
    String tag = record.property(PropertyNames.TAGS);
    return tag == null ? 0 : tag.hashCode();
  }
}
