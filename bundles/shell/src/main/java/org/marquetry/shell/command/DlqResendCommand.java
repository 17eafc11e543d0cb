/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.DeadLetterAdmin;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Facts;

/** {@code mq:dlq-resend}. */
final class DlqResendCommand implements Command {

  private static final String FROM = "--from";
  private static final String LIMIT = "--limit";
  private static final int USUAL = 1_000;
  private static final int MOST = 10_000_000;

  private final Node node;

  DlqResendCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of("dlq-resend", "Gives a consumer group its dead letters once more")
        .operand("GROUP", "the consumer group")
        .option(FROM, "N", "begin at this dead letter (behind those sent again before)")
        .option(LIMIT, "N", "at most so many (" + USUAL + ")");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    long from = arguments.longOption(FROM, -1, 0, Long.MAX_VALUE);
    int limit = arguments.intOption(LIMIT, USUAL, 1, MOST);
    DeadLetterAdmin.Resent resent = node.deadLetters().resend(arguments.operand(0), from, limit);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("group", arguments.operand(0));
    facts.put("sent again", resent.messages());
    facts.put("next", resent.next());
    facts.put("left", resent.left());
    return new Facts(facts);
  }
}
