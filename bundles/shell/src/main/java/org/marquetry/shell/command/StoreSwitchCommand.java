/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.StoreAdmin;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Facts;

/** {@code mq:store-switch}. */
final class StoreSwitchCommand implements Command {

  private static final String FORCE = "--force";
  private static final double NANOS_PER_MILLI = 1e6;

  private final Node node;

  StoreSwitchCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of("store-switch", "Goes on with the message log in another storage backend")
        .operand("BACKEND", "its name, as in mq:plugins")
        .flag(FORCE, "also where it does not keep what clients have been promised");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    StoreAdmin.Switched switched =
        node.store().switchTo(arguments.operand(0), arguments.flag(FORCE));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("from", switched.from());
    facts.put("to", switched.to());
    facts.put("sealed at", switched.sealedAt());
    facts.put("start", switched.start());
    facts.put("sends held ms", switched.heldNanos() / NANOS_PER_MILLI);
    facts.put("survives restart", survives(switched));
    return new Facts(facts);
  }

  /** Whether messages stored from now on will; an operator should not learn it at the restart. */
  private String survives(StoreAdmin.Switched switched) throws CommandFailure {
    boolean lasting =
        node.store().spans().stream()
            .filter(span -> span.start() == switched.start())
            .allMatch(StoreAdmin.Span::lasting);
    return lasting ? "yes" : "no: with the end of the process its messages are lost";
  }
}
