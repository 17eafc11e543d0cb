/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.message;

/** Bits of a message's system flag. Source: RocketMQ's {@code MessageSysFlag}. */
public final class SysFlag {

  public static final int COMPRESSED = 0x1;
  public static final int MULTI_TAGS = 0x2;
  public static final int TRANSACTION_MASK = 0xC;
  public static final int TRANSACTION_PREPARED = 0x4;
  public static final int TRANSACTION_COMMIT = 0x8;
  public static final int TRANSACTION_ROLLBACK = 0xC;
  public static final int BORN_HOST_V6 = 0x10;
  public static final int STORE_HOST_V6 = 0x20;

  private SysFlag() {}

  /** {@code true} for messages that get a place in their queue: normal and committed ones. */
  public static boolean queued(int sysFlag) {
    int type = sysFlag & TRANSACTION_MASK;
    return type == 0 || type == TRANSACTION_COMMIT;
  }
}
