/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.DeadLetterAdmin;
import org.marquetry.admin.TransactionAdmin;

class TransactionCommandsTest {

  private final List<String> asked = new ArrayList<>();
  private final Node node = new Node();
  private final Commands commands = new Commands(node, ZoneOffset.UTC);

  private final TransactionAdmin transactions =
      new TransactionAdmin() {
        @Override
        public List<Undecided> undecided(int most) {
          asked.add("list " + most);
          return List.of(
              new Undecided(7, "Orders", 2, "U1", "order-1", "PG", true, 12_500, 2, false),
              new Undecided(9, "Orders", 0, "U2", "", "PG", false, 900, 15, true));
        }

        @Override
        public Totals totals() {
          return new Totals(2, 10, 3, 4, 1, 0);
        }

        @Override
        public void commit(long offset) throws AdminException {
          if (offset == 8) {
            throw new AdminException("the transaction of half message 8 has ended");
          }
          asked.add("commit " + offset);
        }

        @Override
        public void rollback(long offset) {
          asked.add("rollback " + offset);
        }
      };

  @Test
  void listsWhatIsUndecided() throws CommandFailure {
    node.here(TransactionAdmin.class, transactions);
    assertThat(commands.call("transactions", List.of("--limit", "5")))
        .contains("Orders", "U1", "order-1", "12.5", "asked", "given up");
    assertThat(commands.call("transactions", List.of("--json"))).contains("\"U2\"");
    assertThat(asked).containsExactly("list 5", "list 50");
  }

  @Test
  void showsFigures() throws CommandFailure {
    node.here(TransactionAdmin.class, transactions);
    assertThat(commands.call("transactions", List.of("--totals")))
        .contains("committed", "10", "rolled back", "given up");
  }

  @Test
  void endsTransactions() throws CommandFailure {
    node.here(TransactionAdmin.class, transactions);
    assertThat(commands.call("transaction-commit", List.of("7"))).contains("committed");
    assertThat(commands.call("transaction-rollback", List.of("9"))).contains("rolled back");
    assertThat(asked).containsExactly("commit 7", "rollback 9");
    assertThatThrownBy(() -> commands.call("transaction-commit", List.of("8")))
        .hasMessageContaining("has ended");
    assertThatThrownBy(() -> commands.call("transaction-commit", List.of("x")))
        .hasMessageContaining("HALF is 'x'");
    assertThatThrownBy(() -> commands.call("transaction-commit", List.of()))
        .hasMessageContaining("HALF is missing");
  }

  @Test
  void sendsDeadLettersAgain() throws CommandFailure {
    node.here(
        DeadLetterAdmin.class,
        (group, from, most) -> {
          asked.add(group + " " + from + " " + most);
          return new DeadLetterAdmin.Resent(3, 10, 2);
        });
    assertThat(commands.call("dlq-resend", List.of("G"))).contains("sent again", "3", "left");
    commands.call("dlq-resend", List.of("G", "--from", "4", "--limit", "5"));
    assertThat(asked).containsExactly("G -1 1000", "G 4 5");
    assertThatThrownBy(() -> commands.call("dlq-resend", List.of()))
        .hasMessageContaining("GROUP is missing");
  }

  @Test
  void saysThatNoBrokerRuns() {
    node.here(TransactionAdmin.class, transactions);
    node.gone(TransactionAdmin.class, transactions);
    assertThatThrownBy(() -> commands.call("transactions", List.of()))
        .hasMessageContaining("no broker runs in this node");
  }
}
