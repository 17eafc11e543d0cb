/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyNames;
import org.marquetry.message.RecordLayout;

/**
 * A message to be appended. Refers to the bytes it is given without copying them: they must stay
 * unchanged until the append returns. Reusable through {@link #clear()}; not thread-safe.
 */
public final class MessageDraft {

  private static final byte[] NONE = {};
  private static final ByteBuffer NO_BODY = ByteBuffer.allocate(0);

  int flag;
  int sysFlag;
  long bornTimestamp;
  byte[] bornAddress;
  int bornPort;
  int reconsumeTimes;
  long preparedTransactionPosition;
  ByteBuffer body = NO_BODY;
  byte[] properties = NONE;
  int propertiesOffset;
  int propertiesLength;
  byte[] moreProperties = NONE;
  long tagsCode;

  /** Worked out from the fields above by {@link #measure}. */
  int checksum;

  int recordLength;
  int allPropertiesLength;
  boolean separated;

  /** Set by the append: {@code null} where the message goes into its own queue only. */
  FanOut fanOut;

  private final CRC32 crc = new CRC32();

  /** Forgets everything, bytes included. */
  public MessageDraft clear() {
    flag = 0;
    sysFlag = 0;
    bornTimestamp = 0;
    bornAddress = null;
    bornPort = 0;
    reconsumeTimes = 0;
    preparedTransactionPosition = 0;
    body = NO_BODY;
    properties = NONE;
    propertiesOffset = 0;
    propertiesLength = 0;
    moreProperties = NONE;
    tagsCode = 0;
    fanOut = null;
    return this;
  }

  /** Takes over flags, birth and body of a stored message; how often it was tried starts anew. */
  public MessageDraft like(MessageRecord record) {
    flag = record.flag();
    sysFlag = record.sysFlag();
    bornTimestamp = record.bornTimestamp();
    bornAddress = record.bornHost().getAddress().getAddress();
    bornPort = record.bornHost().getPort();
    body = record.body();
    return this;
  }

  /** The producer's own number; not interpreted. */
  public MessageDraft flag(int value) {
    flag = value;
    return this;
  }

  /** See {@link org.marquetry.message.SysFlag}; the host bits are set by the store itself. */
  public MessageDraft sysFlag(int value) {
    sysFlag = value;
    return this;
  }

  /** In milliseconds since 1970. */
  public MessageDraft bornTimestamp(long value) {
    bornTimestamp = value;
    return this;
  }

  /**
   * @param address 4 or 16 bytes
   */
  public MessageDraft bornHost(byte[] address, int port) {
    bornAddress = address;
    bornPort = port;
    return this;
  }

  public MessageDraft reconsumeTimes(int value) {
    reconsumeTimes = value;
    return this;
  }

  public MessageDraft preparedTransactionPosition(long value) {
    preparedTransactionPosition = value;
    return this;
  }

  /** From its position to its limit, neither of which is changed. */
  public MessageDraft body(ByteBuffer value) {
    body = value;
    return this;
  }

  /** Encoded properties, see {@link org.marquetry.message.PropertyBytes}. */
  public MessageDraft properties(byte[] array, int offset, int length) {
    properties = array;
    propertiesOffset = offset;
    propertiesLength = length;
    return this;
  }

  /** Encoded properties to stand behind the others; a missing 0x02 between them is added. */
  public MessageDraft moreProperties(byte[] encoded) {
    moreProperties = encoded;
    return this;
  }

  /** What goes into the consume queue beside position and size: the hash of the tag, 0 for none. */
  public MessageDraft tagsCode(long value) {
    tagsCode = value;
    return this;
  }

  /** Works out what the record of this draft will be like, apart from where it ends up. */
  void measure(int topicLength, int storeAddressLength) {
    separated =
        moreProperties.length > 0
            && propertiesLength > 0
            && properties[propertiesOffset + propertiesLength - 1] != PropertyNames.VALUE_END;
    allPropertiesLength = propertiesLength + (separated ? 1 : 0) + moreProperties.length;
    int bornAddressLength = bornAddress == null ? storeAddressLength : bornAddress.length;
    recordLength =
        RecordLayout.FIXED_LENGTH_V1
            + (topicLength > RecordLayout.MAX_TOPIC_V1 ? 1 : 0)
            + (bornAddressLength - 4)
            + (storeAddressLength - 4)
            + topicLength
            + body.remaining()
            + allPropertiesLength;
  }

  /** Longest that the record may come to be. */
  int mostBytes() {
    return recordLength + (fanOut == null ? 0 : fanOut.mostBytes());
  }

  /**
   * Under the append lock: gives the message its entries in light queues, which makes its record
   * longer.
   */
  void assignLightEntries() throws IOException {
    byte[] last = moreProperties.length > 0 ? moreProperties : properties;
    int end = moreProperties.length > 0 ? last.length : propertiesOffset + propertiesLength;
    fanOut.assign(last[end - 1] != PropertyNames.VALUE_END);
    recordLength += fanOut.property.length;
    allPropertiesLength += fanOut.property.length;
  }

  /** Works out the body's checksum. */
  void sum() {
    int position = body.position();
    crc.reset();
    crc.update(body);
    body.position(position);
    checksum = (int) crc.getValue() & RecordLayout.CRC_MASK;
  }
}
