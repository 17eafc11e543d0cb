/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

/** A jar that is not taken; the message says why and what to do, for people. */
final class RefusedJarException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean incomplete;

  RefusedJarException(String reason) {
    this(reason, null);
  }

  RefusedJarException(String reason, Throwable cause) {
    this(reason, cause, false);
  }

  private RefusedJarException(String reason, Throwable cause, boolean incomplete) {
    super(reason, cause);
    this.incomplete = incomplete;
  }

  /** Of a file that looks like one which is still being written. */
  static RefusedJarException incomplete(String reason, Throwable cause) {
    return new RefusedJarException(reason, cause, true);
  }

  boolean incomplete() {
    return incomplete;
  }
}
