/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

/** The queues of one topic on one broker. */
record QueueData(String brokerName, int readQueues, int writeQueues, int perm, int sysFlag) {

  static final int PERM_READ = 4;
  static final int PERM_WRITE = 2;

  private static final int FLAG_UNIT = 1;
  private static final int FLAG_UNIT_SUBSCRIPTION = 2;

  QueueData withPerm(int newPerm) {
    return newPerm == perm
        ? this
        : new QueueData(brokerName, readQueues, writeQueues, newPerm, sysFlag);
  }

  QueueData withoutWrite() {
    return withPerm(perm & ~PERM_WRITE);
  }

  boolean writable() {
    return (perm & PERM_WRITE) != 0;
  }

  boolean unit() {
    return (sysFlag & FLAG_UNIT) != 0;
  }

  boolean unitSubscription() {
    return (sysFlag & FLAG_UNIT_SUBSCRIPTION) != 0;
  }
}
