/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import org.marquetry.message.MessageView;
import org.marquetry.message.PropertyText;

/** A message that can be used during one call only, as in a broker. Not thread-safe. */
final class BorrowedMessage implements MessageView {

  private final TestMessage message;
  private boolean over;

  BorrowedMessage(TestMessage message) {
    this.message = message;
  }

  /** The call has ended. */
  void giveBack() {
    over = true;
  }

  private TestMessage message() {
    if (over) {
      throw new IllegalStateException(
          "the " + message + " was used after the call that it was given to");
    }
    return message;
  }

  @Override
  public String topic() {
    return message().topic();
  }

  @Override
  public int queueId() {
    return message().queueId();
  }

  @Override
  public long queueOffset() {
    return message().queueOffset();
  }

  @Override
  public long bornTimestamp() {
    return message().bornTimestamp();
  }

  @Override
  public long storeTimestamp() {
    return message().storeTimestamp();
  }

  @Override
  public int reconsumeTimes() {
    return message().reconsumeTimes();
  }

  @Override
  public int flag() {
    return message().flag();
  }

  @Override
  public int sysFlag() {
    return message().sysFlag();
  }

  @Override
  public boolean property(byte[] name, PropertyText into) {
    return message().property(name, into);
  }

  @Override
  public String property(String name) {
    return message().property(name);
  }

  @Override
  public int storedBodyLength() {
    return message().storedBodyLength();
  }

  @Override
  public byte[] body() {
    return message().body();
  }

  @Override
  public String toString() {
    return message.toString();
  }
}
