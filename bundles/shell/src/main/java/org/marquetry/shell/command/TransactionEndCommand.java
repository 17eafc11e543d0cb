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

/** {@code mq:transaction-commit} and {@code mq:transaction-rollback}. */
final class TransactionEndCommand implements Command {

  private final Node node;
  private final boolean commit;

  private TransactionEndCommand(Node node, boolean commit) {
    this.node = node;
    this.commit = commit;
  }

  static TransactionEndCommand commit(Node node) {
    return new TransactionEndCommand(node, true);
  }

  static TransactionEndCommand rollback(Node node) {
    return new TransactionEndCommand(node, false);
  }

  @Override
  public Usage usage() {
    Usage usage =
        commit
            ? Usage.of("transaction-commit", "Delivers a message whose transaction has not ended")
            : Usage.of("transaction-rollback", "Drops a message whose transaction has not ended");
    return usage.operand("HALF", "its half message's number, as in mq:transactions");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    TransactionAdmin transactions = node.transactions();
    long half = arguments.longOperand(0, 0, Long.MAX_VALUE);
    if (commit) {
      transactions.commit(half);
    } else {
      transactions.rollback(half);
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("half message", half);
    facts.put("state", commit ? "committed" : "rolled back");
    return new Facts(facts);
  }
}
