/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.stage;

import java.util.SortedSet;

/** A running member of a consumer group, whatever the version of its client. */
public interface GroupMember extends AutoCloseable {

  String clientId();

  /** Numbers of the queues of a topic that it reads from now. */
  SortedSet<Integer> queues(String topic);

  /** Leaves its group; does nothing where it has left. */
  @Override
  void close();
}
