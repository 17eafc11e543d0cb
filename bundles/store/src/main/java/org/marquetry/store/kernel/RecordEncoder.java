/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.marquetry.message.PropertyNames;
import org.marquetry.message.RecordLayout;
import org.marquetry.message.SysFlag;
import org.marquetry.store.RecordWriter;

/**
 * Writes the records of one append in one pass. Reused for all appends, under the append lock. The
 * length of the first record comes last: to a reader of what a killed process left, either all
 * records of the append are there or none.
 */
final class RecordEncoder implements RecordWriter {

  private MessageDraft[] drafts;
  private int count;
  private LogicalQueue queue;
  private StoreHost host;
  private long queueOffset;
  private long storeTimestamp;

  /**
   * @param drafts measured and summed
   * @param queueOffset of the first record that gets a place in the queue
   */
  RecordEncoder set(
      MessageDraft[] drafts,
      int count,
      LogicalQueue queue,
      StoreHost host,
      long queueOffset,
      long storeTimestamp) {
    this.drafts = drafts;
    this.count = count;
    this.queue = queue;
    this.host = host;
    this.queueOffset = queueOffset;
    this.storeTimestamp = storeTimestamp;
    return this;
  }

  @Override
  public void write(ByteBuffer target, long position) {
    int first = target.position();
    long at = position;
    long offset = queueOffset;
    for (int i = 0; i < count; i++) {
      MessageDraft draft = drafts[i];
      boolean queued = SysFlag.queued(draft.sysFlag);
      encode(draft, target, i == 0 ? 0 : draft.recordLength, at, queued ? offset : 0);
      at += draft.recordLength;
      offset += queued ? 1 : 0;
    }
    VarHandle.releaseFence();
    target.putInt(first + RecordLayout.TOTAL_SIZE, drafts[0].recordLength);
  }

  private void encode(
      MessageDraft draft, ByteBuffer target, int length, long position, long offset) {
    byte[] topic = queue.topicBytes;
    boolean wide = topic.length > RecordLayout.MAX_TOPIC_V1;
    byte[] bornAddress = draft.bornAddress == null ? host.address() : draft.bornAddress;
    int bornPort = draft.bornAddress == null ? host.port() : draft.bornPort;
    target
        .putInt(length)
        .putInt(wide ? RecordLayout.MAGIC_V2 : RecordLayout.MAGIC_V1)
        .putInt(draft.checksum)
        .putInt(queue.queueId())
        .putInt(draft.flag)
        .putLong(offset)
        .putLong(position)
        .putInt(sysFlag(draft.sysFlag, bornAddress, host.address()))
        .putLong(draft.bornTimestamp)
        .put(bornAddress)
        .putInt(bornPort)
        .putLong(storeTimestamp)
        .put(host.address())
        .putInt(host.port())
        .putInt(draft.reconsumeTimes)
        .putLong(draft.preparedTransactionPosition);
    ByteBuffer body = draft.body;
    int bodyLength = body.remaining();
    target.putInt(bodyLength);
    int bodyAt = target.position();
    target.put(bodyAt, body, body.position(), bodyLength).position(bodyAt + bodyLength);
    if (wide) {
      target.putShort((short) topic.length);
    } else {
      target.put((byte) topic.length);
    }
    target
        .put(topic)
        .putShort((short) draft.allPropertiesLength)
        .put(draft.properties, draft.propertiesOffset, draft.propertiesLength);
    if (draft.separated) {
      target.put(PropertyNames.VALUE_END);
    }
    target.put(draft.moreProperties);
    if (draft.fanOut != null) {
      target.put(draft.fanOut.property);
    }
  }

  private static int sysFlag(int given, byte[] bornAddress, byte[] storeAddress) {
    int flag = given & ~(SysFlag.BORN_HOST_V6 | SysFlag.STORE_HOST_V6);
    if (bornAddress.length == 16) {
      flag |= SysFlag.BORN_HOST_V6;
    }
    if (storeAddress.length == 16) {
      flag |= SysFlag.STORE_HOST_V6;
    }
    return flag;
  }
}
