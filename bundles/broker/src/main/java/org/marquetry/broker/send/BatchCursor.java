/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import java.nio.ByteBuffer;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.ResponseCode;

/**
 * Goes through the messages in the body of a batch. Offsets are absolute in the body's buffer.
 * Reusable, not thread-safe.
 */
final class BatchCursor {

  /** Bytes of an entry without body and properties. */
  private static final int FIXED_LENGTH = 22;

  private static final int FLAG_AT = 12;
  private static final int BODY_LENGTH_AT = 16;
  private static final int BODY_AT = 20;

  private ByteBuffer body;
  private int next;

  /** Index of the message in the batch. */
  int index;

  int at;
  int size;
  int flag;
  int bodyAt;
  int bodyLength;
  int propertiesAt;
  int propertiesLength;

  /** Begins before the first message of a body, from its position to its limit. */
  BatchCursor over(ByteBuffer batchBody) {
    body = batchBody;
    next = batchBody.position();
    index = -1;
    return this;
  }

  /**
   * Goes to the next message.
   *
   * @return {@code false} behind the last one
   * @throws CommandException if what comes next is no message
   */
  boolean next() throws CommandException {
    int end = body.limit();
    if (next >= end) {
      return false;
    }
    index++;
    at = next;
    size = end - at < FIXED_LENGTH ? -1 : body.getInt(at);
    bodyLength = size < FIXED_LENGTH ? -1 : body.getInt(at + BODY_LENGTH_AT);
    if (size > end - at || bodyLength < 0 || bodyLength > size - FIXED_LENGTH) {
      throw illegal();
    }
    bodyAt = at + BODY_AT;
    propertiesAt = bodyAt + bodyLength + Short.BYTES;
    propertiesLength = body.getShort(propertiesAt - Short.BYTES);
    if (propertiesLength < 0 || propertiesAt + propertiesLength != at + size) {
      throw illegal();
    }
    flag = body.getInt(at + FLAG_AT);
    next = at + size;
    return true;
  }

  private CommandException illegal() {
    return new CommandException(
        ResponseCode.MESSAGE_ILLEGAL,
        "message "
            + index
            + " of the batch, at byte "
            + at
            + " of the body, does not fit the lengths it states");
  }

  /** Lets go of the body. */
  void clear() {
    body = null;
  }
}
