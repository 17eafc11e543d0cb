/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

/**
 * Answers requests of one code. Called on an I/O thread or on the threads it was registered with,
 * see {@link Processors}; several calls may run at once.
 */
@FunctionalInterface
public interface RequestProcessor {

  /**
   * @throws CommandException to reply with its code and remark
   * @throws Exception anything else is logged once per kind and replied to with code 1 and the
   *     exception's text
   */
  void process(Request request) throws Exception;
}
