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

/** {@code mq:store-clean}. */
final class StoreCleanCommand implements Command {

  private final Node node;

  StoreCleanCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of(
        "store-clean",
        "Drops now the messages that are older than fileReservedTime or their topic's reserve.time");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    StoreAdmin.Cleaned cleaned = node.store().clean();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("dropped bytes", cleaned.first() - cleaned.firstBefore());
    facts.put("first position", cleaned.first());
    facts.put("end position", cleaned.end());
    if (!cleaned.heldBy().isEmpty()) {
      facts.put("still needed by", cleaned.heldBy());
    }
    return new Facts(facts);
  }
}
