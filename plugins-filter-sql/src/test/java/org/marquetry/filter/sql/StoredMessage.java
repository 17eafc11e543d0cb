/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.message.MessageView;
import org.marquetry.message.PropertyNames;
import org.marquetry.message.PropertyText;

/** A message with nothing but properties, as the bytes that a log has of them. */
public final class StoredMessage implements MessageView {

  private final Map<String, byte[]> properties;
  private final byte[] encoded;

  private StoredMessage(Map<String, byte[]> properties) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    properties.forEach(
        (name, value) -> {
          bytes.writeBytes(name.getBytes(UTF_8));
          bytes.write(PropertyNames.NAME_END);
          bytes.writeBytes(value);
          bytes.write(PropertyNames.VALUE_END);
        });
    this.properties = properties;
    this.encoded = bytes.toByteArray();
  }

  /** Names and values in turn. */
  public static StoredMessage with(String... namesAndValues) {
    Map<String, byte[]> properties = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      properties.put(namesAndValues[i], namesAndValues[i + 1].getBytes(UTF_8));
    }
    return new StoredMessage(properties);
  }

  /** Values in bytes that need not be UTF-8. */
  public static StoredMessage with(Map<String, byte[]> properties) {
    return new StoredMessage(new LinkedHashMap<>(properties));
  }

  public StoredMessage without(String name) {
    Map<String, byte[]> fewer = new LinkedHashMap<>(properties);
    fewer.remove(name);
    return new StoredMessage(fewer);
  }

  public List<String> names() {
    return List.copyOf(properties.keySet());
  }

  /** As a broker decodes the properties before it takes them apart. */
  public String encoded() {
    return new String(encoded, UTF_8);
  }

  @Override
  public boolean property(byte[] name, PropertyText into) {
    boolean found = false;
    int pair = 0;
    while (pair < encoded.length) {
      int end = pair;
      while (end < encoded.length && encoded[end] != PropertyNames.VALUE_END) {
        end++;
      }
      int value = pair + name.length + 1;
      if (value < end
          && encoded[value - 1] == PropertyNames.NAME_END
          && Arrays.equals(encoded, pair, value - 1, name, 0, name.length)) {
        into.length(end - value);
        System.arraycopy(encoded, value, into.bytes(), 0, end - value);
        found = true;
      }
      pair = end + 1;
    }
    if (!found) {
      into.length(0);
    }
    return found;
  }

  @Override
  public String property(String name) {
    PropertyText text = new PropertyText();
    return property(PropertyText.name(name), text) ? text.toString() : null;
  }

  @Override
  public String topic() {
    return "T";
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

  @Override
  public String toString() {
    return encoded().replace('\u0001', '=').replace('\u0002', ' ');
  }
}
