/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

/** A peer could not be reached, did not answer in time, or went away; the message names it. */
public final class RemotingException extends Exception {

  private static final long serialVersionUID = 1L;

  public RemotingException(String message) {
    super(message);
  }

  public RemotingException(String message, Throwable cause) {
    super(message, cause);
  }
}
