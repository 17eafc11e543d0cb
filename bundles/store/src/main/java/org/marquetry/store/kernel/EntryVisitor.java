/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

/** Takes entries of a queue, see {@link MessageStore#entries}. */
@FunctionalInterface
public interface EntryVisitor {

  /**
   * @param position of the message in the log
   * @param tagsCode what it was stored with, see {@link MessageDraft#tagsCode}
   * @return {@code false} when it has had enough; this entry counts as taken
   */
  boolean entry(long queueOffset, long position, long tagsCode);
}
