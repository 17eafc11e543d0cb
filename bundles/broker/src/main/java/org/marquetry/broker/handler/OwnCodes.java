/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.handler;

import java.util.function.UnaryOperator;
import org.marquetry.remoting.Processors;

/** Says which request codes plugins may not handle, and why. Immutable. */
public final class OwnCodes implements UnaryOperator<String> {

  private final Processors own;

  /**
   * @param own those that the broker answers itself
   */
  public OwnCodes(Processors own) {
    this.own = own;
  }

  /**
   * @param name what stands for a code in the plugin's property
   * @return {@code null} where a plugin may handle it
   */
  @Override
  public String apply(String name) {
    int code;
    try {
      code = Integer.parseInt(name);
    } catch (NumberFormatException e) {
      return "request code " + name + " is no whole number";
    }
    String plain = Integer.toString(code);
    if (!plain.equals(name)) {
      return "request code " + name + " is to be written as " + plain;
    }
    return own.has(code) ? "code " + code + " is the broker's own" : null;
  }
}
