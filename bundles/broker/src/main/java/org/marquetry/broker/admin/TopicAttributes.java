/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.ResponseCode;

/** Applies lists of changes such as {@code +message.type=FIFO,-reserve.time}. Stateless. */
final class TopicAttributes {

  private static final String MESSAGE_TYPE = "message.type";
  private static final Map<String, Set<String>> CHOICES =
      Map.of(
          MESSAGE_TYPE,
          Set.of("NORMAL", "FIFO", "DELAY", "TRANSACTION", "PRIORITY", "LITE", "UNSPECIFIED"),
          "cleanup.policy",
          Set.of("DELETE"),
          "queue.type",
          Set.of("SimpleCQ"));
  private static final Set<String> NUMBERS = Set.of("reserve.time", "lite.topic.expiration");
  private static final Set<String> IMMUTABLE = Set.of("cleanup.policy", "queue.type");

  private TopicAttributes() {}

  /**
   * @param current {@code null} for a topic that is being created
   * @param changes {@code null} or empty for none
   * @throws CommandException code 1 for a change that is not allowed; the remark says what is
   */
  static Map<String, String> apply(Map<String, String> current, String changes)
      throws CommandException {
    Map<String, String> attributes = new TreeMap<>(current == null ? Map.of() : current);
    if (changes == null || changes.isBlank()) {
      return attributes;
    }
    for (String change : changes.split(",", -1)) {
      String text = change.trim();
      if (text.startsWith("+") && text.indexOf('=') > 1) {
        int equals = text.indexOf('=');
        set(attributes, current, text.substring(1, equals), text.substring(equals + 1));
      } else if (text.startsWith("-") && text.length() > 1) {
        remove(attributes, current, text.substring(1));
      } else if (!text.isEmpty()) {
        throw illegal("'" + text + "' is no change of an attribute: +name=value or -name");
      }
    }
    return attributes;
  }

  private static void set(
      Map<String, String> attributes, Map<String, String> current, String name, String value)
      throws CommandException {
    requireKnown(name);
    Set<String> choices = CHOICES.get(name);
    if (name.equals(MESSAGE_TYPE) && value.equals("MIXED")) {
      throw new CommandException(
          ResponseCode.INVALID_PARAMETER, "MIXED message type is not supported.");
    }
    if (choices != null && !choices.contains(value)) {
      throw illegal(name + "=" + value + " is not supported: allowed is " + sorted(choices));
    }
    if (choices == null && !value.matches("-?[0-9]{1,18}")) {
      throw illegal(name + "=" + value + ": allowed is a whole number");
    }
    if (IMMUTABLE.contains(name) && current != null && !value.equals(current.get(name))) {
      throw illegal(name + " cannot be changed once the topic is there");
    }
    attributes.put(name, value);
  }

  private static void remove(
      Map<String, String> attributes, Map<String, String> current, String name)
      throws CommandException {
    requireKnown(name);
    if (current == null) {
      throw illegal("-" + name + ": a topic that is being created has no attributes to remove");
    }
    if (IMMUTABLE.contains(name)) {
      throw illegal(name + " cannot be changed once the topic is there");
    }
    attributes.remove(name);
  }

  private static void requireKnown(String name) throws CommandException {
    if (!CHOICES.containsKey(name) && !NUMBERS.contains(name)) {
      Set<String> names = new TreeSet<>(CHOICES.keySet());
      names.addAll(NUMBERS);
      throw illegal("unsupported key: " + name + ", known are " + names);
    }
  }

  private static Set<String> sorted(Set<String> values) {
    return new TreeSet<>(values);
  }

  private static CommandException illegal(String remark) {
    return new CommandException(ResponseCode.SYSTEM_ERROR, remark);
  }
}
