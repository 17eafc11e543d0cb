/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.message;

/**
 * Where the fields of a stored message are. Offsets in bytes from the start of the record, for IPv4
 * hosts; everything after {@link #BORN_HOST} moves with the length of the hosts. Source: RocketMQ's
 * {@code MessageDecoder}.
 */
public final class RecordLayout {

  /** Magic code of a record whose topic length is one byte. */
  public static final int MAGIC_V1 = 0xDAA320A7;

  /** Magic code of a record whose topic length is two bytes (topics longer than 127 bytes). */
  public static final int MAGIC_V2 = 0xDAA320AB;

  /** Magic code of the filler at the end of a segment. */
  public static final int MAGIC_FILLER = 0xCBD43194;

  /** Bytes of a filler's head: remaining length and magic code. */
  public static final int FILLER_HEAD = 8;

  /** Length of the record: 4 bytes. */
  public static final int TOTAL_SIZE = 0;

  /** Magic code: 4 bytes. */
  public static final int MAGIC = 4;

  /** CRC-32 of the body as stored, of which 31 bits are kept: 4 bytes. */
  public static final int BODY_CRC = 8;

  /** Number of the queue in its topic: 4 bytes. */
  public static final int QUEUE_ID = 12;

  /** The producer's own flag: 4 bytes. */
  public static final int FLAG = 16;

  /** Index in the queue: 8 bytes. */
  public static final int QUEUE_OFFSET = 20;

  /** Address in the message log: 8 bytes. */
  public static final int POSITION = 28;

  /** Bits of {@link SysFlag}: 4 bytes. */
  public static final int SYS_FLAG = 36;

  /** When the producer made the message, milliseconds since 1970: 8 bytes. */
  public static final int BORN_TIMESTAMP = 40;

  /** The producer's address, 4 or 16 bytes, and its port, 4 bytes. */
  public static final int BORN_HOST = 48;

  /** Bytes of all fields of a V1 record with IPv4 hosts and empty topic, body and properties. */
  public static final int FIXED_LENGTH_V1 = 91;

  /** Longest topic, in bytes, of a V1 record. */
  public static final int MAX_TOPIC_V1 = 127;

  /** Longest properties, in bytes: their length is a signed 16-bit number. */
  public static final int MAX_PROPERTIES = Short.MAX_VALUE;

  /** The checksum of a body keeps 31 bits. */
  public static final int CRC_MASK = 0x7FFFFFFF;

  private RecordLayout() {}
}
