/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.admin;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What an operator asks of a broker's transactions. Published as a service while a broker runs.
 * Thread-safe; everything may block for the disk.
 *
 * <pre>{@code
 * for (TransactionAdmin.Undecided half : transactions.undecided(100)) {
 *   if (!half.producerOnline() && half.ageMillis() > 600_000) {
 *     transactions.rollback(half.offset());
 *   }
 * }
 * }</pre>
 */
@ProviderType
public interface TransactionAdmin {

  /**
   * Messages whose transaction has not ended: those that were given up first, then the others, the
   * oldest first of each.
   *
   * @param most how many, at least 1
   * @return a snapshot
   * @throws AdminException if the log cannot be read
   */
  List<Undecided> undecided(int most) throws AdminException;

  /**
   * Counts what there is and what has happened.
   *
   * @return a snapshot
   */
  Totals totals();

  /**
   * Delivers an undecided message, as its producer's commit would.
   *
   * @param offset see {@link Undecided#offset}
   * @throws AdminException if it is not undecided, or the store does not take it
   */
  void commit(long offset) throws AdminException;

  /**
   * Drops an undecided message, as its producer's roll-back would.
   *
   * @param offset see {@link Undecided#offset}
   * @throws AdminException if it is not undecided, or the store does not take it
   */
  void rollback(long offset) throws AdminException;

  /**
   * A message whose transaction has not ended.
   *
   * @param offset of the half message; identifies it
   * @param topic that it goes to when it is committed
   * @param queueId queue that it goes to
   * @param key unique key that its producer gave it; may be empty
   * @param keys its keys for look-up; may be empty
   * @param group of its producers; may be empty
   * @param producerOnline whether one of them is connected to this broker
   * @param ageMillis since it was made
   * @param checks how often its producers were asked
   * @param givenUp whether they are not asked any more
   */
  record Undecided(
      long offset,
      String topic,
      int queueId,
      String key,
      String keys,
      String group,
      boolean producerOnline,
      long ageMillis,
      int checks,
      boolean givenUp) {}

  /**
   * Figures; all but {@code undecided} since the broker started.
   *
   * @param undecided messages whose producers are still asked
   * @param asked questions to producers
   * @param givenUp messages whose producers were asked too often or which became too old
   * @param lost undecided messages that were removed from the log
   */
  record Totals(
      long undecided, long committed, long rolledBack, long asked, long givenUp, long lost) {}
}
