/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.marquetry.broker.filter.Chunk;
import org.marquetry.broker.filter.Condition;
import org.marquetry.broker.filter.Illegal;
import org.marquetry.broker.filter.Judgement;
import org.marquetry.broker.filter.Place;
import org.marquetry.message.MessageRecord;
import org.marquetry.plugin.Gap;
import org.marquetry.store.LogView;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.PullBatch;
import org.marquetry.store.kernel.PullStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look for messages along the queues of a pop. Its steps come one after the other, on threads
 * that may block: where plugins judge or see messages, the next step comes when they have.
 */
final class PopRun {

  private static final Logger LOG = LoggerFactory.getLogger(PopRun.class);
  private static final int CHUNK_BYTES = 1 << 20;

  /** Entries looked at in one queue before the others get their turn. */
  private static final int MOST_SCANNED = 8_192;

  private final PopWork work;
  private final PopCommand command;
  private final Condition condition;
  private final List<PopSource> all;
  private final Deque<PopSource> sources;
  private final long deadline;
  private final PopAnswer answer = new PopAnswer();
  private final long popTime;
  private PopSource source;
  private PopState state;
  private long scanned;
  private String obstacle;

  /**
   * @param sources queues in the order in which to look
   * @param deadline until when it may wait, on the clock for durations
   */
  PopRun(
      PopWork work,
      PopCommand command,
      Condition condition,
      List<PopSource> sources,
      long deadline) {
    this.work = work;
    this.all = sources;
    this.deadline = deadline;
    this.command = command;
    this.condition = condition;
    this.sources = new ArrayDeque<>(sources);
    this.popTime = work.time().now();
  }

  /** Goes on; to be called at first, and when something that was waited for is over. */
  void step() {
    try {
      while (true) {
        if (state == null && !nextQueue()) {
          sources.forEach(left -> answer.rest(work.rest(left.key())));
          work.over(this, deadline);
          return;
        }
        if (!look()) {
          return;
        }
      }
    } catch (IOException | RuntimeException e) {
      if (e instanceof RuntimeException) {
        LOG.error("A pop of {} from {} failed", command.group(), command.topic(), e);
      }
      obstacle = e.getMessage();
      leave();
      work.over(this, deadline);
    }
  }

  PopCommand command() {
    return command;
  }

  PopAnswer answer() {
    return answer;
  }

  long popTime() {
    return popTime;
  }

  /** Why there may be messages that it did not get, {@code null} for no reason known. */
  String obstacle() {
    return obstacle;
  }

