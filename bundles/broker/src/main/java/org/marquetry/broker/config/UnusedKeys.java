/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.config;

import static org.marquetry.broker.config.ValueType.BOOLEAN;
import static org.marquetry.broker.config.ValueType.TEXT;
import static org.marquetry.broker.config.ValueType.integer;

import java.util.List;

/**
 * Keys of RocketMQ that have no effect here yet. A bad value of one stops the start like any other,
 * for it would do so there too.
 */
final class UnusedKeys {

  static final List<SettingKey<?>> ALL =
      List.of(
          checked("brokerIP2", TEXT),
          checked("slaveReadEnable", BOOLEAN),
          checked("filterSupportRetry", BOOLEAN),
          checked("waitTimeMillsInSendQueue", integer(1, 3_600_000)),
          checked("timerWheelEnable", BOOLEAN),
          checked("timerPrecisionMs", integer(1, 60_000)),
          checked("timerMaxDelaySec", integer(1, Integer.MAX_VALUE)),
          checked("inSyncReplicas", integer(1, 1_000)),
          checked("totalReplicas", integer(1, 1_000)),
          checked("allAckInSyncStateSet", BOOLEAN),
          checked("enableSlaveActingMaster", BOOLEAN));

  private UnusedKeys() {}

  private static SettingKey<?> checked(String name, ValueType<?> type) {
    return new SettingKey<>(name, type, "", false, "RocketMQ's, without effect in this version");
  }
}
