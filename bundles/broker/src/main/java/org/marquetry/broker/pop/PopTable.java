/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.marquetry.store.kernel.ConsumerOffsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that is popped: the states of all queues and groups, and the events that change them,
 * which are in the log before they count. Thread-safe; blocks for the disk.
 */
final class PopTable {

  private static final Logger LOG = LoggerFactory.getLogger(PopTable.class);

  private final PopJournal journal;
  private final ConsumerOffsets offsets;
  private final Map<PopKey, PopState> states = new ConcurrentHashMap<>();
  private final AtomicLong orderChanges = new AtomicLong();

  /** From where on events were needed at the last look. */
  private final long[] needed;

  PopTable(PopJournal journal, ConsumerOffsets offsets) {
    this.journal = journal;
    this.offsets = offsets;
    this.needed = new long[journal.queues()];
    Arrays.fill(needed, -1);
  }

  /**
   * Takes up what was hidden when the last broker ended.
   *
   * @param foreign what others than this kind of broker have popped
   */
  void restore(ForeignPops foreign) throws IOException {
    boolean others = foreign.possible();
    journal.replay(others, this::apply);
    if (others) {
      foreign.forEachWaiting(
          journal.topic(), record -> PopJournal.read(record, (event, at) -> apply(event, 0)));
      for (PopState state : all()) {
        adopt(state);
      }
      foreign.known();
    }
  }

  private void apply(PopEvent event, long logged) {
    PopState state = of(event.key());
    synchronized (state) {
      if (event instanceof PopEvent.Popped popped) {
        state.queue.popped(popped, logged);
      } else if (event instanceof PopEvent.Settled settled) {
        state.queue.settled(settled);
      } else if (event instanceof PopEvent.Ordered ordered) {
        state.ordered = ordered.batch();
        if (ordered.next() >= 0) {
          moveTo(state, ordered.next());
        }
      }
    }
  }

  /** From now on our own events tell what is hidden, whoever has hidden it. */
  private void adopt(PopState state) throws IOException {
    synchronized (state) {
      for (PopQueue.Hidden message : state.queue.all()) {
        PopEvent.Popped event =
            new PopEvent.Popped(
                state.key,
                message.startOffset(),
                message.popTime(),
                message.until() - message.popTime(),
                new long[] {message.offset()});
        state.queue.popped(event, journal.append(event));
      }
    }
  }

  /** The state of a queue, made where there is none. */
  PopState of(PopKey key) {
    PopState known = states.get(key);
    if (known != null) {
      return known;
    }
    PopState made = new PopState(key);
    made.queue.moveTo(offsets.offset(key.group(), key.topic(), key.queueId()));
    PopState other = states.putIfAbsent(key, made);
    return other == null ? made : other;
  }

  /** {@code null} where nothing was popped. */
  PopState find(PopKey key) {
    return states.get(key);
  }

  List<PopState> all() {
    return new ArrayList<>(states.values());
  }

  /**
   * Messages are handed out.
   *
   * @param next queue offset after the last one that was looked at
   * @throws IOException if that is not in the log: they are not handed out
   */
  void handOut(PopState state, PopEvent.Popped event, long next) throws IOException {
    synchronized (state) {
      long logged = journal.append(event);
      state.queue.popped(event, logged);
      moveTo(state, next);
    }
  }

  /**
   * What is handed out in order changes, and with it where the group goes on.
   *
   * @param next queue offset to which the group is moved, -1 where the batch says it
   * @throws IOException if that is not in the log: it stays as it was
   */
  void order(PopState state, OrderedBatch batch, long next) throws IOException {
    synchronized (state) {
      journal.append(new PopEvent.Ordered(state.key, batch, next));
      state.ordered = batch;
      orderChanges.incrementAndGet();
      long to = next >= 0 ? next : batch.goesOn();
      if (to >= 0) {
        moveTo(state, to);
      }
    }
  }

  /** How often what is handed out in order has changed. */
  long orderChanges() {
    return orderChanges.get();
  }

  /** The group goes on at a queue offset; what is hidden stays so. */
  void moveTo(PopState state, long next) {
    synchronized (state) {
      state.queue.moveTo(next);
      PopKey key = state.key;
      if (offsets.offset(key.group(), key.topic(), key.queueId()) != next) {
        offsets.commit(key.group(), key.topic(), key.queueId(), next);
      }
    }
  }

  /**
   * Messages are acknowledged; those whose receipt is no longer the newest stay as they are.
   *
   * @param messages queue offsets
   * @throws IOException if that is not in the log: they may be handed out again
   */
  void settle(PopState state, long startOffset, long popTime, long[] messages) throws IOException {
    synchronized (state) {
      long[] open =
          Arrays.stream(messages).filter(at -> state.queue.of(at, popTime) != null).toArray();
      if (open.length > 0) {
        PopEvent.Settled event = new PopEvent.Settled(state.key, startOffset, popTime, open);
        journal.append(event);
        state.queue.settled(event);
      }
    }
  }

  /**
   * A message is to be hidden for another time.
   *
   * @return {@code false} where the receipt is no longer the newest
   * @throws IOException if that is not in the log: the time stays as it was
   */
  boolean change(PopState state, Receipt receipt, long now, long invisibleMillis)
      throws IOException {
    synchronized (state) {
      PopQueue.Hidden before = state.queue.of(receipt.offset(), receipt.popTime());
      if (before == null) {
        return false;
      }
      long[] offset = {receipt.offset()};
      PopEvent.Popped anew =
          new PopEvent.Popped(state.key, receipt.offset(), now, invisibleMillis, offset);
      // What RocketMQ reads from the log counts every check point until it is acknowledged.
      long logged = journal.append(anew);
      state.queue.popped(anew, logged);
      journal.append(
          new PopEvent.Settled(state.key, before.startOffset(), before.popTime(), offset));
      return true;
    }
  }

  /** The topic or the group is gone, and shall be after a restart. */
  void remove(Predicate<PopKey> which) {
    for (PopState state : states.values()) {
      if (which.test(state.key)) {
        remove(state);
      }
    }
  }

  private void remove(PopState state) {
    synchronized (state) {
      states.remove(state.key, state);
      try {
        for (PopQueue.Hidden message : state.queue.all()) {
          long[] offset = {message.offset()};
          PopEvent.Settled event =
              new PopEvent.Settled(state.key, message.startOffset(), message.popTime(), offset);
          journal.append(event);
          state.queue.settled(event);
        }
        if (!state.ordered.none()) {
          journal.append(new PopEvent.Ordered(state.key, OrderedBatch.NONE, -1));
          orderChanges.incrementAndGet();
        }
      } catch (IOException e) {
        LOG.error("What was popped of {} comes again after a restart: {}", state.key, e.toString());
      }
    }
  }

  /**
   * Notes from where on events are needed after a restart: as of the last time this was called, for
   * the offsets of groups in the same file must not be older.
   */
  synchronized void noteNeeded() {
    long[] now = new long[journal.queues()];
    for (int id = 0; id < now.length; id++) {
      now[id] = journal.end(id);
    }
    for (PopState state : states.values()) {
      synchronized (state) {
        int id = journal.queueOf(state.key);
        now[id] = Math.min(now[id], state.queue.neededFrom());
      }
    }
    for (int id = 0; id < now.length; id++) {
      if (needed[id] > 0) {
        journal.neededFrom(id, needed[id]);
      }
      needed[id] = now[id];
    }
  }
}
