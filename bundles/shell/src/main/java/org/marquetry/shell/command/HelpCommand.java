/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Facts;
import org.marquetry.shell.output.Lines;

/** {@code mq:help}. */
final class HelpCommand implements Command {

  private final Supplier<List<Command>> commands;

  HelpCommand(Supplier<List<Command>> commands) {
    this.commands = commands;
  }

  @Override
  public Usage usage() {
    return Usage.of("help", "Lists the commands, or explains one")
        .optionalOperand("COMMAND", "its name, with or without mq:");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure {
    String wanted = arguments.operand(0);
    if (wanted == null) {
      Map<String, Object> all = new LinkedHashMap<>();
      commands.get().forEach(each -> all.put("mq:" + each.usage().name(), each.usage().summary()));
      return new Facts(all);
    }
    String name = wanted.startsWith("mq:") ? wanted.substring(3) : wanted;
    for (Command each : commands.get()) {
      if (each.usage().name().equals(name)) {
        return of(each);
      }
    }
    throw new CommandFailure("there is no command " + wanted + "; mq:help lists them all");
  }

  static Answer of(Command command) {
    Usage usage = command.usage();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", "mq:" + usage.name());
    facts.put("usage", usage.synopsis() + " [--json]");
    facts.put("summary", usage.summary());
    return new Lines(usage.help().lines().toList(), facts);
  }
}
