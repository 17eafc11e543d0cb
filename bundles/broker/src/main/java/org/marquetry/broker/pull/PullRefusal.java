/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

/** Ends a pull with a response code; expected in normal running, so without stack trace. */
final class PullRefusal extends Exception {

  /** The reason needs no number of its own. */
  static final int NO_TYPE = 0;

  private static final long serialVersionUID = 1L;

  private final int code;
  private final int forbiddenType;

  PullRefusal(int code, String remark) {
    this(code, NO_TYPE, remark);
  }

  /**
   * @param forbiddenType which of the bans it was, for the header of code 16
   */
  PullRefusal(int code, int forbiddenType, String remark) {
    super(remark, null, false, false);
    this.code = code;
    this.forbiddenType = forbiddenType;
  }

  int code() {
    return code;
  }

  int forbiddenType() {
    return forbiddenType;
  }
}
