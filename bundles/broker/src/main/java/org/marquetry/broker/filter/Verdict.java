/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import java.util.BitSet;

/**
 * What a filter says of the messages of a chunk that it was asked about. Not to be changed. Equal
 * is what says the same of the messages that both have seen: so verdicts of two versions of a
 * filter are compared, of which one may have been given more time than the other.
 *
 * @param matching indexes of messages
 * @param seen messages before this index were judged
 * @param failing indexes of messages that it could not judge, where that was to be passed over
 * @param failure why it could not judge the first of them, {@code null} where there is none
 * @param illegal {@code null} where the expression is legal
 */
record Verdict(BitSet matching, int seen, BitSet failing, String failure, Illegal illegal) {

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Verdict that) || (illegal == null) != (that.illegal == null)) {
      return false;
    }
    int both = Math.min(seen, that.seen);
    return matching.get(0, both).equals(that.matching.get(0, both))
        && failing.get(0, both).equals(that.failing.get(0, both));
  }

  @Override
  public int hashCode() {
    return illegal == null ? 0 : 1;
  }
}
