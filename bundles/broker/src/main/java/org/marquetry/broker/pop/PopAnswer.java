/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.PendingReply;
import org.marquetry.remoting.Reply;
import org.marquetry.remoting.ResponseCode;

/** The messages of one pop, from several queues, on their way to the consumer. Not thread-safe. */
final class PopAnswer {

  private static final FieldName POP_TIME = new FieldName("popTime");
  private static final FieldName INVISIBLE = new FieldName("invisibleTime");
  private static final FieldName REVIVE_QUEUE = new FieldName("reviveQid");
  private static final FieldName REST = new FieldName("restNum");
  private static final FieldName STARTS = new FieldName("startOffsetInfo");
  private static final FieldName OFFSETS = new FieldName("msgOffsetInfo");
  private static final FieldName COUNTS = new FieldName("orderCountInfo");

  private record Part(ByteBuffer bytes, Runnable release) {}

  private final List<Part> parts = new ArrayList<>();
  private final StringBuilder starts = new StringBuilder();
  private final StringBuilder offsets = new StringBuilder();
  private final StringBuilder counts = new StringBuilder();
  private int messages;
  private int bytes;
  private long rest;

  int messages() {
    return messages;
  }

  int bytes() {
    return bytes;
  }

  /**
   * Messages of one queue; those of one queue are added once.
   *
   * @param chosen their queue offsets, ascending
   */
  void queue(String flag, int queueId, long startOffset, long[] chosen) {
    separated(starts).append(flag).append(' ').append(queueId).append(' ').append(startOffset);
    separated(offsets).append(flag).append(' ').append(queueId).append(' ');
    for (int i = 0; i < chosen.length; i++) {
      offsets.append(i == 0 ? "" : ",").append(chosen[i]);
    }
    messages += chosen.length;
  }

  /** How often a message was handed out before, for messages in order. */
  void count(String flag, int queueId, long offset, int times) {
    separated(counts)
        .append(flag)
        .append(" qo")
        .append(queueId)
        .append('%')
        .append(offset)
        .append(' ')
        .append(times);
  }

  /** How often all messages of a queue were handed out before at least. */
  void countOfQueue(String flag, int queueId, int times) {
    separated(counts).append(flag).append(' ').append(queueId).append(' ').append(times);
  }

  private static StringBuilder separated(StringBuilder list) {
    return list.isEmpty() ? list : list.append(';');
  }

  /** Bytes of records. */
  void add(ByteBuffer records, Runnable release) {
    parts.add(new Part(records, release));
    bytes += records.remaining();
  }

  /** Messages that are left in a queue. */
  void rest(long count) {
    rest += Math.max(0, count);
  }

  /**
   * Gives the consumer what there is; to be called once, or {@link #drop}.
   *
   * @param obstacle why there may be messages that it does not get, {@code null} for no reason
   */
  void send(
      PendingReply to,
      long popTime,
      long invisibleMillis,
      int reviveQueue,
      boolean ordered,
      String obstacle) {
    int code = messages > 0 ? ResponseCode.SUCCESS : ResponseCode.POLLING_TIMEOUT;
    Reply reply =
        to.reply(code)
            .field(POP_TIME, popTime)
            .field(INVISIBLE, invisibleMillis)
            .field(REVIVE_QUEUE, reviveQueue)
            .field(REST, rest)
            .field(STARTS, starts.toString())
            .field(OFFSETS, offsets.toString());
    if (ordered) {
      reply.field(COUNTS, counts.toString());
    }
    if (obstacle != null && messages == 0) {
      reply.remark(obstacle);
    }
    for (Part part : parts) {
      reply.part(part.bytes(), part.release());
    }
    reply.send();
  }

  /** Nobody gets it. */
  void drop() {
    parts.forEach(part -> part.release().run());
    parts.clear();
  }
}
