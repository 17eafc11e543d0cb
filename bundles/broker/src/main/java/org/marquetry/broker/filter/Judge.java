/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.marquetry.broker.filter.Condition.All;
import org.marquetry.broker.filter.Condition.Any;
import org.marquetry.broker.filter.Condition.From;
import org.marquetry.broker.filter.Condition.Matches;
import org.marquetry.broker.filter.Condition.Not;
import org.marquetry.broker.filter.Condition.Owed;
import org.marquetry.broker.filter.Condition.Property;
import org.marquetry.broker.filter.Condition.Tags;
import org.marquetry.filter.FilterProvider;
import org.marquetry.message.MessageRecord;
import org.marquetry.plugin.Gap;
import org.marquetry.plugin.PluginCalls;
import org.marquetry.plugin.PluginOutcome;
import org.marquetry.system.Clock;

/**
 * Finds out which messages of a chunk match a condition; plugins are asked about whole chunks, on
 * their own threads. Thread-safe; never blocks.
 */
public final class Judge {

  private final PluginCalls<FilterProvider> plugins;
  private final Clock clock;

  public Judge(PluginCalls<FilterProvider> plugins, Clock clock) {
    this.plugins = plugins;
    this.clock = clock;
  }

  /**
   * Judges the messages of a chunk.
   *
   * @param most the caller needs no more matching messages than this: the rest may be left unseen
   * @param outcome told on any thread, this one included
   */
  public void judge(Condition condition, Chunk chunk, int most, Place place, Judgement outcome) {
    Trial trial = new Trial(chunk, place, outcome);
    BitSet all = new BitSet(chunk.messages());
    all.set(0, chunk.messages());
    trial.ask(condition, all, most, trial::over);
  }

  /** The state of judging one chunk: steps come one after the other, on whatever thread. */
  private final class Trial {

    private final Chunk chunk;
    private final Place place;
    private final Judgement outcome;
    private final BitSet failing = new BitSet();
    private String failure;
    private int seen;

    Trial(Chunk chunk, Place place, Judgement outcome) {
      this.chunk = chunk;
      this.place = place;
      this.outcome = outcome;
      seen = chunk.messages();
    }

    void over(BitSet matching) {
      matching.clear(seen, chunk.messages());
      failing.clear(seen, chunk.messages());
      if (!failing.isEmpty()) {
        outcome.failing(failing, failure);
      }
      outcome.judged(matching, seen);
    }

    /**
     * @param candidates not changed
     * @param then gets a new set
     */
    void ask(Condition condition, BitSet candidates, int most, Consumer<BitSet> then) {
      if (condition instanceof Tags tags) {
        then.accept(tagged(tags, candidates));
      } else if (condition instanceof From from) {
        then.accept(from(from.queueOffset(), candidates));
      } else if (condition instanceof Property property) {
        then.accept(property(property, candidates));
      } else if (condition instanceof Owed owed) {
        owed(owed, candidates, then);
      } else if (condition instanceof Matches matches) {
        plugin(matches, candidates, most, then);
      } else if (condition instanceof All all) {
        all(all.parts().iterator(), candidates, most, then);
      } else if (condition instanceof Any any) {
        any(any.parts().iterator(), candidates, new BitSet(), then);
      } else {
        ask(
            ((Not) condition).part(),
            candidates,
            Integer.MAX_VALUE,
            matching -> {
              BitSet others = copy(candidates);
              others.andNot(matching);
              then.accept(others);
            });
      }
    }

    private BitSet tagged(Tags tags, BitSet candidates) {
      BitSet matching = copy(candidates);
      for (int i = matching.nextSetBit(0); i >= 0; i = matching.nextSetBit(i + 1)) {
        if (!tags.entries().matches(chunk.tagsCode(i))) {
          matching.clear(i);
        }
      }
      return matching;
    }

