/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.output;

/** Keeps what strangers sent (names, bodies) from steering a terminal. Stateless. */
public final class Printable {

  private Printable() {}

  /** The text with a dot for every control character. */
  public static String of(String text) {
    StringBuilder clean = null;
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        if (clean == null) {
          clean = new StringBuilder(text);
        }
        clean.setCharAt(i, '.');
      }
    }
    return clean == null ? text : clean.toString();
  }
}
