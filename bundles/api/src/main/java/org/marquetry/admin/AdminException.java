/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.admin;

/** An operator's request that cannot be carried out; the message says why and what to do. */
public final class AdminException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * A refusal for a reason of its own.
   *
   * @param message why, and what to do
   */
  public AdminException(String message) {
    super(message);
  }

  /**
   * A refusal since something else failed.
   *
   * @param message why, and what to do
   * @param cause what failed
   */
  public AdminException(String message, Throwable cause) {
    super(message, cause);
  }
}
