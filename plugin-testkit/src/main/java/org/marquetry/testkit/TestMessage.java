/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import org.marquetry.message.MessageView;
import org.marquetry.message.PropertyText;

/**
 * A message to hand to a plugin. Immutable.
 *
 * <pre>{@code
 * MessageView message = TestMessage.of("Orders").with("color", "red").withBody("{}");
 * }</pre>
 */
public final class TestMessage implements MessageView {

  private final String topic;
  private final Map<String, String> properties;
  private final byte[] body;
  private final int reconsumeTimes;

  private TestMessage(
      String topic, Map<String, String> properties, byte[] body, int reconsumeTimes) {
    this.topic = topic;
    this.properties = properties;
    this.body = body;
    this.reconsumeTimes = reconsumeTimes;
  }

  /**
   * A message without properties and with an empty body.
   *
   * @param topic its topic
   * @return a message
   */
  public static TestMessage of(String topic) {
    return new TestMessage(topic, Map.of(), new byte[0], 0);
  }

  /**
   * The same message with one more property, or another value of it.
   *
   * @param name of the property
   * @param value of the property
   * @return another message
   */
  public TestMessage with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(properties);
    more.put(name, value);
    return new TestMessage(topic, more, body, reconsumeTimes);
  }

  /**
   * The same message with a body.
   *
   * @param text the body, in UTF-8
   * @return another message
   */
  public TestMessage withBody(String text) {
    return withBody(text.getBytes(UTF_8));
  }

  /**
   * The same message with a body.
   *
   * @param bytes the body
   * @return another message
   */
  public TestMessage withBody(byte[] bytes) {
    return new TestMessage(topic, properties, bytes.clone(), reconsumeTimes);
  }

  /**
   * The same message as it comes after having been given back so often.
   *
   * @param times at least 0
   * @return another message
   */
  public TestMessage redelivered(int times) {
    return new TestMessage(topic, properties, body, times);
  }

  @Override
  public String topic() {
    return topic;
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
    return 1_700_000_000_000L;
  }

  @Override
  public long storeTimestamp() {
    return 1_700_000_000_001L;
  }

  @Override
  public int reconsumeTimes() {
    return reconsumeTimes;
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
  public boolean property(byte[] name, PropertyText into) {
    String value = properties.get(new String(name, UTF_8));
    if (value == null) {
      into.length(0);
      return false;
    }
    byte[] bytes = value.getBytes(UTF_8);
    into.length(bytes.length);
    System.arraycopy(bytes, 0, into.bytes(), 0, bytes.length);
    return true;
  }

  @Override
  public String property(String name) {
    return properties.get(name);
  }

  @Override
  public int storedBodyLength() {
    return body.length;
  }

  @Override
  public byte[] body() {
    return body.clone();
  }

  @Override
  public String toString() {
    return "message of " + topic + " with " + properties + " and " + body.length + " bytes";
  }
}
