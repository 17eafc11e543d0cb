/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

/** Ends the processing of a request, or a call to a peer, with a response code and a remark. */
public final class CommandException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int code;

  public CommandException(int code, String remark) {
    super(remark);
    this.code = code;
  }

  /** The reply to a request code that nobody answers. */
  public static CommandException notSupported(int requestCode) {
    // Peers compare this text, blank included.
    return new CommandException(
        ResponseCode.REQUEST_CODE_NOT_SUPPORTED, " request type " + requestCode + " not supported");
  }

  /** A response code, see {@link ResponseCode}. */
  public int code() {
    return code;
  }

  /** Expected in normal running, so no stack trace is taken. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
