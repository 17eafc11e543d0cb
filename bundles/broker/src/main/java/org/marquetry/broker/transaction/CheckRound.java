/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

import java.io.IOException;
import org.marquetry.broker.topic.TopicNames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes through the undecided half messages from time to time, a few at once. For one thread. */
final class CheckRound {

  private static final Logger LOG = LoggerFactory.getLogger(CheckRound.class);

  /** Half messages looked at in one step; then other work gets its turn. */
  private static final int AT_ONCE = 500;

  private static final long PAUSE_MILLIS = 20;

  private final Transactions transactions;
  private final TransactionLog log;

  /** Where the round under way goes on, and where it ends; the same where there is none. */
  private long next;

  private long end;
  private int asked;
  private int setAside;
  private int gone;
  private String problem = "";

  CheckRound(Transactions transactions, TransactionLog log) {
    this.transactions = transactions;
    this.log = log;
  }

  /** Whether a round is under way. */
  boolean underWay() {
    return next < end;
  }

  /** Begins a round: of the half messages that there are now. */
  void begin() {
    next = transactions.undecidedFrom(0);
    end = log.endHalf();
    asked = 0;
    setAside = 0;
    gone = 0;
  }

  /**
   * Goes on with the round.
   *
   * @return milliseconds after which to go on, 0 where the round is over
   */
  long step() {
    for (int i = 0; i < AT_ONCE && next < end; i++) {
      try {
        count(transactions.look(next));
      } catch (IOException e) {
        failed(e);
      }
      next = transactions.undecidedFrom(next + 1);
    }
    if (next < end) {
      return PAUSE_MILLIS;
    }
    report();
    return 0;
  }

  private void failed(IOException failure) {
    if (!problem.equals(failure.getMessage())) {
      problem = String.valueOf(failure.getMessage());
      LOG.warn("undecided transactions have to wait for the next round: {}", problem);
    }
  }

  private void count(Transactions.Look look) {
    switch (look) {
      case ASKED -> asked++;
      case SET_ASIDE -> setAside++;
      case GONE -> gone++;
      default -> {}
    }
  }

  private void report() {
    if (setAside > 0) {
      LOG.error(
          "{} transactions were given up: their producers did not answer in time"
              + " (transactionCheckMax, fileReservedTime). Their messages are in {}; mq:transactions"
              + " shows them",
          setAside,
          TopicNames.CHECK_MAX_TIME);
    }
    if (gone > 0) {
      LOG.error("{} undecided half messages were removed from the log: they are lost", gone);
    }
    if (asked > 0) {
      LOG.debug("the producers of {} transactions were asked", asked);
    }
  }
}
