/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.ResponseCode;

/**
 * What a consumer shows to acknowledge a message, as RocketMQ's clients build it: eight fields
 * separated by blanks.
 *
 * @param startOffset where the pop began
 * @param popTime in milliseconds since 1970
 * @param reviveQueue {@link #ORDERED} for messages that are popped in order
 * @param flag {@link #NORMAL}, {@link #RETRY} or {@link #RETRY_V2}
 */
record Receipt(
    long startOffset,
    long popTime,
    long invisibleMillis,
    int reviveQueue,
    String flag,
    String broker,
    int queueId,
    long offset) {

  static final int ORDERED = 999;
  static final String NORMAL = "0";
  static final String RETRY = "1";
  static final String RETRY_V2 = "2";

  private static final int FIELDS = 8;

  /**
   * @param offset used where the text has none, as older clients' has
   * @throws CommandException code 13 if it is no receipt
   */
  static Receipt parse(String text, long offset) throws CommandException {
    String[] fields = text.split(" ", -1);
    try {
      if (fields.length >= FIELDS - 1) {
        return new Receipt(
            Long.parseLong(fields[0]),
            Long.parseLong(fields[1]),
            Long.parseLong(fields[2]),
            Integer.parseInt(fields[3]),
            fields[4],
            fields[5],
            Integer.parseInt(fields[6]),
            fields.length < FIELDS ? offset : Long.parseLong(fields[7]));
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new CommandException(
        ResponseCode.MESSAGE_ILLEGAL,
        "extraInfo [" + text + "] is no receipt: eight fields separated by blanks are expected");
  }

  /** As clients send it back. */
  String text() {
    return startOffset
        + " "
        + popTime
        + " "
        + invisibleMillis
        + " "
        + reviveQueue
        + " "
        + flag
        + " "
        + broker
        + " "
        + queueId
        + " "
        + offset;
  }

  boolean ordered() {
    return reviveQueue == ORDERED;
  }
}
