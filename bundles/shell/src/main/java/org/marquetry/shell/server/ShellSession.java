/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.server;

/** Where the lines of one client are carried out, one after the other. */
public interface ShellSession extends AutoCloseable {

  /**
   * @throws Exception if the line cannot be carried out; the message is for the client
   */
  void execute(String line) throws Exception;

  @Override
  void close();
}
