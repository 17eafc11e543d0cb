/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.BrokerAdmin.Sent;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Facts;

/** {@code mq:send}. */
final class SendCommand implements Command {

  private final Node node;

  SendCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of("send", "Sends one message, as a client would")
        .operand("TOPIC", "where to")
        .operand("BODY", "the text; in quotes where it has blanks")
        .option("--tag", "TAG", "what consumers may filter by")
        .option("--key", "KEY", "what the message may be looked up by");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    Sent sent =
        node.broker()
            .send(
                arguments.operand(0),
                arguments.option("--tag"),
                arguments.option("--key"),
                arguments.operand(1));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("message id", sent.messageId());
    facts.put("queue", sent.queueId());
    facts.put("queue offset", sent.queueOffset());
    return new Facts(facts);
  }
}