  /** Whether a message has come, or a queue has become free, since it was looked at. */
  boolean missed() {
    for (PopSource looked : all) {
      PopKey key = looked.key();
      LogicalQueue queue = work.parts().store().queue(key.topic(), key.queueId());
      PopState known = queue == null ? null : work.table().of(key);
      if (known != null) {
        synchronized (known) {
          boolean free = known.queue.hidden() < work.mostHidden();
          if (free && !known.claimed() && known.queue.next() < queue.maxOffset()) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean enough() {
    return answer.messages() >= command.mostMessages()
        || answer.bytes() >= work.parts().settings().current().pulls().maxBytes();
  }

  /** Turns to the next queue that nobody else is at; {@code false} where there is none. */
  private boolean nextQueue() {
    while (!enough() && !sources.isEmpty()) {
      source = sources.poll();
      PopState wanted = work.table().of(source.key());
      if (wanted.claim()) {
        state = wanted;
        scanned = 0;
        return true;
      }
    }
    return false;
  }

  private void leave() {
    if (state != null) {
      PopKey left = state.key;
      state.release();
      state = null;
      work.left(command, left);
    }
  }

  /**
   * Looks for messages in the queue at hand.
   *
   * @return {@code false} where the next step comes later
   */
  private boolean look() throws IOException {
    PopKey key = state.key;
    LogicalQueue queue = work.parts().store().queue(key.topic(), key.queueId());
    if (queue != null) {
      work.takeReset(state);
    }
    if (queue == null || scanned >= MOST_SCANNED || !open()) {
      leave();
      return true;
    }
    long from = work.begin(state, queue, command);
    PullBatch batch = new PullBatch();
    PullStatus status =
        work.parts()
            .store()
            .pull(
                queue,
                from,
                command.mostMessages() - answer.messages(),
                CHUNK_BYTES,
                wanted().entries(),
                batch);
    switch (status) {
      case FOUND -> {
        Chunk chunk = Chunk.of(batch);
        chunk.load();
        scanned += chunk.endOffset() - from;
        return judge(chunk, from, queue);
      }
      case NO_MATCH, REMOVED, OFFSET_TOO_SMALL -> {
        long next = status == PullStatus.OFFSET_TOO_SMALL ? batch.minOffset() : batch.nextOffset();
        scanned += Math.max(1, next - from);
        batch.release();
        work.passOver(state, next, command.ordered());
      }
      case OFFSET_BEYOND_END -> {
        long end = batch.maxOffset();
        batch.release();
        work.passOver(state, end, command.ordered());
        leave();
      }
      case OFFSET_AT_END, QUEUE_EMPTY -> {
        batch.release();
        leave();
      }
      case AWAY, UNREADABLE -> {
        obstacle = batch.failure();
        batch.release();
        leave();
      }
    }
    return true;
  }

  /** Messages of the retry topic were judged when they were popped first. */
  private Condition wanted() {
    return source.retry() ? Condition.always() : condition;
  }

  private boolean open() {
    PopState at = state;
    synchronized (at) {
      if (command.ordered()) {
        return !at.ordered.blocks(command.attempt(), popTime);
      }
      int hidden = at.queue.hidden();
      if (hidden >= work.mostHidden()) {
        obstacle =
            hidden
                + " messages of "
                + at.key
                + " are popped and not acknowledged, the limit is "
                + work.mostHidden()
                + ": acknowledge them, or raise popInflightMessageThreshold";
      }
      return hidden < work.mostHidden();
    }
  }

  private boolean judge(Chunk chunk, long from, LogicalQueue queue) throws IOException {
    Condition wanted = wanted();
    if (wanted.plain() && wanted.names().isEmpty()) {
      BitSet all = new BitSet(chunk.messages());
      all.set(0, chunk.messages());
      return judged(chunk, all, chunk.messages(), from, queue);
    }
    work.parts()
        .filters()
        .judge()
        .judge(
            wanted,
            chunk,
            command.mostMessages() - answer.messages(),
            Place.delivery(command.group(), source.key().topic(), source.key().queueId()),
            new Judgement() {
              @Override
              public void judged(BitSet matching, int seen) {
                work.later(() -> goOn(chunk, matching, seen, from, queue));
              }

              @Override
              public void illegal(Illegal illegal) {
                chunk.release();
                stop(illegal.text());
              }

              @Override
              public void gap(Gap gap) {
                chunk.release();
                stop(gap.reason());
              }
            });
    return false;
  }

  /** This queue gives nothing for now. */
  private void stop(String reason) {
    work.later(
        () -> {
          obstacle = reason;
          leave();
          step();
        });
  }

  private void goOn(Chunk chunk, BitSet matching, int seen, long from, LogicalQueue queue) {
    boolean more;
    try {
      more = judged(chunk, matching, seen, from, queue);
    } catch (IOException | RuntimeException e) {
      obstacle = e.getMessage();
      leave();
      more = true;
    }
    if (more) {
      step();
    }
  }

  private boolean judged(Chunk chunk, BitSet matching, int seen, long from, LogicalQueue queue)
      throws IOException {
    int[] chosen = matching.stream().limit(command.mostMessages() - answer.messages()).toArray();
    long next = seen < chunk.messages() ? chunk.queueOffset(seen) : chunk.endOffset();
    if (chosen.length < matching.cardinality()) {
      next = chunk.queueOffset(chosen[chosen.length - 1]) + 1;
    }
    if (chosen.length == 0) {
      chunk.release();
      work.passOver(state, next, command.ordered());
      return true;
    }
    long end = next;
    if (work.parts().interception().idle()) {
      handOut(chunk, chosen, from, end, queue);
      return true;
    }
    work.parts()
        .interception()
        .take(
            command.reply().connection(),
            new PopDelivery(
                command,
                source,
                chunk,
                chosen,
                () -> work.later(() -> delivered(chunk, chosen, from, end, queue)),
                reason -> {
                  chunk.release();
                  stop(reason);
                }));
    return false;
  }

  private void delivered(Chunk chunk, int[] chosen, long from, long next, LogicalQueue queue) {
    try {
      handOut(chunk, chosen, from, next, queue);
    } catch (IOException | RuntimeException e) {
      obstacle = e.getMessage();
      leave();
    }
    step();
  }

  /** The messages are hidden from now on, and in the answer. */
  private void handOut(Chunk chunk, int[] chosen, long from, long next, LogicalQueue queue)
      throws IOException {
    try {
      long[] offsets = Arrays.stream(chosen).mapToLong(chunk::queueOffset).toArray();
      PopKey key = state.key;
      if (command.ordered()) {
        work.handOutInOrder(state, command, popTime, offsets);
      } else {
        work.table()
            .handOut(
                state,
                new PopEvent.Popped(key, from, popTime, command.invisibleMillis(), offsets),
                next);
      }
      answer.queue(source.flag(), key.queueId(), from, offsets);
      if (command.ordered()) {
        counts(offsets);
      }
      if (source.retry()) {
        IntStream.of(chosen).forEach(message -> addRetry(chunk, message, from));
      } else {
        for (LogView view : chunk.slices(chosen, chosen.length)) {
          answer.add(view.buffer(), view::release);
        }
      }
      answer.rest(queue.maxOffset() - next);
      int bytes = Arrays.stream(chosen).map(chunk::size).sum();
      work.parts().stats().get(key.group(), command.topic(), offsets.length, bytes);
    } finally {
      chunk.release();
    }
    leave();
  }

  private void counts(long[] offsets) {
    PopState at = state;
    synchronized (at) {
      int least = Integer.MAX_VALUE;
      for (long offset : offsets) {
        int before = at.ordered.before(offset);
        if (before > 0) {
          answer.count(source.flag(), at.key.queueId(), offset, before);
        }
        least = Math.min(least, before);
      }
      answer.countOfQueue(source.flag(), at.key.queueId(), least);
    }
  }

  private void addRetry(Chunk chunk, int message, long from) {
    MessageRecord record = chunk.record(message, new MessageRecord());
    Receipt receipt =
        new Receipt(
            from,
            popTime,
            command.invisibleMillis(),
            work.reviveQueue(command, state.key),
            source.flag(),
            work.broker(),
            record.queueId(),
            record.queueOffset());
    answer.add(RetryRecord.of(record, command.topic(), receipt), () -> {});
  }
}
