/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate.strategy;

import java.util.List;
import java.util.Map;
import org.marquetry.allocate.QueueId;

/** Shares queues among clients. Stateless or thread-safe. */
interface Rule {

  /** The queues of each client, by client; a client without queues may be missing. */
  Map<String, List<QueueId>> shares(List<QueueId> queues, List<String> clients);
}
