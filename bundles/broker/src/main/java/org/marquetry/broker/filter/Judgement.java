/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import java.util.BitSet;
import org.marquetry.plugin.Gap;

/** What came of judging a chunk. Exactly one method is called, once; it must not block. */
public interface Judgement {

  /**
   * @param matching indexes of messages that match, none of them {@code seen} or more
   * @param seen messages before this index were judged; at least 1 unless the chunk is empty
   */
  void judged(BitSet matching, int seen);

  /**
   * Tells, before {@link #judged}, which messages could not be judged where that is to be passed
   * over; they count as not matching.
   *
   * @param example why the first of them could not
   */
  default void failing(BitSet messages, String example) {}

  /** Nothing is known of any message: the expression is illegal. */
  void illegal(Illegal illegal);

  /** Nothing is known of any message: a plugin does not work. */
  void gap(Gap gap);
}
