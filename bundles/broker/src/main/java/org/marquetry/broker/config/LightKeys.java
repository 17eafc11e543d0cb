/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.config;

import static org.marquetry.broker.config.ValueType.BOOLEAN;
import static org.marquetry.broker.config.ValueType.integer;

import java.util.List;

/** The configuration keys of light queues: RocketMQ's names. */
final class LightKeys {

  static final SettingKey<Boolean> QUEUES =
      SettingKeys.fixed(
          "enableLmq",
          BOOLEAN,
          "false",
          "there are light queues, called %LMQ%…, without a topic of their own");
  static final SettingKey<Boolean> FAN_OUT =
      SettingKeys.fixed(
          "enableMultiDispatch",
          BOOLEAN,
          "false",
          "with enableLmq: messages go into the light queues that their property"
              + " INNER_MULTI_DISPATCH names, too");
  static final SettingKey<Boolean> QUOTA =
      SettingKeys.live(
          "enableLmqQuota", BOOLEAN, "false", "there may be maxLmqConsumeQueueNum light queues");
  static final SettingKey<Integer> MOST =
      SettingKeys.live(
          "maxLmqConsumeQueueNum",
          integer(1, 100_000_000),
          "20000",
          "light queues with enableLmqQuota; a message for one more is answered with code 2017");

  /** In the order of this class. */
  static final List<SettingKey<?>> ALL = List.of(QUEUES, FAN_OUT, QUOTA, MOST);

  private LightKeys() {}
}
