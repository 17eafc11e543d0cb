/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.time.ZoneId;
import java.util.List;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.PluginAdmin;
import org.marquetry.admin.PluginAdmin.Canary;
import org.marquetry.shell.output.Answer;

/** {@code mq:plugin-canary}. */
final class PluginCanaryCommand implements Command {

  private static final String PROMOTE = "promote";
  private static final String REVERT = "revert";

  private final Node node;
  private final ZoneId zone;

  /**
   * @param zone in which times are shown to people
   */
  PluginCanaryCommand(Node node, ZoneId zone) {
    this.node = node;
    this.zone = zone;
  }

  @Override
  public Usage usage() {
    return Usage.of(
            "plugin-canary",
            "Puts a version of a plugin on trial with a share of queues or groups, brings it in use"
                + " or takes it back; without operands shows the trials")
        .optionalOperand("NAME", "the plugin, or kind/name, as in mq:plugins")
        .optionalOperand("VERSION", "newer or older than the one in use; or promote, or revert")
        .optionalOperand("SHARE", "of the queues or groups, 1% to 100%; 100% brings it in use");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    PluginAdmin plugins = node.plugins();
    String name = arguments.operand(0);
    String version = arguments.operand(1);
    String share = arguments.operand(2);
    if (version == null) {
      return trials(plugins, name);
    }
    boolean ends = version.equals(PROMOTE) || version.equals(REVERT);
    if (ends == (share != null)) {
      throw usage().misused(ends ? "'" + share + "' is too much" : "SHARE is missing, as in 10%");
    }
    if (version.equals(PROMOTE)) {
      plugins.promoteCanary(name);
    } else if (version.equals(REVERT)) {
      plugins.revertCanary(name);
    } else {
      plugins.startCanary(name, version, percent(share));
      if (trials(plugins, name).canaries().isEmpty()) {
        return PluginVersionsOf.name(plugins, name);
      }
      return trials(plugins, name);
    }
    return PluginVersionsOf.name(plugins, name);
  }

  private PluginCanaries trials(PluginAdmin plugins, String name) {
    List<Canary> all = plugins.canaries();
    return new PluginCanaries(
        name == null
            ? all
            : all.stream()
                .filter(each -> PluginVersionsOf.isCalled(name, each.kind(), each.name()))
                .toList(),
        zone);
  }

  private int percent(String share) throws CommandFailure {
    String number = share.endsWith("%") ? share.substring(0, share.length() - 1) : share;
    try {
      int percent = Integer.parseInt(number);
      if (percent >= 1 && percent <= 100) {
        return percent;
      }
    } catch (NumberFormatException e) {
      // The same message as for a number out of range.
    }
    throw usage().misused("SHARE is '" + share + "', allowed are 1% to 100%");
  }
}
