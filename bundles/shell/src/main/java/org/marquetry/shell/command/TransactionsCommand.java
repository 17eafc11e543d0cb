/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.TransactionAdmin;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Facts;
import org.marquetry.shell.output.Table;

/** {@code mq:transactions}. */
final class TransactionsCommand implements Command {

  private static final String LIMIT = "--limit";
  private static final String TOTALS = "--totals";
  private static final int USUAL = 50;
  private static final int MOST = 100_000;
  private static final double MILLIS_PER_SECOND = 1e3;

  private final Node node;

  TransactionsCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of("transactions", "Lists the messages whose transaction has not ended")
        .option(LIMIT, "N", "at most so many (" + USUAL + ")")
        .flag(TOTALS, "figures since the broker started, instead of the list");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    TransactionAdmin transactions = node.transactions();
    int limit = arguments.intOption(LIMIT, USUAL, 1, MOST);
    return arguments.flag(TOTALS) ? totals(transactions.totals()) : list(transactions, limit);
  }

  private static Answer totals(TransactionAdmin.Totals totals) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("undecided", totals.undecided());
    facts.put("committed", totals.committed());
    facts.put("rolled back", totals.rolledBack());
    facts.put("questions to producers", totals.asked());
    facts.put("given up", totals.givenUp());
    facts.put("lost", totals.lost());
    return new Facts(facts);
  }

  private static Answer list(TransactionAdmin transactions, int limit) throws AdminException {
    Table table =
        new Table(
            "no transaction is undecided",
            "half message",
            "state",
            "topic",
            "queue",
            "unique key",
            "keys",
            "producer group",
            "producer online",
            "age s",
            "checks");
    for (TransactionAdmin.Undecided half : transactions.undecided(limit)) {
      table.row(
          half.offset(),
          half.givenUp() ? "given up" : half.checks() == 0 ? "waiting" : "asked",
          half.topic(),
          half.queueId(),
          half.key(),
          half.keys(),
          half.group(),
          half.producerOnline(),
          half.ageMillis() / MILLIS_PER_SECOND,
          half.checks());
    }
    return table;
  }
}
