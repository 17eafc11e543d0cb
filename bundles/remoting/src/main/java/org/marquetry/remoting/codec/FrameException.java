/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.codec;

/** A frame that cannot be parsed; the message says what is wrong with it. */
public final class FrameException extends Exception {

  private static final long serialVersionUID = 1L;

  public FrameException(String message) {
    super(message);
  }

  /** A peer's fault, not ours: no stack trace is taken. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
