/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.marquetry.message.MessageRecord;
import org.marquetry.message.MessageView;
import org.marquetry.message.PropertyText;

/**
 * A message of the log as a plugin sees it during one call: on the thread of the call and until its
 * end, so that a plugin that keeps it never reads a mapping that is gone.
 */
public final class LoggedMessage implements MessageView {

  private final Thread owner = Thread.currentThread();
  private final PropertyTable properties;
  private MessageRecord record;

  /**
   * For the calling thread.
   *
   * @param record to be left where it is until {@link #end()}
   * @param scratch for the properties, likewise
   */
  public LoggedMessage(MessageRecord record, PropertyTable scratch) {
    this.record = record;
    properties = scratch;
    scratch.forget();
  }

  /** From now on the plugin can do nothing with it. To be called on the thread that made it. */
  public void end() {
    record = null;
  }

  private MessageRecord record() {
    // The order matters: another thread must not get hold of the record while it is ended here.
    if (Thread.currentThread() != owner) {
      throw new IllegalStateException(
          "a message can be read only on the thread that the plugin was called on");
    }
    MessageRecord current = record;
    if (current == null) {
      throw new IllegalStateException(
          "a message can be read only during the call that it is given to: copy what is needed");
    }
    return current;
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
    return properties.of(record()).value(name, into);
  }

  @Override
  public String property(String name) {
    return properties.of(record()).value(name.getBytes(UTF_8));
  }

  @Override
  public int storedBodyLength() {
    return record().bodyLength();
  }

  @Override
  public byte[] body() {
    MessageRecord current = record();
    byte[] stored = new byte[current.bodyLength()];
    current.bytes().get(current.bodyAt(), stored);
    return Bodies.plain(stored, current.sysFlag());
  }
}
