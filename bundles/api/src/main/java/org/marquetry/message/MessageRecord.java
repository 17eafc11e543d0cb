/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Reads one stored message in place. Reusable: {@link #wrap} moves it to another record. The bytes
 * belong to whoever gave them and must stay valid while the record is read. Not thread-safe.
 */
public final class MessageRecord {

  private ByteBuffer bytes;
  private int start;
  private int storeTimestampAt;
  private int bodyAt;
  private int bodyLength;
  private int topicAt;
  private int topicLength;
  private int propertiesAt;
  private int propertiesLength;

  /**
   * Moves to the record that starts at {@code offset} of {@code buffer} (absolute; the buffer's
   * position does not matter).
   *
   * @param buffer that holds the record up to its limit
   * @param offset of its first byte
   * @return this
   * @throws IllegalArgumentException if there is no whole record; the message says what is wrong
   */
  public MessageRecord wrap(ByteBuffer buffer, int offset) {
    int available = buffer.limit() - offset;
    if (available < RecordLayout.FIXED_LENGTH_V1) {
      throw new IllegalArgumentException("record cut short: " + available + " bytes");
    }
    int size = buffer.getInt(offset + RecordLayout.TOTAL_SIZE);
    int magic = buffer.getInt(offset + RecordLayout.MAGIC);
    if (magic != RecordLayout.MAGIC_V1 && magic != RecordLayout.MAGIC_V2) {
      throw new IllegalArgumentException("no record: magic code 0x" + Integer.toHexString(magic));
    }
    if (size < RecordLayout.FIXED_LENGTH_V1 || size > available) {
      throw new IllegalArgumentException("record of " + size + " bytes in " + available);
    }
    int end = offset + size;
    int sysFlag = buffer.getInt(offset + RecordLayout.SYS_FLAG);
    int timestampAt = offset + RecordLayout.BORN_HOST + hostLength(sysFlag, SysFlag.BORN_HOST_V6);
    int lengthAt =
        timestampAt + Long.BYTES + hostLength(sysFlag, SysFlag.STORE_HOST_V6) + Integer.BYTES + 8;
    if (lengthAt + Integer.BYTES > end) {
      throw new IllegalArgumentException("record of " + size + " bytes is shorter than its hosts");
    }
    int body = buffer.getInt(lengthAt);
    int afterBody = lengthAt + Integer.BYTES;
    boolean wide = magic == RecordLayout.MAGIC_V2;
    if (body < 0 || body > end - afterBody - (wide ? 4 : 3)) {
      throw new IllegalArgumentException("body of " + body + " bytes in a record of " + size);
    }
    int topicLengthAt = afterBody + body;
    int topicBytes =
        wide ? buffer.getShort(topicLengthAt) & 0xFFFF : buffer.get(topicLengthAt) & 0xFF;
    int topicStart = topicLengthAt + (wide ? 2 : 1);
    if (topicBytes > end - topicStart - Short.BYTES) {
      throw new IllegalArgumentException(
          "topic of " + topicBytes + " bytes in a record of " + size);
    }
    int properties = buffer.getShort(topicStart + topicBytes);
    int propertiesStart = topicStart + topicBytes + Short.BYTES;
    if (properties < 0 || propertiesStart + properties != end) {
      throw new IllegalArgumentException(
          "properties of " + properties + " bytes in a record of " + size);
    }
    bytes = buffer;
    start = offset;
    storeTimestampAt = timestampAt;
    bodyAt = afterBody;
    bodyLength = body;
    topicAt = topicStart;
    topicLength = topicBytes;
    propertiesAt = propertiesStart;
    propertiesLength = properties;
    return this;
  }

  private static int hostLength(int sysFlag, int versionBit) {
    return ((sysFlag & versionBit) == 0 ? 4 : 16) + Integer.BYTES;
  }

  /** {@return the bytes that {@link #wrap} was given; offsets of this class are absolute in it} */
  public ByteBuffer bytes() {
    return bytes;
  }

  /** {@return the offset of the record's first byte} */
  public int start() {
    return start;
  }

  /** {@return the length of the record in bytes} */
  public int size() {
    return bytes.getInt(start + RecordLayout.TOTAL_SIZE);
  }

  /** {@return CRC-32 of the body as stored, of which 31 bits are kept} */
  public int bodyCrc() {
    return bytes.getInt(start + RecordLayout.BODY_CRC);
  }

  /** {@return the number of the queue in its topic, from 0} */
  public int queueId() {
    return bytes.getInt(start + RecordLayout.QUEUE_ID);
  }

  /** {@return the producer's own flag} */
  public int flag() {
    return bytes.getInt(start + RecordLayout.FLAG);
  }

  /** {@return the index of the message in its queue, from 0} */
  public long queueOffset() {
    return bytes.getLong(start + RecordLayout.QUEUE_OFFSET);
  }

  /** {@return the position in the message log} */
  public long position() {
    return bytes.getLong(start + RecordLayout.POSITION);
  }

  /** {@return the bits of {@link SysFlag}} */
  public int sysFlag() {
    return bytes.getInt(start + RecordLayout.SYS_FLAG);
  }

  /** {@return when the producer made the message, in milliseconds since 1970} */
  public long bornTimestamp() {
    return bytes.getLong(start + RecordLayout.BORN_TIMESTAMP);
  }

  /** {@return when the broker stored the message, in milliseconds since 1970} */
  public long storeTimestamp() {
    return bytes.getLong(storeTimestampAt);
  }

  /** {@return the producer's address; newly made} */
  public InetSocketAddress bornHost() {
    return host(start + RecordLayout.BORN_HOST, SysFlag.BORN_HOST_V6);
  }

  /** {@return the address of the broker that stored the message; newly made} */
  public InetSocketAddress storeHost() {
    return host(storeTimestampAt + Long.BYTES, SysFlag.STORE_HOST_V6);
  }

  private InetSocketAddress host(int at, int versionBit) {
    byte[] address = new byte[(sysFlag() & versionBit) == 0 ? 4 : 16];
    bytes.get(at, address);
    int port = bytes.getInt(at + address.length);
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address), port & 0xFFFF);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + address.length + " bytes", e);
    }
  }

  /** {@return how often the message was given back by consumers; 0 for the first delivery} */
  public int reconsumeTimes() {
    return bytes.getInt(bodyAt - Integer.BYTES - Long.BYTES - Integer.BYTES);
  }

  /** {@return the position of the half message of a committed transaction, otherwise 0} */
  public long preparedTransactionPosition() {
    return bytes.getLong(bodyAt - Integer.BYTES - Long.BYTES);
  }

  /** {@return the offset of the body in {@link #bytes()}} */
  public int bodyAt() {
    return bodyAt;
  }

  /** {@return the length of the stored body in bytes} */
  public int bodyLength() {
    return bodyLength;
  }

  /** {@return the body as stored (compressed bodies stay compressed): a view, not a copy} */
  public ByteBuffer body() {
    return bytes.slice(bodyAt, bodyLength);
  }

  /** {@return the topic; newly made} */
  public String topic() {
    return text(topicAt, topicLength);
  }

  /** {@return the offset of the topic's UTF-8 bytes in {@link #bytes()}} */
  public int topicAt() {
    return topicAt;
  }

  /** {@return the length of the topic in bytes} */
  public int topicLength() {
    return topicLength;
  }

  /** {@return the offset of the encoded properties in {@link #bytes()}} */
  public int propertiesAt() {
    return propertiesAt;
  }

  /** {@return the length of the encoded properties in bytes} */
  public int propertiesLength() {
    return propertiesLength;
  }

  /** {@return the encoded properties, copied} */
  public byte[] properties() {
    byte[] copy = new byte[propertiesLength];
    bytes.get(propertiesAt, copy);
    return copy;
  }

  /**
   * {@return the value of a property, or {@code null}; the last one counts where a name stands
   * twice}
   *
   * @param name of the property
   */
  public String property(String name) {
    return PropertyBytes.value(bytes, propertiesAt, propertiesLength, name.getBytes(UTF_8));
  }

  private String text(int at, int length) {
    byte[] copy = new byte[length];
    bytes.get(at, copy);
    return new String(copy, UTF_8);
  }
}
