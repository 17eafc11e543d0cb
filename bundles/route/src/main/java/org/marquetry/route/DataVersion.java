/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

/**
 * Version of a broker's topic table; two are the same only if all three parts are.
 *
 * @param stateVersion rises when a broker takes over a role; 0 from 4.x brokers
 * @param timestamp when the broker last changed it, in milliseconds
 * @param counter number of changes since the broker started
 */
record DataVersion(long stateVersion, long timestamp, long counter) {

  static final DataVersion ZERO = new DataVersion(0, 0, 0);
}
