/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store;

/** How safe a record is. Each level includes those before it. */
public enum Durability {
  /** In the log; survives the end of the process where the backend maps files. */
  ACCEPTED,
  /** On the device; survives loss of power. */
  ON_DISK,
  /** On the devices of the replicas that the backend waits for. */
  REPLICATED
}
