/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import org.marquetry.broker.filter.Place;
import org.marquetry.store.kernel.PullBatch;

/**
 * A pull whose messages are judged by filter plugins, on its way: {@link PullCommand#queueOffset}
 * moves past what was judged. Used by one thread at a time.
 */
final class FilteredPull {

  /** Judged first: few, since often all match. */
  private static final int FIRST_CHUNK = 64;

  private static final int MOST_IN_CHUNK = 512;

  final PullCommand command;
  final PullChecks.Grant grant;
  final Place place;

  /** Queue offset that the consumer asked for. */
  final long from;

  /** On the clock for durations. */
  final long deadline;

  /** For entries read from the queue. */
  final PullBatch gathered = new PullBatch();

  /** Messages that match. */
  final PullBatch found = new PullBatch();

  /** Whether it may wait, for messages or for a plugin. */
  boolean mayWait;

  /** Whether it has waited for messages. */
  boolean waited;

  /** Entries looked at since it was begun or resumed. */
  long scanned;

  int chunkMessages = FIRST_CHUNK;

  /** How often in a row a plugin did not work. */
  int gaps;

  long minOffset;
  long maxOffset;

  /**
   * @param command held
   * @param grant its own
   */
  FilteredPull(PullCommand command, PullChecks.Grant grant, boolean mayWait, long deadline) {
    this.command = command;
    this.grant = grant;
    this.mayWait = mayWait;
    this.deadline = deadline;
    from = command.queueOffset;
    place = Place.delivery(command.group, command.topic, command.queueId);
  }

  /** Goes on after waiting. */
  void restart() {
    scanned = 0;
    chunkMessages = FIRST_CHUNK;
  }

  void advance(long queueOffset) {
    scanned += queueOffset - command.queueOffset;
    command.queueOffset = queueOffset;
    chunkMessages = Math.min(MOST_IN_CHUNK, 4 * chunkMessages);
  }
}
