/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random pops, acknowledgements true and stale, changes of times, clock steps and crashes, held
 * against the simplest model there is: what each message is.
 */
class PopQueueModelTest {

  private static final PopKey KEY = new PopKey("G", "T", 0);

  private enum State {
    NEW,
    HIDDEN,
    SETTLED
  }

  private record Receipt(long offset, long startOffset, long popTime) {}

  private final Map<Long, State> model = new HashMap<>();
  private final Map<Long, Receipt> newest = new HashMap<>();
  private final List<Receipt> all = new ArrayList<>();
  private final List<PopEvent> log = new ArrayList<>();
  private final Set<Long> revived = new HashSet<>();
  private PopQueue queue = new PopQueue();
  private long end;
  private long now = 1_000_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void everyMessageIsWhatTheModelSays(long seed) {
    Random random = new Random(seed);
    queue.moveTo(0);
    for (int step = 0; step < 4_000; step++) {
      switch (random.nextInt(10)) {
        case 0, 1 -> end += random.nextInt(5);
        case 2, 3 -> pop(random);
        case 4, 5 -> acknowledge(random);
        case 6 -> change(random);
        case 7 -> {
          now += random.nextInt(300);
          revive();
        }
        // The clock is set, forwards or backwards.
        case 8 -> now += random.nextInt(2_000) - 1_000;
        default -> {
          if (random.nextInt(20) == 0) {
            crash(random);
          }
        }
      }
      assertState(seed, step);
    }
    assertThat(revived).as("messages whose time was up").isNotEmpty();
  }

  private void apply(PopEvent event) {
    log.add(event);
    apply(queue, event);
  }

  private static void apply(PopQueue to, PopEvent event) {
    if (event instanceof PopEvent.Popped popped) {
      to.popped(popped, 0);
    } else {
      to.settled((PopEvent.Settled) event);
    }
  }

  private void pop(Random random) {
    long start = queue.next();
    long until = Math.min(end, start + 1 + random.nextInt(8));
    List<Long> offsets = new ArrayList<>();
    for (long offset = start; offset < until; offset++) {
      // Some do not match the subscription: they are passed over.
      if (random.nextInt(5) > 0) {
        offsets.add(offset);
      } else {
        model.put(offset, State.SETTLED);
      }
    }
    if (!offsets.isEmpty()) {
      long[] chosen = offsets.stream().mapToLong(Long::longValue).toArray();
      apply(new PopEvent.Popped(KEY, start, now, 50 + random.nextInt(500), chosen));
      for (long offset : chosen) {
        assertThat(model.put(offset, State.HIDDEN)).as("popped twice").isNull();
        hand(new Receipt(offset, start, now));
      }
    }
    queue.moveTo(Math.max(queue.next(), until));
    now++;
  }

  private void hand(Receipt receipt) {
    newest.put(receipt.offset(), receipt);
    all.add(receipt);
  }

  private void acknowledge(Random random) {
    if (all.isEmpty()) {
      return;
    }
    Receipt receipt = all.get(random.nextInt(all.size()));
    boolean counts =
        model.get(receipt.offset()) == State.HIDDEN && newest.get(receipt.offset()).equals(receipt);
    assertThat(queue.of(receipt.offset(), receipt.popTime()) != null)
        .as("%s counts", receipt)
        .isEqualTo(counts);
    apply(
        new PopEvent.Settled(
            KEY, receipt.startOffset(), receipt.popTime(), new long[] {receipt.offset()}));
    if (counts) {
      model.put(receipt.offset(), State.SETTLED);
    }
  }

  private void change(Random random) {
    if (all.isEmpty()) {
      return;
    }
    Receipt receipt = all.get(random.nextInt(all.size()));
    if (queue.of(receipt.offset(), receipt.popTime()) == null) {
      return;
    }
    long anew = Math.max(now, receipt.popTime() + 1);
    long[] offset = {receipt.offset()};
    apply(new PopEvent.Popped(KEY, receipt.offset(), anew, 50 + random.nextInt(500), offset));
    hand(new Receipt(receipt.offset(), receipt.offset(), anew));
  }

  private void revive() {
    for (PopQueue.Hidden due : queue.due(now)) {
      assertThat(due.until()).isLessThanOrEqualTo(now);
      assertThat(model.get(due.offset())).isEqualTo(State.HIDDEN);
      apply(new PopEvent.Settled(KEY, due.startOffset(), due.popTime(), new long[] {due.offset()}));
      model.put(due.offset(), State.SETTLED);
      revived.add(due.offset());
    }
    assertThat(queue.due(now)).isEmpty();
  }

  /** Everything but the log is gone, and where the group stands as was written some time ago. */
  private void crash(Random random) {
    long before = queue.next();
    queue = new PopQueue();
    queue.moveTo(random.nextBoolean() ? before : 0);
    log.forEach(event -> apply(queue, event));
    // What was passed over behind the last popped message is looked at anew.
    for (long offset = queue.next(); offset < before; offset++) {
      assertThat(model.remove(offset)).isEqualTo(State.SETTLED);
    }
  }

  private void assertState(long seed, int step) {
    long hidden = model.values().stream().filter(State.HIDDEN::equals).count();
    assertThat(queue.hidden()).as("hidden, seed %s step %s", seed, step).isEqualTo((int) hidden);
    assertThat(queue.next()).as("next, seed %s step %s", seed, step).isLessThanOrEqualTo(end);
    assertThat(model.keySet().stream().allMatch(offset -> offset < queue.next()))
        .as("nothing known is popped again, seed %s step %s", seed, step)
        .isTrue();
  }
}
