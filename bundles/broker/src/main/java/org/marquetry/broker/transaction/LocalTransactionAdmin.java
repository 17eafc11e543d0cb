/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.TransactionAdmin;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyBytes;
import org.marquetry.message.PropertyNames;
import org.marquetry.store.LogView;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.system.Clock;

/** The transactions of this broker, as the shell sees them. Thread-safe; blocks for the disk. */
final class LocalTransactionAdmin implements TransactionAdmin {

  private final Transactions transactions;
  private final ProducersOnline producers;
  private final MessageStore store;
  private final Clock clock;

  LocalTransactionAdmin(
      Transactions transactions, ProducersOnline producers, MessageStore store, Clock clock) {
    this.transactions = transactions;
    this.producers = producers;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public List<Undecided> undecided(int most) throws AdminException {
    List<Undecided> undecided = new ArrayList<>();
    try {
      for (Transactions.Open open : transactions.open(most)) {
        LogView view = store.record(open.half().position());
        if (view != null) {
          try {
            undecided.add(undecided(open, new MessageRecord().wrap(view.buffer(), 0)));
          } finally {
            view.release();
          }
        }
      }
    } catch (IOException e) {
      throw new AdminException(e.getMessage());
    }
    return undecided;
  }

  private Undecided undecided(Transactions.Open open, MessageRecord record) {
    String group = open.half().group();
    return new Undecided(
        open.half().offset(),
        text(record, PropertyNames.REAL_TOPIC),
        HalfDrafts.queueId(PropertyBytes.decode(record.properties())),
        text(record, PropertyNames.UNIQUE_KEY),
        text(record, PropertyNames.KEYS),
        group == null ? "" : group,
        producers.online(group),
        open.half().ageMillis(clock.millis()),
        open.checks(),
        open.setAside());
  }

  private static String text(MessageRecord record, String property) {
    String value = record.property(property);
    return value == null ? "" : value;
  }

  @Override
  public Totals totals() {
    Transactions.Counts counts = transactions.counts();
    return new Totals(
        transactions.undecided(),
        counts.committed(),
        counts.rolledBack(),
        counts.asked(),
        counts.givenUp(),
        counts.lost());
  }

  @Override
  public void commit(long offset) throws AdminException {
    end(offset, true);
  }

  @Override
  public void rollback(long offset) throws AdminException {
    end(offset, false);
  }

  private void end(long offset, boolean commit) throws AdminException {
    try {
      if (transactions.end(offset, commit) == Ended.NOT_FOUND) {
        throw new AdminException(
            "the transaction of half message "
                + offset
                + " has ended, or there never was one; mq:transactions lists those that have not");
      }
    } catch (IOException e) {
      throw new AdminException("the transaction stays undecided: " + e.getMessage());
    }
  }
}
