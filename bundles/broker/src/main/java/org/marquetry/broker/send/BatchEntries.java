/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.kernel.MessageDraft;

/**
 * Takes the body of a batch apart into drafts. Reusable; the drafts refer to the body and to this
 * object's own buffer until {@link #clear()}. Not thread-safe.
 */
final class BatchEntries {

  /** Bytes of an entry without body and properties. */
  private static final int FIXED_LENGTH = 22;

  private static final int FLAG_AT = 12;
  private static final int BODY_LENGTH_AT = 16;
  private static final int BODY_AT = 20;
  private static final int KEPT_DRAFTS = 1024;
  private static final int KEPT_BYTES = 256 * 1024;

  private final List<MessageDraft> pool = new ArrayList<>();
  private byte[] properties = new byte[4096];

  /**
   * @param scan used for the entries' tags
   * @throws CommandException if the body is no batch
   */
  List<MessageDraft> read(SendCommand command, int sysFlag, byte[] bornAddress, PropertyScan scan)
      throws CommandException {
    ByteBuffer body = command.body;
    int end = body.limit();
    if (properties.length < end - body.position()) {
      properties = new byte[end - body.position()];
    }
    int propertiesEnd = 0;
    int count = 0;
    int at = body.position();
    while (at < end) {
      int size = end - at < FIXED_LENGTH ? -1 : body.getInt(at);
      int bodyLength = size < FIXED_LENGTH ? -1 : body.getInt(at + BODY_LENGTH_AT);
      if (size > end - at || bodyLength < 0 || bodyLength > size - FIXED_LENGTH) {
        throw illegal(count, at);
      }
      int propertiesAt = at + BODY_AT + bodyLength + Short.BYTES;
      int propertiesLength = body.getShort(propertiesAt - Short.BYTES);
      if (propertiesLength < 0 || propertiesAt + propertiesLength != at + size) {
        throw illegal(count, at);
      }
      body.get(propertiesAt, properties, propertiesEnd, propertiesLength);
      scan.scan(properties, propertiesEnd, propertiesLength);
      draft(count)
          .flag(body.getInt(at + FLAG_AT))
          .sysFlag(sysFlag)
          .bornTimestamp(command.bornTimestamp)
          .bornHost(bornAddress, command.peer().getPort())
          .reconsumeTimes(command.reconsumeTimes)
          .body(body.slice(at + BODY_AT, bodyLength))
          .properties(properties, propertiesEnd, propertiesLength)
          .tagsCode(scan.tagsCode());
      propertiesEnd += propertiesLength;
      at += size;
      count++;
    }
    return pool.subList(0, count);
  }

  private MessageDraft draft(int index) {
    if (index == pool.size()) {
      pool.add(new MessageDraft());
    }
    return pool.get(index).clear();
  }

  private static CommandException illegal(int index, int at) {
    return new CommandException(
        ResponseCode.MESSAGE_ILLEGAL,
        "message "
            + index
            + " of the batch, at byte "
            + at
            + " of the body, does not fit the lengths it states");
  }

  /** Forgets the last batch. */
  void clear() {
    if (pool.size() > KEPT_DRAFTS) {
      pool.subList(KEPT_DRAFTS, pool.size()).clear();
    }
    for (MessageDraft draft : pool) {
      draft.clear();
    }
    if (properties.length > KEPT_BYTES) {
      properties = new byte[4096];
    }
  }
}
