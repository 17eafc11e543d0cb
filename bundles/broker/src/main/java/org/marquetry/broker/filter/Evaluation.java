/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import java.util.BitSet;
import org.marquetry.filter.FilterProvider;
import org.marquetry.plugin.PluginCall;
import org.marquetry.system.Clock;

/**
 * Asks a filter about messages of a chunk, which stays readable until the call has ended. Keeps no
 * state of a run: several versions of the filter may be asked the same.
 */
final class Evaluation implements PluginCall<FilterProvider, Verdict> {

  /**
   * No further message is judged after this time: a tenth of what a call is granted by default, so
   * that an expression that takes long for every message is served slowly, a few messages a call,
   * and does not have the filter put aside for all.
   */
  private static final long LONG_ENOUGH_NANOS = 20_000_000;

  private final Condition.Matches condition;
  private final Chunk chunk;
  private final BitSet candidates;
  private final int most;
  private final Place place;
  private final Clock clock;

  /**
   * @param candidates indexes of the messages to be asked about; not changed afterwards
   * @param most enough once so many match
   */
  Evaluation(
      Condition.Matches condition,
      Chunk chunk,
      BitSet candidates,
      int most,
      Place place,
      Clock clock) {
    this.condition = condition;
    this.chunk = chunk;
    this.candidates = candidates;
    this.most = most;
    this.place = place;
    this.clock = clock;
    chunk.retain();
  }

  @Override
  public Verdict run(FilterProvider plugin, Products made) throws Exception {
    Compiled compiled = Compiled.of(plugin, made, condition.name(), condition.expression(), place);
    BitSet matching = new BitSet(chunk.messages());
    BitSet failing = new BitSet();
    String failure = null;
    if (compiled.illegal() != null) {
      return new Verdict(matching, chunk.messages(), failing, null, compiled.illegal());
    }
    long begun = clock.nanos();
    int first = candidates.nextSetBit(0);
    int found = 0;
    for (int i = first; i >= 0; i = candidates.nextSetBit(i + 1)) {
      try {
        if (compiled.matches(chunk, i)) {
          matching.set(i);
          found++;
        }
      } catch (Exception e) {
        if (place.tolerant()) {
          failing.set(i);
          failure = failure == null ? String.valueOf(e) : failure;
        } else if (i > first) {
          // What was judged counts; the next call meets this message first.
          return new Verdict(matching, i, failing, null, null);
        } else {
          throw new UnjudgedException(place, chunk.queueOffset(i), e);
        }
      }
      if (found == most || clock.nanos() - begun > LONG_ENOUGH_NANOS) {
        return new Verdict(matching, i + 1, failing, failure, null);
      }
    }
    return new Verdict(matching, chunk.messages(), failing, failure, null);
  }

  @Override
  public void ended() {
    chunk.release();
  }

  @Override
  public boolean repeatable() {
    return true;
  }
}
