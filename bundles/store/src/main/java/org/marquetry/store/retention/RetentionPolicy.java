/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.retention;

import java.util.List;
import java.util.Map;

/**
 * What the owner of a store says about the keeping of messages. Asked anew for every pass, by one
 * thread.
 */
public interface RetentionPolicy {

  RetentionRules rules();

  /**
   * Topics with a retention of their own, in milliseconds. Consumers do not get older messages of
   * theirs; a longer one than the log's keeps the log.
   */
  Map<String, Long> topics();

  List<LogGuard> guards();
}
