/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import org.marquetry.admin.StoreAdmin;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Table;

/** {@code mq:store-spans}. */
final class StoreSpansCommand implements Command {

  private final Node node;

  StoreSpansCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of("store-spans", "Lists the spans of the message log and who keeps each");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure {
    Table spans =
        new Table(
            "the log has no span",
            "start",
            "end",
            "backend",
            "version",
            "state",
            "survives restart",
            "bytes",
            "directory",
            "detail");
    for (StoreAdmin.Span span : node.store().spans()) {
      spans.row(
          span.start(),
          span.end(),
          span.backend(),
          span.version(),
          span.state(),
          span.lasting(),
          span.bytes(),
          span.directory(),
          span.detail());
    }
    return spans;
  }
}
