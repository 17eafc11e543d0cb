/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

/** The options of the command line. */
enum Option {
  ROLE("--role", "ROLE"),
  DATA("--data", "DIR"),
  DEPLOY("--deploy", "DIR"),
  CONF("--conf", "DIR"),
  ROUTE_PORT("--route-port", "N"),
  BROKER_PORT("--broker-port", "N"),
  CONFIG_FILE("-c", "FILE"),
  SET("--set", "key=value"),
  ONCE("--once", null);

  private final String word;
  private final String valueName;

  Option(String word, String valueName) {
    this.word = word;
    this.valueName = valueName;
  }

  String word() {
    return word;
  }

  boolean takesValue() {
    return valueName != null;
  }

  /** How the option is written, with its value. */
  String usage() {
    return takesValue() ? word + " " + valueName : word;
  }

  /**
   * @return {@code null} where there is none of that name
   */
  static Option of(String word) {
    for (Option option : values()) {
      if (option.word.equals(word)) {
        return option;
      }
    }
    return null;
  }
}
