/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.marquetry.admin.AdminException;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Json;

/** Every command by name, and how one is called. Thread-safe. */
public final class Commands {

  private final Map<String, Command> byName = new LinkedHashMap<>();

  /**
   * @param zone in which times are shown to people
   */
  public Commands(Node node, ZoneId zone) {
    Stream.of(
            new StatusCommand(node),
            new TopicsCommand(node),
            new TopicCreateCommand(node),
            new TopicDeleteCommand(node),
            new GroupsCommand(node),
            new LagCommand(node),
            new ClientsCommand(node),
            new SendCommand(node),
            new PeekCommand(node, zone),
            new PluginsCommand(node),
            new PluginCommand(node, zone),
            new PluginHistoryCommand(node, zone),
            new PluginResetCommand(node),
            new PluginCanaryCommand(node, zone),
            new FiltersCommand(node),
            new FilterBindCommand(node),
            new FilterUnbindCommand(node),
            new FilterShadowCommand(node),
            new FilterDryRunCommand(node, zone),
            new GroupModeCommand(node),
            new InterceptorsCommand(node),
            new StoreSpansCommand(node),
            new StoreSwitchCommand(node),
            new StoreCleanCommand(node),
            new DelayedCommand(node, zone),
            new DelayedCancelCommand(node),
            new DelayedRescheduleCommand(node, zone),
            new DelayLanesCommand(node),
            new DelaySwitchCommand(node),
            new DlqResendCommand(node),
            new TransactionsCommand(node),
            TransactionEndCommand.commit(node),
            TransactionEndCommand.rollback(node),
            new AllocationsCommand(node, zone),
            new AllocatePreviewCommand(node),
            new AllocateSetCommand(node),
            new AllocateSteerCommand(node),
            new AllocateUnsetCommand(node),
            new ConfigCommand(node),
            new RoundTripCommand(node),
            new HelpCommand(() -> List.copyOf(byName.values())))
        .forEach(command -> byName.put(command.usage().name(), command));
  }

  public Set<String> names() {
    return byName.keySet();
  }

  /**
   * Calls a command.
   *
   * @return what it says, without a line end after the last line
   * @throws CommandFailure if it cannot be carried out
   */
  public String call(String name, List<String> given) throws CommandFailure {
    Command command = byName.get(name);
    Arguments arguments = command.usage().parse(given);
    try {
      Answer answer = arguments.wantsHelp() ? HelpCommand.of(command) : command.run(arguments);
      return arguments.wantsJson() ? Json.write(answer.json()) : answer.text();
    } catch (AdminException e) {
      throw new CommandFailure(e.getMessage());
    }
  }
}
