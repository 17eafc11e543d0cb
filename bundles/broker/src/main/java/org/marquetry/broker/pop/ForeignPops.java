/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import com.google.gson.JsonObject;
import java.io.IOException;
import org.marquetry.broker.delay.DelayedDelivery;
import org.marquetry.broker.delay.TimerCheck;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.broker.json.JsonText;
import org.marquetry.message.MessageRecord;

/**
 * What a broker of RocketMQ's that has worked on the store had popped. It keeps its events in the
 * same topic, but there only once they are due: until then they wait among the timed messages.
 * Which kind of broker was the last one is told by the file of RocketMQ's timer. Thread-safe;
 * blocks for the disk.
 */
public final class ForeignPops {

  private static final String CHECK = "timercheck";

  private final JsonFile note;
  private final TimerCheck check;
  private final DelayedDelivery delayed;

  /** Sees a message. */
  @FunctionalInterface
  interface Visitor {
    void visit(MessageRecord event);
  }

  /**
   * @param note where this broker keeps what the timer's file said when it was the last one
   */
  public ForeignPops(JsonFile note, TimerCheck check, DelayedDelivery delayed) {
    this.note = note;
    this.check = check;
    this.delayed = delayed;
  }

  /** Whether another broker may have popped since this kind of broker was the last one. */
  boolean possible() throws IOException {
    JsonObject noted = note.read();
    return noted == null || !check.text().equals(JsonFields.textOr(noted, CHECK, ""));
  }

  /** Events that are not yet in the topic of events, in the order in which they came to be. */
  void forEachWaiting(String topic, Visitor visitor) {
    delayed.forEachTimed(topic, visitor::visit);
  }

  /** Notes that what others have popped is known, or that nobody else has been here. */
  public void known() throws IOException {
    note.write(new JsonText().object().name(CHECK).value(check.text()).end().toString());
  }
}
