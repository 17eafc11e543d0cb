/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.util.Map;
import java.util.Set;

/**
 * Progress of consumer groups by topic and queue, kept in {@code config/consumerOffset.json}.
 * Thread-safe. Commits are in memory at once and on disk with the next {@link #persist()}.
 */
public interface ConsumerOffsets {

  /** -1 where the group has none. */
  long offset(String group, String topic, int queueId);

  void commit(String group, String topic, int queueId, long offset);

  /** Offsets by queue id; empty where the group has none. */
  Map<Integer, Long> offsets(String group, String topic);

  Set<String> topics(String group);

  Set<String> groups(String topic);

  void removeTopic(String topic);

  void removeGroup(String group);

  /** The file's content as of now. */
  String json();

  /** Writes the file if anything changed. Blocks for the disk. */
  void persist();
}