    private BitSet property(Property property, BitSet candidates) {
      BitSet matching = copy(candidates);
      MessageRecord record = new MessageRecord();
      for (int i = matching.nextSetBit(0); i >= 0; i = matching.nextSetBit(i + 1)) {
        if (!property.value().equals(chunk.record(i, record).property(property.name()))) {
          matching.clear(i);
        }
      }
      return matching;
    }

    private void owed(Owed owed, BitSet candidates, Consumer<BitSet> then) {
      if (owed.claims().orphans()) {
        owed(owed, new ArrayList<>(), candidates, then);
        return;
      }
      ask(
          owed.wants(),
          candidates,
          Integer.MAX_VALUE,
          mine -> owed(owed, new ArrayList<>(), mine, then));
    }

    /**
     * @param wanted by the claims up to here
     */
    private void owed(Owed owed, List<BitSet> wanted, BitSet candidates, Consumer<BitSet> then) {
      List<Claims.Claim> claims = owed.claims().all();
      if (wanted.size() < claims.size()) {
        Claims.Claim claim = claims.get(wanted.size());
        boolean known = claim.id() == owed.own() && !owed.claims().orphans();
        ask(
            known ? Condition.always() : claim.wants(),
            candidates,
            Integer.MAX_VALUE,
            matching -> {
              List<BitSet> more = new ArrayList<>(wanted);
              more.add(copy(matching));
              owed(owed, more, candidates, then);
            });
        return;
      }
      BitSet owing = copy(candidates);
      for (int i = owing.nextSetBit(0); i >= 0; i = owing.nextSetBit(i + 1)) {
        int at = i;
        boolean owes =
            owed.claims()
                .owes(
                    owed.own(),
                    chunk.queueOffset(i),
                    owed.state(),
                    owed.consumed(),
                    claim -> wanted.get(claim).get(at));
        owing.set(i, owes);
      }
      then.accept(owing);
    }

    private BitSet from(long queueOffset, BitSet candidates) {
      BitSet matching = copy(candidates);
      for (int i = matching.nextSetBit(0); i >= 0; i = matching.nextSetBit(i + 1)) {
        if (chunk.queueOffset(i) >= queueOffset) {
          break;
        }
        matching.clear(i);
      }
      return matching;
    }

    private void all(
        Iterator<Condition> parts, BitSet candidates, int most, Consumer<BitSet> then) {
      if (!parts.hasNext()) {
        then.accept(copy(candidates));
        return;
      }
      Condition part = parts.next();
      if (!parts.hasNext()) {
        ask(part, candidates, most, then);
        return;
      }
      ask(part, candidates, Integer.MAX_VALUE, left -> all(parts, left, most, then));
    }

    private void any(
        Iterator<Condition> parts, BitSet candidates, BitSet found, Consumer<BitSet> then) {
      if (!parts.hasNext()) {
        then.accept(found);
        return;
      }
      ask(
          parts.next(),
          candidates,
          Integer.MAX_VALUE,
          matching -> {
            BitSet left = copy(candidates);
            left.andNot(matching);
            found.or(matching);
            any(parts, left, found, then);
          });
    }

    private void plugin(Matches condition, BitSet candidates, int most, Consumer<BitSet> then) {
      BitSet asked = copy(candidates);
      asked.clear(seen, chunk.messages());
      if (asked.isEmpty()) {
        then.accept(asked);
        return;
      }
      plugins.call(
          condition.name(),
          place,
          new Evaluation(condition, chunk, asked, most, place, clock),
          new PluginOutcome<Verdict>() {
            @Override
            public void result(Verdict verdict) {
              if (verdict.illegal() == null) {
                seen = Math.min(seen, verdict.seen());
                failing.or(verdict.failing());
                failure = failure == null ? verdict.failure() : failure;
                then.accept(copy(verdict.matching()));
              } else if (condition.lenient()) {
                then.accept(new BitSet());
              } else {
                outcome.illegal(verdict.illegal());
              }
            }

            @Override
            public void gap(Gap gap) {
              outcome.gap(gap);
            }
          });
    }

    private static BitSet copy(BitSet set) {
      return (BitSet) set.clone();
    }
  }
}
