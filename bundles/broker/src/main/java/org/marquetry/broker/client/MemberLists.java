/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.marquetry.remoting.Connection;

/** Decides which client ids a client is shown when it asks who is in its group. Thread-safe. */
@FunctionalInterface
public interface MemberLists {

  /** Everybody sees the members as they are. */
  MemberLists TRUE = (group, asking) -> null;

  /**
   * Never blocks.
   *
   * @param asking whose client asks
   * @return {@code null} for the members as they are; otherwise completes with the ids, with {@code
   *     null} for the members as they are, or exceptionally, in a second or two, where the client
   *     is to keep what it has, with a reason for it
   */
  CompletableFuture<List<String>> shown(ConsumerGroup group, Connection asking);
}
