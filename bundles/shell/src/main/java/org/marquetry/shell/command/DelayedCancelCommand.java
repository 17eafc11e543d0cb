/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.List;
import java.util.Map;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.DelayAdmin;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Facts;

/** {@code mq:delayed-cancel}. */
final class DelayedCancelCommand implements Command {

  private final Node node;

  DelayedCancelCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of("delayed-cancel", "Takes messages back that wait for their delivery time")
        .operand("KEY", "unique key or key, as in mq:delayed");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    String key = arguments.operand(0);
    int cancelled = node.delay().cancel(key);
    if (cancelled == 0) {
      throw nothing(node.delay(), key);
    }
    return new Facts(Map.of("cancelled", cancelled));
  }

  /** Says what became of messages with a key none of which waits. */
  static CommandFailure nothing(DelayAdmin delay, String key) throws AdminException {
    List<DelayAdmin.Waiting> found = delay.find(key);
    return new CommandFailure(
        found.isEmpty()
            ? "no delayed message has the key " + key
            : "the message with the key " + key + " was " + found.get(0).state() + " already");
  }
}
