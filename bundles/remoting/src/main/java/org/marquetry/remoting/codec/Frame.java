/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.codec;

/**
 * Layout of a frame, big-endian: length of all that follows (4), serialize type (1), header length
 * (3), header, body.
 */
public final class Frame {

  public static final int LENGTH_BYTES = 4;
  public static final int TYPE_OFFSET = 4;
  public static final int HEADER_LENGTH_OFFSET = 5;
  public static final int HEADER_OFFSET = 8;

  /** The header length is an unsigned 24 bit number. */
  public static final int MAX_HEADER_LENGTH = 0xff_ffff;

  public static final byte JSON = 0;
  public static final byte ROCKETMQ = 1;

  /** The version ordinal of RocketMQ 5.5.0, which decides what peers think we can do. */
  public static final int VERSION = 513;

  /** Set in the flag of a response. */
  public static final int FLAG_RESPONSE = 1;

  /** Set in the flag of a request that is not answered. */
  public static final int FLAG_ONE_WAY = 2;

  private Frame() {}
}
