/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import org.apache.rocketmq.client.ClientConfig;

/**
 * A consumer of a group.
 *
 * @param client the consumer itself
 * @param allocation tells what it saw of the group; {@code null} where the broker shares out
 * @param shutdown makes it go
 */
record Member(String name, ClientConfig client, WatchedAllocation allocation, Runnable shutdown) {

  String clientId() {
    return client.buildMQClientId();
  }
}
