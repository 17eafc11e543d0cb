/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.config;

import static org.marquetry.broker.config.ValueType.BOOLEAN;
import static org.marquetry.broker.config.ValueType.HOURS;
import static org.marquetry.broker.config.ValueType.integer;

import java.util.List;
import java.util.Set;
import org.marquetry.store.retention.RetentionRules;

/** The configuration keys that say how long messages are kept: RocketMQ's names and units. */
final class RetentionKeys {

  static final SettingKey<Integer> KEPT_HOURS =
      SettingKeys.live(
          "fileReservedTime",
          integer(1, 1_000_000),
          "72",
          "hours for which messages are kept; a topic's attribute reserve.time overrides it");
  static final SettingKey<Set<Integer>> HOURS_OF_DAY =
      SettingKeys.live("deleteWhen", HOURS, "04", "hours of the day in which old messages go");
  static final SettingKey<Integer> CLEAN_RATIO =
      SettingKeys.live(
          "diskMaxUsedSpaceRatio",
          integer(1, 100),
          "75",
          "percent of the disk in use from which on old messages go at any hour");
  static final SettingKey<Integer> FORCE_RATIO =
      SettingKeys.live(
          "diskSpaceCleanForciblyRatio",
          integer(1, 100),
          "85",
          "percent of the disk in use from which on the oldest messages go whatever their age");
  static final SettingKey<Boolean> FORCE =
      SettingKeys.live("cleanFileForciblyEnable", BOOLEAN, "true", "whether they do");

  /** In the order of this class. */
  static final List<SettingKey<?>> ALL =
      List.of(KEPT_HOURS, HOURS_OF_DAY, CLEAN_RATIO, FORCE_RATIO, FORCE);

  private static final long HOUR_MILLIS = 3_600_000;

  private RetentionKeys() {}

  static RetentionRules rules(GivenValues values) throws SettingsException {
    return new RetentionRules(
        values.of(KEPT_HOURS) * HOUR_MILLIS,
        values.of(HOURS_OF_DAY),
        values.of(CLEAN_RATIO) / 100.0,
        values.of(FORCE_RATIO) / 100.0,
        values.of(FORCE));
  }
}
