/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.config;

import static org.marquetry.broker.config.ValueType.BOOLEAN;
import static org.marquetry.broker.config.ValueType.DELAY_LEVELS;
import static org.marquetry.broker.config.ValueType.NAME;
import static org.marquetry.broker.config.ValueType.integer;
import static org.marquetry.broker.config.ValueType.number;

import java.util.List;

/** The configuration keys of delayed messages: RocketMQ's names and units where it has them. */
final class DelayKeys {

  static final SettingKey<DelayLevels> LEVELS =
      SettingKeys.fixed(
          "messageDelayLevel", DELAY_LEVELS, DelayLevels.DEFAULT, "delays of levels 1, 2, …");
  static final SettingKey<Integer> OFFSET_PERIOD =
      SettingKeys.fixed(
          "flushDelayOffsetInterval",
          integer(100, 3_600_000),
          "10000",
          "milliseconds between two writes of the delay levels' progress");
  static final SettingKey<Boolean> TIMER =
      SettingKeys.live(
          "timerWheelEnable",
          BOOLEAN,
          "true",
          "take messages with delivery times of their own (TIMER_DELAY_SEC, TIMER_DELAY_MS,"
              + " TIMER_DELIVER_MS)");
  static final SettingKey<Long> MAX_DELAY =
      SettingKeys.live(
          "timerMaxDelaySec",
          number(1, 3_153_600_000L),
          "259200",
          "seconds that a message may ask to be delayed for");
  static final SettingKey<Long> ROLL_WINDOW =
      SettingKeys.fixed(
          "timerRollWindowSlot",
          number(2, 172_800),
          "172800",
          "seconds after which a message that waits longer is stored again, so that the log can be"
              + " cleaned; must be shorter than fileReservedTime");
  static final SettingKey<Boolean> RECALL =
      SettingKeys.live(
          "recallMessageEnable", BOOLEAN, "false", "producers may take delayed messages back");
  static final SettingKey<String> LEVELS_ENGINE =
      SettingKeys.live(
          "delayEngineLevels", NAME, "levels", "delay engine that serves the delay levels");
  static final SettingKey<String> TIMER_ENGINE =
      SettingKeys.live(
          "delayEngineTimer", NAME, "wheel", "delay engine that serves other delivery times");

  /** In the order of this class. */
  static final List<SettingKey<?>> ALL =
      List.of(
          LEVELS,
          OFFSET_PERIOD,
          TIMER,
          MAX_DELAY,
          ROLL_WINDOW,
          RECALL,
          LEVELS_ENGINE,
          TIMER_ENGINE);

  private DelayKeys() {}
}
