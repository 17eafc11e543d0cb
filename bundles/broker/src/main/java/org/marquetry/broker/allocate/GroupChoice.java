/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.Map;

/**
 * What an operator chose for a group.
 *
 * @param settings of the strategy
 * @param clientStrategy what classic clients compute by, which are steered to what {@code strategy}
 *     wants; {@code null} where they are left alone
 */
record GroupChoice(String strategy, Map<String, String> settings, String clientStrategy) {

  GroupChoice {
    settings = Map.copyOf(settings);
  }

  boolean steered() {
    return clientStrategy != null;
  }
}
