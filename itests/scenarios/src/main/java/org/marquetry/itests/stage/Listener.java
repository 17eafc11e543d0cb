/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.stage;

/** Told of every message that a member gets, on threads of the client. */
@FunctionalInterface
public interface Listener {

  /**
   * @param id the message's unique id
   */
  void delivered(String id, int queueId);
}
