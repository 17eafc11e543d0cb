/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.Map;

/**
 * By what queues are allocated.
 *
 * @param epoch counts how often the strategy's plugin has changed
 */
record Rule(String strategy, Map<String, String> settings, long epoch) {

  Rule {
    settings = Map.copyOf(settings);
  }
}
