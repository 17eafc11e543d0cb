/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.topic;

/**
 * Told of changes of a {@link TopicTable} after they are in force, on the thread that made them:
 * must be quick and must not block.
 */
public interface TopicListener {

  /** A topic was created or changed. */
  void changed(TopicConfig topic);

  void deleted(String topic);
}
