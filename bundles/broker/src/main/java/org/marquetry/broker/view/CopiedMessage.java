/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.MessageView;
import org.marquetry.message.PropertyBytes;
import org.marquetry.message.PropertyText;

/**
 * A message that was copied from the log, so that nothing depends on when a plugin lets go of it.
 * Its copy is never changed and never handed out.
 */
public final class CopiedMessage implements MessageView {

  private final MessageRecord record = new MessageRecord();
  private final BooleanSupplier over;

  /**
   * @param records of messages, one after the other
   * @param at where this one begins
   * @param over whether the call that it is given to has ended; asked at every access
   */
  public CopiedMessage(ByteBuffer records, int at, BooleanSupplier over) {
    record.wrap(records, at);
    this.over = over;
  }

  /** Of the whole record, in bytes. */
  public int recordLength() {
    return record.size();
  }

  private MessageRecord record() {
    if (over.getAsBoolean()) {
      throw new IllegalStateException("the call is over: its message cannot be used any more");
    }
    return record;
  }

  @Override
  public String topic() {
    return record().topic();
  }

  @Override
  public int queueId() {
    return record().queueId();
  }

  @Override
  public long queueOffset() {
    return record().queueOffset();
  }

  @Override
  public long bornTimestamp() {
    return record().bornTimestamp();
  }

  @Override
  public long storeTimestamp() {
    return record().storeTimestamp();
  }

  @Override
  public int reconsumeTimes() {
    return record().reconsumeTimes();
  }

  @Override
  public int flag() {
    return record().flag();
  }

  @Override
  public int sysFlag() {
    return record().sysFlag();
  }

  @Override
  public boolean property(byte[] name, PropertyText into) {
    MessageRecord open = record();
    return PropertyBytes.value(
        open.bytes(), open.propertiesAt(), open.propertiesLength(), name, into);
  }

  @Override
  public String property(String name) {
    MessageRecord open = record();
    return PropertyBytes.value(
        open.bytes(), open.propertiesAt(), open.propertiesLength(), name.getBytes(UTF_8));
  }

  @Override
  public int storedBodyLength() {
    return record().bodyLength();
  }

  @Override
  public byte[] body() {
    MessageRecord open = record();
    return ProducerBody.of(open.body(), open.sysFlag());
  }
}
