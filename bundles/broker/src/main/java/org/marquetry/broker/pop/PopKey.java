/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

/** A queue as one group pops it. */
record PopKey(String group, String topic, int queueId) {

  @Override
  public String toString() {
    return topic + "/" + queueId + " for " + group;
  }
}
