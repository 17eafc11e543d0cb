/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * How a command is called. {@code --json} and {@code --help} are understood by every command.
 *
 * @param name without scope
 * @param summary one line, beginning with a verb
 * @param operands what must or may be given in this order
 */
record Usage(String name, String summary, List<Operand> operands, List<Option> options) {

  /**
   * @param required those that are not come last
   * @param many whether it may be given any number of times; the last one only
   */
  record Operand(String name, boolean required, boolean many, String help) {

    String synopsis() {
      return required ? name : "[" + name + (many ? "…" : "") + "]";
    }
  }

  /**
   * @param name with its dashes
   * @param value what it takes, or {@code null} for a flag
   */
  record Option(String name, String value, String help) {}

  static Usage of(String name, String summary) {
    return new Usage(name, summary, List.of(), List.of());
  }

  Usage operand(String operand, String help) {
    return with(new Operand(operand, true, false, help));
  }

  Usage optionalOperand(String operand, String help) {
    return with(new Operand(operand, false, false, help));
  }

  /** What may be given any number of times, after all other operands. */
  Usage manyOperands(String operand, String help) {
    return with(new Operand(operand, false, true, help));
  }

  private Usage with(Operand operand) {
    List<Operand> all = new ArrayList<>(operands);
    all.add(operand);
    return new Usage(name, summary, List.copyOf(all), options);
  }

  Usage flag(String option, String help) {
    return with(new Option(option, null, help));
  }

  Usage option(String option, String value, String help) {
    return with(new Option(option, value, help));
  }

  private Usage with(Option option) {
    List<Option> all = new ArrayList<>(options);
    all.add(option);
    return new Usage(name, summary, operands, List.copyOf(all));
  }

  /** {@code mq:peek TOPIC [--queue N]}. */
  String synopsis() {
    StringJoiner text = new StringJoiner(" ");
    text.add("mq:" + name);
    for (Operand operand : operands) {
      text.add(operand.synopsis());
    }
    for (Option option : options) {
      text.add("[" + shown(option) + "]");
    }
    return text.toString();
  }

  private static String shown(Option option) {
    return option.value() == null ? option.name() : option.name() + " " + option.value();
  }

  String help() {
    Map<String, String> lines = new LinkedHashMap<>();
    operands.forEach(operand -> lines.put(operand.name(), operand.help()));
    options.forEach(option -> lines.put(shown(option), option.help()));
    lines.put("--json", "answer in JSON, for scripts");
    int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0);
    StringBuilder text = new StringBuilder(synopsis()).append(" [--json]\n  ").append(summary);
    lines.forEach(
        (key, help) ->
            text.append("\n    ")
                .append(key)
                .append(" ".repeat(width - key.length() + 2))
                .append(help));
    return text.toString();
  }

  /**
   * Sorts what was given into operands and options.
   *
   * @throws CommandFailure for what does not belong to the command or is missing
   */
  Arguments parse(List<String> given) throws CommandFailure {
    List<String> values = new ArrayList<>();
    Map<String, String> chosen = new HashMap<>();
    boolean onlyOperands = false;
    for (int i = 0; i < given.size(); i++) {
      String each = given.get(i);
      if (onlyOperands) {
        values.add(each);
      } else if (each.equals(Arguments.OPERANDS_FOLLOW)) {
        onlyOperands = true;
      } else if (each.equals(Arguments.JSON) || each.equals(Arguments.HELP)) {
        chosen.put(each, "true");
      } else if (each.startsWith("--")) {
        Option option = option(each);
        if (option.value() != null && i + 1 == given.size()) {
          throw misused(each + " wants a value");
        }
        chosen.put(each, option.value() == null ? "true" : given.get(++i));
      } else {
        values.add(each);
      }
    }
    Arguments arguments = new Arguments(this, values, chosen);
    if (!arguments.wantsHelp()) {
      if (values.size() > operands.size() && !takesMany()) {
        throw misused("'" + values.get(operands.size()) + "' is too much");
      }
      if (values.size() < operands.size() && operands.get(values.size()).required()) {
        throw misused(operands.get(values.size()).name() + " is missing");
      }
    }
    return arguments;
  }

  private boolean takesMany() {
    return !operands.isEmpty() && operands.get(operands.size() - 1).many();
  }

  private Option option(String given) throws CommandFailure {
    for (Option option : options) {
      if (option.name().equals(given)) {
        return option;
      }
    }
    throw misused("there is no option " + given);
  }

  CommandFailure misused(String what) {
    return new CommandFailure(what + "; usage: " + synopsis() + " [--json]");
  }
}
