/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.marquetry.filter.MessageFilter;

/** Judging a message with usual values allocates nothing. */
class AllocationTest {

  private static final int ROUNDS = 1_000;

  private static final StoredMessage MESSAGE =
      StoredMessage.with(
          "region", "eu", "amount", "4711", "price", "12.50", "vip", "true", "name", "Jürgen");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "region = 'eu' AND amount > 100",
        "amount BETWEEN 1 AND 9999 OR price < 1.5",
        "price >= 12.5 AND price < 1e3",
        "region IN ('us', 'eu', 'asia', 'africa', 'australia')",
        "name STARTSWITH 'Jü' AND name NOT CONTAINS 'x' AND name ENDSWITH 'n'",
        "vip = TRUE AND missing IS NULL AND NOT (region <> 'eu')",
        "name > 5 OR price = 5",
        "price > amount OR region = vip",
      })
  void allocatesNothing(String expression) throws Exception {
    MessageFilter filter = Sql.compile(expression);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    judge(filter);
    judge(filter);
    long before = threads.getThreadAllocatedBytes(self);
    judge(filter);
    long allocated = threads.getThreadAllocatedBytes(self) - before;

    // The question itself may cost some bytes, but fewer than there are rounds.
    assertThat(allocated).as("bytes of %d rounds", ROUNDS).isLessThan(ROUNDS);
  }

  private static void judge(MessageFilter filter) throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      filter.matches(MESSAGE);
    }
  }
}
