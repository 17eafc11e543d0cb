/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.config;

import static org.marquetry.broker.config.ValueType.BOOLEAN;
import static org.marquetry.broker.config.ValueType.integer;
import static org.marquetry.broker.config.ValueType.number;

import java.util.List;

/** The configuration keys of transactions: RocketMQ's names and units. */
final class TransactionKeys {

  private static final long LONGEST_MILLIS = 365L * 24 * 3_600_000;

  static final SettingKey<Boolean> REJECT =
      SettingKeys.live(
          "rejectTransactionMessage", BOOLEAN, "false", "refuse transactional messages");
  static final SettingKey<Long> CHECK_INTERVAL =
      SettingKeys.live(
          "transactionCheckInterval",
          number(1, LONGEST_MILLIS),
          "30000",
          "milliseconds between two looks at undecided transactions");
  static final SettingKey<Long> TIMEOUT =
      SettingKeys.live(
          "transactionTimeOut",
          number(1, LONGEST_MILLIS),
          "6000",
          "age in milliseconds from which on producers are asked what became of a transaction");
  static final SettingKey<Integer> CHECK_MAX =
      SettingKeys.live(
          "transactionCheckMax",
          integer(1, 1_000_000),
          "15",
          "how often producers are asked before their message is given up");
  static final SettingKey<Integer> QUEUE =
      SettingKeys.fixed(
          "endTransactionPoolQueueCapacity",
          integer(1, 10_000_000),
          "100000",
          "ends of transactions that may wait for the disk; more are answered with code 2");

  /** In the order of this class. */
  static final List<SettingKey<?>> ALL = List.of(REJECT, CHECK_INTERVAL, TIMEOUT, CHECK_MAX, QUEUE);

  private TransactionKeys() {}
}
