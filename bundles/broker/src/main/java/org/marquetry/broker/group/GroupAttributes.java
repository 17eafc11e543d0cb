/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.group;

import java.util.Map;
import java.util.TreeMap;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.ResponseCode;

/**
 * Applies changes to a group's attributes, by name: {@code +name} sets one, {@code -name} removes
 * it. Stateless.
 */
final class GroupAttributes {

  private static final String PRIORITY_FACTOR = "priority.factor";
  private static final int ALL = 100;

  /** What an attribute may be set to. */
  private record Rule(String pattern, long least, long most, String allowed) {

    static Rule number(long least, long most, String allowed) {
      return new Rule("-?[0-9]{1,18}", least, most, allowed);
    }

    static Rule text(String pattern, String allowed) {
      return new Rule(pattern, Long.MIN_VALUE, Long.MAX_VALUE, allowed);
    }

    boolean allows(String value) {
      if (!value.matches(pattern)) {
        return false;
      }
      boolean bounded = least != Long.MIN_VALUE;
      long number = bounded ? Long.parseLong(value) : 0;
      return number >= least && number <= most;
    }
  }

  private static final Rule ANY_TEXT = Rule.text(".+", "a text");
  private static final Rule SWITCH = Rule.text("true|false", "true or false");
  private static final Map<String, Rule> RULES =
      Map.of(
          PRIORITY_FACTOR,
          Rule.number(0, ALL, "0 to 100"),
          "lite.bind.topic",
          ANY_TEXT,
          "lite.sub.model",
          Rule.text("Shared|Exclusive", "Shared or Exclusive"),
          "lite.sub.reset.offset.exclusive",
          SWITCH,
          "lite.sub.reset.offset.unsubscribe",
          SWITCH,
          "lite.sub.client.quota",
          Rule.number(-1, Long.MAX_VALUE, "a whole number from -1 on"),
          "lite.sub.client.max.event.cnt",
          Rule.number(10, Long.MAX_VALUE, "a whole number from 10 on"),
          "lite.sub.wildcard",
          ANY_TEXT);

  private GroupAttributes() {}

  /** How many of a hundred pops look for the first priority. */
  static int priorityFactor(Map<String, String> attributes) {
    String value = attributes.get(PRIORITY_FACTOR);
    return value != null && RULES.get(PRIORITY_FACTOR).allows(value)
        ? Integer.parseInt(value)
        : ALL;
  }

  /**
   * @param current {@code null} for a group that is being created
   * @throws CommandException code 1 for a change that is not allowed; the remark says what is
   */
  static Map<String, String> apply(Map<String, String> current, Map<String, String> changes)
      throws CommandException {
    Map<String, String> attributes = new TreeMap<>(current == null ? Map.of() : current);
    for (Map.Entry<String, String> change : changes.entrySet()) {
      String text = change.getKey();
      if (!text.matches("[+-].+")) {
        throw illegal("'" + text + "' is no change of an attribute: +name with a value, or -name");
      }
      String name = text.substring(1);
      Rule rule = RULES.get(name);
      if (rule == null) {
        throw illegal("unsupported key: " + name + ", known are " + new TreeMap<>(RULES).keySet());
      }
      if (changes.containsKey("+" + name) && changes.containsKey("-" + name)) {
        throw illegal(name + " cannot be set and removed at once");
      }
      if (text.charAt(0) == '-') {
        if (attributes.remove(name) == null) {
          throw illegal("-" + name + ": the group has no such attribute");
        }
      } else if (rule.allows(change.getValue())) {
        attributes.put(name, change.getValue());
      } else {
        throw illegal(name + "=" + change.getValue() + ": allowed is " + rule.allowed());
      }
    }
    return attributes;
  }

  private static CommandException illegal(String remark) {
    return new CommandException(ResponseCode.SYSTEM_ERROR, remark);
  }
}
