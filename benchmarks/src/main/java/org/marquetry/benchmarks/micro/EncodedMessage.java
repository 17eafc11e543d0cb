/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.benchmarks.micro;

import org.marquetry.message.MessageView;
import org.marquetry.message.PropertyNames;
import org.marquetry.message.PropertyText;

/** A message of nothing but properties, found in their encoded bytes without a copy of them. */
final class EncodedMessage implements MessageView {

  private final byte[] properties;

  EncodedMessage(byte[] properties) {
    this.properties = properties;
  }

  @Override
  public boolean property(byte[] name, PropertyText into) {
    int pair = 0;
    while (pair < properties.length) {
      int end = pair;
      while (properties[end] != PropertyNames.VALUE_END) {
        end++;
      }
      int value = pair + name.length + 1;
      if (value < end && properties[value - 1] == PropertyNames.NAME_END && has(name, pair)) {
        into.length(end - value);
        System.arraycopy(properties, value, into.bytes(), 0, end - value);
        return true;
      }
      pair = end + 1;
    }
    into.length(0);
    return false;
  }

  private boolean has(byte[] name, int at) {
    for (int i = 0; i < name.length; i++) {
      if (properties[at + i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String property(String name) {
    PropertyText text = new PropertyText();
    return property(PropertyText.name(name), text) ? text.toString() : null;
  }

  @Override
  public String topic() {
    return "benchmark";
  }

  @Override
  public int queueId() {
    return 0;
  }

  @Override
  public long queueOffset() {
    return 0;
  }

  @Override
  public long bornTimestamp() {
    return 0;
  }

  @Override
  public long storeTimestamp() {
    return 0;
  }

  @Override
  public int reconsumeTimes() {
    return 0;
  }

  @Override
  public int flag() {
    return 0;
  }

  @Override
  public int sysFlag() {
    return 0;
  }

  @Override
  public int storedBodyLength() {
    return 0;
  }

  @Override
  public byte[] body() {
    return new byte[0];
  }
}
