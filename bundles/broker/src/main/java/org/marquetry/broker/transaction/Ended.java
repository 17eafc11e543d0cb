/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

/** What became of an attempt to end a transaction. */
enum Ended {
  COMMITTED,
  ROLLED_BACK,

  /** The producer does not know yet. */
  UNDECIDED,

  /** There is no half message at that position. */
  NOT_FOUND,

  /** It belongs to another producer group. */
  WRONG_GROUP,

  /** It stands elsewhere in the queue of half messages. */
  WRONG_OFFSET,

  /** The time that it set itself for being ended unasked is over. */
  TOO_LATE,

  /** It was committed or rolled back before. */
  DECIDED_BEFORE
}
