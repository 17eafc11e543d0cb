/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.config.DelayLevels;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.message.PropertyNames;
import org.marquetry.remoting.CommandException;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.MessageDraft;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.system.Clock;

/**
 * Where delayed messages wait: a queue of the schedule topic for each delay level, and the timer's
 * queue for all other delivery times. The entry of a waiting message has the time at which it is to
 * be looked at in place of the tag's hash. Thread-safe; never blocks.
 */
public final class Parking {

  private final MessageStore store;
  private final LiveSettings settings;
  private final DelayLevels levels;
  private final Clock clock;

  public Parking(MessageStore store, LiveSettings settings, Clock clock) {
    this.store = store;
    this.settings = settings;
    this.levels = settings.current().delays();
    this.clock = clock;
  }

  /**
   * What a message asks for that has these properties.
   *
   * @throws CommandException if the broker does not do what they ask for
   */
  Wait wait(PropertyScan scan) throws CommandException {
    return scan.has(PropertyScan.DELAY | PropertyScan.TIMER)
        ? Wait.of(scan, settings.current().timers(), clock.millis())
        : Wait.NONE;
  }

  /** The queue in which a message waits. */
  LogicalQueue queue(Wait wait) {
    return wait.timed()
        ? store.openQueue(TopicNames.TIMER, 0)
        : store.openQueue(TopicNames.SCHEDULE, Math.min(wait.level(), levels.max()) - 1);
  }

  /**
   * Makes a draft one that waits. Its properties must already say the level.
   *
   * @param topic where it goes when it is due
   * @param more properties to stand behind those of the draft, encoded; may be empty
   */
  void address(MessageDraft draft, Wait wait, String topic, int queueId, byte[] more) {
    byte[] destination = destination(wait, topic, queueId);
    byte[] all = new byte[destination.length + more.length];
    System.arraycopy(destination, 0, all, 0, destination.length);
    System.arraycopy(more, 0, all, destination.length, more.length);
    draft.moreProperties(all).tagsCode(entryMillis(wait));
  }

  private long entryMillis(Wait wait) {
    long now = clock.millis();
    BrokerSettings.Timers rules = settings.current().timers();
    return wait.timed()
        ? Math.min(wait.dueMillis(), now + rules.rollWindowMillis())
        : now + levels.millis(wait.level());
  }

  private static byte[] destination(Wait wait, String topic, int queueId) {
    StringBuilder text = new StringBuilder();
    if (wait.timed()) {
      add(text, PropertyNames.TIMER_OUT_MS, Long.toString(wait.dueMillis()));
    }
    add(text, PropertyNames.REAL_TOPIC, topic);
    add(text, PropertyNames.REAL_QUEUE_ID, Integer.toString(queueId));
    return text.toString().getBytes(UTF_8);
  }

  private static void add(StringBuilder text, String name, String value) {
    text.append(name)
        .append((char) PropertyNames.NAME_END)
        .append(value)
        .append((char) PropertyNames.VALUE_END);
  }
}
