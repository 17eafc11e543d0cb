/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.message;

/** Bits of a message's system flag. Source: RocketMQ's {@code MessageSysFlag}. */
public final class SysFlag {

  /** The body is compressed. */
  public static final int COMPRESSED = 0x1;

  /** The message has several tags. */
  public static final int MULTI_TAGS = 0x2;

  /** The bits that tell the kind of a transaction message. */
  public static final int TRANSACTION_MASK = 0xC;

  /** Kind: the half message of a transaction. */
  public static final int TRANSACTION_PREPARED = 0x4;

  /** Kind: a committed message. */
  public static final int TRANSACTION_COMMIT = 0x8;

  /** Kind: a message that was rolled back. */
  public static final int TRANSACTION_ROLLBACK = 0xC;

  /** The producer's address has 16 bytes instead of 4. */
  public static final int BORN_HOST_V6 = 0x10;

  /** The broker's address has 16 bytes instead of 4. */
  public static final int STORE_HOST_V6 = 0x20;

  private SysFlag() {}

  /**
   * {@return {@code true} for messages that get a place in their queue: normal and committed ones}
   *
   * @param sysFlag of a message
   */
  public static boolean queued(int sysFlag) {
    int type = sysFlag & TRANSACTION_MASK;
    return type == 0 || type == TRANSACTION_COMMIT;
  }
}
