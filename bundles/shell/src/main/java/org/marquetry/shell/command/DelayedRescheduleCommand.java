/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.marquetry.admin.AdminException;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Facts;

/** {@code mq:delayed-reschedule}. */
final class DelayedRescheduleCommand implements Command {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd['T'][' ']HH:mm[:ss][.SSS]");

  private final Node node;
  private final ZoneId zone;

  /**
   * @param zone of times that are given and shown
   */
  DelayedRescheduleCommand(Node node, ZoneId zone) {
    this.node = node;
    this.zone = zone;
  }

  @Override
  public Usage usage() {
    return Usage.of("delayed-reschedule", "Gives messages that wait another delivery time")
        .operand("KEY", "unique key or key, as in mq:delayed")
        .operand(
            "TIME", "as 2026-11-21T14:30:00, or in milliseconds since 1970; 0 delivers them now");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    String key = arguments.operand(0);
    long due = time(arguments.operand(1));
    int changed = node.delay().reschedule(key, due);
    if (changed == 0) {
      throw DelayedCancelCommand.nothing(node.delay(), key);
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("rescheduled", changed);
    facts.put("due", due == 0 ? "now" : Moment.text(due, zone));
    return new Facts(facts);
  }

  private long time(String text) throws CommandFailure {
    try {
      return text.matches("[0-9]{1,15}")
          ? Long.parseLong(text)
          : LocalDateTime.parse(text, TIME).atZone(zone).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      throw usage()
          .misused(
              "'"
                  + text
                  + "' is no time: allowed is 2026-11-21T14:30:00 or milliseconds since"
                  + " 1970");
    }
  }
}
