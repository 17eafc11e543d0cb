/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import java.util.List;
import java.util.function.IntPredicate;

/**
 * Who owns which message of a queue, of several claimants that want different messages. A message
 * has one owner at most: it is drawn, evenly, among the claimants that want it and were there
 * before it was stored; where there is none it is the first of those who came later and want it.
 * Whoever else comes, owners stay. When a claimant leaves, what it did not consume is owned by
 * another one; what it consumed it goes on to own. So owners depend on nothing but the queue offset
 * and on how many claimants have left, which is called the state. Immutable.
 *
 * @param all in the order in which they came
 * @param orphans whether a message that none wants is owned as if all wanted it
 */
public record Claims(List<Claim> all, boolean orphans) {

  private static final int NOBODY = -1;

  /**
   * One claimant.
   *
   * @param id ascending in the order in which they came
   * @param from queue offset of the first message that it may own
   * @param since queue offset of the first message that was stored when it was there
   * @param leave {@code null} while it is there
   */
  public record Claim(int id, Condition wants, long from, long since, Leave leave) {}

  /**
   * That a claimant has left.
   *
   * @param state that the leave led to
   * @param consumed by it
   */
  public record Leave(int state, List<Consumed> consumed) {

    public Leave {
      consumed = List.copyOf(consumed);
    }
  }

  /**
   * A part of a queue, behind the part before, of which a claimant has consumed what it owned in a
   * state.
   *
   * @param end queue offset, exclusive
   */
  public record Consumed(long end, int state) {}

  public Claims {
    all = List.copyOf(all);
  }

  /**
   * Whether a claimant owns a message and has not consumed it.
   *
   * @param consumed by it
   * @param wanted whether a message is wanted, by index of the claim
   */
  boolean owes(int id, long queueOffset, int state, List<Consumed> consumed, IntPredicate wanted) {
    return owner(queueOffset, state, wanted) == id && !consumed(id, consumed, queueOffset, wanted);
  }

  private boolean consumed(int id, List<Consumed> parts, long queueOffset, IntPredicate wanted) {
    for (Consumed part : parts) {
      if (queueOffset < part.end) {
        return owner(queueOffset, part.state, wanted) == id;
      }
    }
    return false;
  }

  private int owner(long queueOffset, int state, IntPredicate wanted) {
    int owner = draw(queueOffset, state, wanted, wanted);
    return owner == NOBODY && orphans ? draw(queueOffset, state, index -> true, wanted) : owner;
  }

  private int draw(long queueOffset, int state, IntPredicate eligible, IntPredicate wanted) {
    Claim best = null;
    for (int i = 0; i < all.size(); i++) {
      Claim claim = all.get(i);
      if (eligible.test(i)
          && claims(claim, queueOffset, state, wanted)
          && (best == null || before(claim, best, queueOffset))) {
        best = claim;
      }
    }
    return best == null ? NOBODY : best.id;
  }

  private boolean claims(Claim claim, long queueOffset, int state, IntPredicate wanted) {
    if (queueOffset < claim.from) {
      return false;
    }
    Leave leave = claim.leave;
    // What it consumed it owned in states before the one that its leave led to: this ends.
    return leave == null
        || state < leave.state
        || consumed(claim.id, leave.consumed, queueOffset, wanted);
  }

  private static boolean before(Claim one, Claim other, long queueOffset) {
    boolean here = queueOffset >= one.since;
    boolean there = queueOffset >= other.since;
    if (here != there) {
      return here;
    }
    long rank = here ? rank(one.id, queueOffset) : 0;
    long otherRank = here ? rank(other.id, queueOffset) : 0;
    return rank == otherRank ? one.id < other.id : rank > otherRank;
  }

  /** Spreads messages evenly; the finalizer of MurmurHash3 over both numbers. */
  private static long rank(int id, long queueOffset) {
    long hash = queueOffset * 0x9E3779B97F4A7C15L + id;
    hash = (hash ^ (hash >>> 33)) * 0xFF51AFD7ED558CCDL;
    hash = (hash ^ (hash >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return hash ^ (hash >>> 33);
  }
}
