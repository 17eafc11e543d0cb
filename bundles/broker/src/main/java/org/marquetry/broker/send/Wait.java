/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import java.util.concurrent.TimeUnit;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.message.PropertyNames;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.ResponseCode;

/**
 * What a message asks for that is not to be delivered at once. Immutable.
 *
 * @param level delay level; 0 for none
 * @param dueMillis delivery time of its own, in milliseconds since 1970; 0 for none
 */
record Wait(int level, long dueMillis) {

  /** To be delivered at once. */
  static final Wait NONE = new Wait(0, 0);

  /**
   * What properties ask for: a level, which goes before everything else, or a delivery time, unless
   * that is over.
   *
   * @throws CommandException if the broker does not do what they ask for
   */
  static Wait of(PropertyScan scan, BrokerSettings.Timers rules, long nowMillis)
      throws CommandException {
    int level = scan.delayLevel();
    if (level > 0) {
      return new Wait(level, 0);
    }
    if (!scan.has(PropertyScan.TIMER)) {
      return NONE;
    }
    if (!rules.enabled()) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR,
          "accurate timer message is not enabled (timerWheelEnable=false): use a delay level"
              + " (DELAY) instead of TIMER_*");
    }
    if (scan.has(PropertyScan.CANCELLATION)) {
      throw new CommandException(
          ResponseCode.MESSAGE_ILLEGAL,
          "timer message illegal, this broker takes no "
              + PropertyNames.TIMER_DELETE_KEY
              + " from producers: recall the message by the handle that its send was answered"
              + " with");
    }
    long delay = delayMillis(scan, nowMillis);
    if (delay > rules.maxDelayMillis()) {
      throw illegal(scan, rules);
    }
    return delay <= 0 ? NONE : new Wait(0, nowMillis + delay);
  }

  /**
   * The delay that is asked for in milliseconds, {@link Long#MAX_VALUE} where that is nonsense: no
   * number, one less than 0, or one that is too great to be counted with.
   */
  private static long delayMillis(PropertyScan scan, long nowMillis) {
    long number;
    try {
      number = Long.parseLong(scan.timerText().trim());
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
    if (number < 0) {
      return Long.MAX_VALUE;
    }
    return switch (scan.timerKind()) {
      case PropertyScan.DELAY_SECONDS -> TimeUnit.SECONDS.toMillis(number);
      case PropertyScan.DELAY_MILLIS -> number;
      default -> number - nowMillis;
    };
  }

  private static CommandException illegal(PropertyScan scan, BrokerSettings.Timers rules) {
    String property =
        switch (scan.timerKind()) {
          case PropertyScan.DELAY_SECONDS -> PropertyNames.TIMER_DELAY_SEC;
          case PropertyScan.DELAY_MILLIS -> PropertyNames.TIMER_DELAY_MS;
          case PropertyScan.DELIVER_MILLIS -> PropertyNames.TIMER_DELIVER_MS;
          default -> PropertyNames.START_DELIVER_TIME;
        };
    return new CommandException(
        ResponseCode.MESSAGE_ILLEGAL,
        "timer message illegal, the delay time should not be bigger than the max delay "
            + rules.maxDelayMillis()
            + "ms; "
            + property
            + " is '"
            + scan.timerText()
            + "', allowed are whole numbers from 0 on up to that (timerMaxDelaySec)");
  }

  boolean none() {
    return level <= 0 && dueMillis <= 0;
  }

  boolean timed() {
    return dueMillis > 0;
  }
}
