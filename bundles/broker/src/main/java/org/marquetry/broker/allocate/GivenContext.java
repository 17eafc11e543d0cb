/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.List;
import java.util.Map;
import org.marquetry.allocate.AllocateContext;
import org.marquetry.allocate.QueueId;

/** What one call of a strategy is given; all of it cannot be changed. */
record GivenContext(
    String group,
    String client,
    List<QueueId> queues,
    List<String> clients,
    Map<String, List<QueueId>> previous,
    Map<String, String> settings)
    implements AllocateContext {}
