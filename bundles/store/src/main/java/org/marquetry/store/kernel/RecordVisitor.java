/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import org.marquetry.message.MessageRecord;

/** Takes records of the log, see {@link MessageStore#records}. */
@FunctionalInterface
public interface RecordVisitor {

  /**
   * @param record only for this call
   */
  void record(MessageRecord record);
}
