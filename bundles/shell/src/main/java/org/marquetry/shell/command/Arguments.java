/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was given to one call of a command. */
final class Arguments {

  static final String JSON = "--json";
  static final String HELP = "--help";

  /** After it nothing is an option, whatever it begins with. */
  static final String OPERANDS_FOLLOW = "--";

  private final Usage usage;
  private final List<String> values;
  private final Map<String, String> options;

  Arguments(Usage usage, List<String> values, Map<String, String> options) {
    this.usage = usage;
    this.values = values;
    this.options = options;
  }

  boolean wantsJson() {
    return options.containsKey(JSON);
  }

  boolean wantsHelp() {
    return options.containsKey(HELP);
  }

  /** {@code null} where an optional operand was not given. */
  String operand(int index) {
    return index < values.size() ? values.get(index) : null;
  }

  /** The settings among the operands from {@code index} on, {@code KEY=VALUE} each. */
  Map<String, String> settings(int index) throws CommandFailure {
    Map<String, String> settings = new TreeMap<>();
    for (String each : values.subList(Math.min(index, values.size()), values.size())) {
      int equals = each.indexOf('=');
      if (equals < 1) {
        throw usage.misused("'" + each + "' is no setting: allowed is KEY=VALUE");
      }
      if (settings.put(each.substring(0, equals), each.substring(equals + 1)) != null) {
        throw usage.misused("the setting " + each.substring(0, equals) + " is given twice");
      }
    }
    return settings;
  }

  int intOperand(int index, int least, int most) throws CommandFailure {
    return (int) number(usage.operands().get(index).name(), values.get(index), least, most);
  }

  long longOperand(int index, long least, long most) throws CommandFailure {
    return number(usage.operands().get(index).name(), values.get(index), least, most);
  }

  boolean flag(String option) {
    return options.containsKey(option);
  }

  /** {@code null} where it was not given. */
  String option(String option) {
    return options.get(option);
  }

  int intOption(String option, int absent, int least, int most) throws CommandFailure {
    return (int) longOption(option, absent, least, most);
  }

  long longOption(String option, long absent, long least, long most) throws CommandFailure {
    String text = options.get(option);
    return text == null ? absent : number(option, text, least, most);
  }

  private long number(String what, String text, long least, long most) throws CommandFailure {
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The same message as for a number out of range.
    }
    throw usage.misused(
        what
            + " is '"
            + text
            + "', allowed are whole numbers from "
            + least
            + (most == Long.MAX_VALUE ? " on" : " to " + most));
  }
}
