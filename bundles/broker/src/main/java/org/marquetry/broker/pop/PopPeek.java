/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.marquetry.broker.filter.Chunk;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.Reply;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.LogView;
import org.marquetry.store.kernel.EntryFilter;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.PullBatch;
import org.marquetry.store.kernel.PullStatus;

/**
 * Shows the messages that a group would be given next, whatever its members subscribe to, without
 * handing them out. Thread-safe; blocks for the disk.
 */
final class PopPeek {

  private static final FieldName REST = new FieldName("restNum");
  private static final int MOST_BYTES = 1 << 20;

  private final PopParts parts;
  private final PopTable table;
  private final PopChecks checks;
  private final BiFunction<PopCommand, TopicConfig, List<PopSource>> sources;
  private final Consumer<Runnable> later;

  /** What was found so far. */
  private static final class Found {
    final List<LogView> views = new ArrayList<>();
    int messages;
    int bytes;
    long rest;
  }

  /**
   * @param later runs what may block
   */
  PopPeek(
      PopParts parts,
      PopTable table,
      PopChecks checks,
      BiFunction<PopCommand, TopicConfig, List<PopSource>> sources,
      Consumer<Runnable> later) {
    this.parts = parts;
    this.later = later;
    this.table = table;
    this.checks = checks;
    this.sources = sources;
  }

  void peek(Request request) throws CommandException {
    PopCommand command = PopCommand.peek(request);
    TopicConfig topic = checks.topic(command);
    if (command.reply().takeTurn(() -> later.accept(() -> show(command, topic)))) {
      show(command, topic);
    }
  }

  private void show(PopCommand command, TopicConfig topic) {
    Found found = new Found();
    for (PopSource source : sources.apply(command, topic)) {
      LogicalQueue queue = parts.store().queue(source.key().topic(), source.key().queueId());
      if (queue != null && found.messages < command.mostMessages() && found.bytes < MOST_BYTES) {
        look(queue, next(source.key(), queue), command.mostMessages() - found.messages, found);
      }
    }
    Reply reply =
        command
            .reply()
            .reply(found.messages > 0 ? ResponseCode.SUCCESS : ResponseCode.PULL_NOT_FOUND)
            .remark(found.messages > 0 ? "FOUND" : "NO_MESSAGE_IN_QUEUE")
            .field(REST, found.rest);
    found.views.forEach(view -> reply.part(view.buffer(), view::release));
    reply.send();
  }

  private long next(PopKey key, LogicalQueue queue) {
    PopState state = table.find(key);
    long next;
    if (state == null) {
      next = parts.offsets().offset(key.group(), key.topic(), key.queueId());
    } else {
      synchronized (state) {
        next = state.queue.next();
      }
    }
    return Math.max(next, queue.minOffset());
  }

  private void look(LogicalQueue queue, long from, int most, Found into) {
    PullBatch batch = new PullBatch();
    PullStatus status = parts.store().pull(queue, from, most, MOST_BYTES, EntryFilter.ALL, batch);
    if (status != PullStatus.FOUND) {
      batch.release();
      return;
    }
    Chunk chunk = Chunk.of(batch);
    chunk.load();
    int count = Math.min(most, chunk.messages());
    into.views.addAll(chunk.slices(IntStream.range(0, count).toArray(), count));
    into.bytes += IntStream.range(0, count).map(chunk::size).sum();
    into.messages += count;
    into.rest += Math.max(0, queue.maxOffset() - chunk.endOffset());
    chunk.release();
  }
}
