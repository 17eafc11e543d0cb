/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.admin;

/** An operator's request that cannot be carried out; the message says why and what to do. */
public final class AdminException extends Exception {

  private static final long serialVersionUID = 1L;

  public AdminException(String message) {
    super(message);
  }

  public AdminException(String message, Throwable cause) {
    super(message, cause);
  }
}
