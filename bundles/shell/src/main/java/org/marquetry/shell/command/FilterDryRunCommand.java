/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.FilterAdmin;
import org.marquetry.shell.output.Answer;

/** {@code mq:filter-dry-run}. */
final class FilterDryRunCommand implements Command {

  private static final String FROM = "--from";
  private static final String TO = "--to";
  private static final String LAST = "--last";
  private static final String WAIT = "--wait";
  private static final int DEFAULT_WAIT_SECONDS = 10;
  private static final int MOST_WAIT_SECONDS = 3_600;

  private final Node node;
  private final ZoneId zone;

  FilterDryRunCommand(Node node, ZoneId zone) {
    this.node = node;
    this.zone = zone;
  }

  @Override
  public Usage usage() {
    return ComparisonOperands.usage(
            "filter-dry-run",
            "Judges stored messages by a candidate too, and shows where it differs from what the"
                + " group is served by")
        .option(FROM, "TIME", "stored from then on, as 2026-11-21T07:00 or milliseconds since 1970")
        .option(TO, "TIME", "stored until then")
        .option(LAST, "N", "only the newest messages of each queue")
        .option(
            WAIT,
            "SECONDS",
            "shows after so long what was found by then; it goes on, see report ["
                + DEFAULT_WAIT_SECONDS
                + "]");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    FilterAdmin admin = node.filters();
    Answer answer = new ComparisonOperands("dry-run", admin).answer(arguments, usage());
    if (answer != null) {
      return answer;
    }
    int wait = arguments.intOption(WAIT, DEFAULT_WAIT_SECONDS, 0, MOST_WAIT_SECONDS);
    return ComparisonOperands.of(
        admin.dryRun(
            arguments.operand(0),
            arguments.operand(1),
            arguments.operand(2),
            arguments.operand(3),
            time(arguments, FROM),
            time(arguments, TO),
            arguments.longOption(LAST, 0, 1, Long.MAX_VALUE),
            1_000L * wait));
  }

  private long time(Arguments arguments, String option) throws CommandFailure {
    String text = arguments.option(option);
    if (text == null) {
      return -1;
    }
    try {
      if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Long.parseLong(text);
      }
      return text.endsWith("Z")
          ? Instant.parse(text).toEpochMilli()
          : LocalDateTime.parse(text).atZone(zone).toInstant().toEpochMilli();
    } catch (DateTimeException | NumberFormatException e) {
      throw usage()
          .misused(
              option
                  + " is '"
                  + text
                  + "', allowed are times as 2026-11-21T07:00, 2026-11-21T07:00:00Z and"
                  + " milliseconds since 1970");
    }
  }
}
