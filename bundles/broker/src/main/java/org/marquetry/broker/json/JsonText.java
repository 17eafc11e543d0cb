/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

/**
 * Writes JSON as RocketMQ's tools read it: beside what any writer can do, whole message queues as
 * names of members, {@code {{"brokerName":"b","queueId":0,"topic":"T"}:…}}. Not thread-safe.
 */
public final class JsonText {

  private static final String HEX = "0123456789abcdef";

  private final StringBuilder text = new StringBuilder(256);
  private final StringBuilder open = new StringBuilder();
  private boolean first = true;

  public JsonText object() {
    return begin('{', '}');
  }

  public JsonText array() {
    return begin('[', ']');
  }

  private JsonText begin(char bracket, char closing) {
    separate();
    text.append(bracket);
    open.append(closing);
    first = true;
    return this;
  }

  /** Ends the innermost object or array. */
  public JsonText end() {
    int last = open.length() - 1;
    text.append(open.charAt(last));
    open.setLength(last);
    first = false;
    return this;
  }

  public JsonText name(String name) {
    separate();
    quote(name);
    return afterName();
  }

  /** A message queue as a member's name. */
  public JsonText name(String topic, String broker, int queueId) {
    separate();
    queueText(topic, broker, queueId);
    return afterName();
  }

  private JsonText afterName() {
    text.append(':');
    first = true;
    return this;
  }

  /** A message queue as a value. */
  public JsonText queue(String topic, String broker, int queueId) {
    separate();
    queueText(topic, broker, queueId);
    return this;
  }

  private void queueText(String topic, String broker, int queueId) {
    text.append("{\"brokerName\":");
    quote(broker);
    text.append(",\"queueId\":").append(queueId).append(",\"topic\":");
    quote(topic);
    text.append('}');
  }

  /** {@code null} becomes the JSON null. */
  public JsonText value(String value) {
    separate();
    if (value == null) {
      text.append("null");
    } else {
      quote(value);
    }
    return this;
  }

  public JsonText value(long value) {
    separate();
    text.append(value);
    return this;
  }

  public JsonText value(boolean value) {
    separate();
    text.append(value);
    return this;
  }

  /** What is no number becomes 0: the protocol's readers know no NaN. */
  public JsonText value(double value) {
    separate();
    text.append(Double.isFinite(value) ? value : 0.0);
    return this;
  }

  /** An array of texts. */
  public JsonText values(Iterable<String> values) {
    array();
    for (String value : values) {
      value(value);
    }
    return end();
  }

  /** An object of texts. */
  public JsonText values(Map<String, String> values) {
    object();
    values.forEach((name, value) -> name(name).value(value));
    return end();
  }

  /** Text that is JSON already. */
  public JsonText raw(String json) {
    separate();
    text.append(json);
    return this;
  }

  private void separate() {
    if (!first) {
      text.append(',');
    }
    first = false;
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < 0x20) {
        text.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  public byte[] bytes() {
    return toString().getBytes(UTF_8);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
