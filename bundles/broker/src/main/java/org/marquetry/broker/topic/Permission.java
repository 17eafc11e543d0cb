/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.topic;

/** Bits of a topic's permission, and of the broker's own. */
public final class Permission {

  public static final int INHERIT = 1;
  public static final int WRITE = 2;
  public static final int READ = 4;
  public static final int READ_WRITE = READ | WRITE;

  private Permission() {}

  public static boolean readable(int permission) {
    return (permission & READ) != 0;
  }

  public static boolean writable(int permission) {
    return (permission & WRITE) != 0;
  }

  /** As tools show it: {@code RW-}. */
  public static String text(int permission) {
    return (readable(permission) ? "R" : "-")
        + (writable(permission) ? "W" : "-")
        + ((permission & INHERIT) != 0 ? "X" : "-");
  }
}
