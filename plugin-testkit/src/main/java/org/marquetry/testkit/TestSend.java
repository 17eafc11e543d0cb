/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.marquetry.broker.spi.SendContext;
import org.marquetry.broker.spi.SendInterceptor;
import org.marquetry.broker.spi.SendOutcome;
import org.marquetry.message.UserProperties;

/**
 * A message on its way into the broker, to hand to an interceptor. Not thread-safe.
 *
 * <pre>{@code
 * TestSend sent = new TestSend(TestMessage.of("Orders"), Map.of()).through(new StampInterceptor());
 * assertEquals("stamp", sent.properties().get("stampedBy"));
 * }</pre>
 */
public final class TestSend implements SendContext {

  private final TestMessage message;
  private final Map<String, String> properties = new LinkedHashMap<>();
  private String refusal;
  private boolean over;

  /**
   * A message that is not stored yet.
   *
   * @param message its topic, queue and body
   * @param properties that the producer gave it
   */
  public TestSend(TestMessage message, Map<String, String> properties) {
    this.message = message;
    this.properties.putAll(properties);
  }

  /**
   * Sends the message through an interceptor as the broker does.
   *
   * @param interceptor told before and after
   * @return this
   * @throws Exception what the interceptor threw
   */
  public TestSend through(SendInterceptor interceptor) throws Exception {
    interceptor.beforeSend(this);
    over = true;
    interceptor.afterSend(
        this,
        refusal == null ? new SendOutcome(0, "7F000001", 0, 42) : new SendOutcome(2, null, -1, -1));
    return this;
  }

  /** {@return why it was refused, {@code null} where it was not} */
  public String refusal() {
    return refusal;
  }

  @Override
  public String topic() {
    return message.topic();
  }

  @Override
  public int queueId() {
    return message.queueId();
  }

  @Override
  public String producerGroup() {
    return "producers";
  }

  @Override
  public String clientAddress() {
    return "127.0.0.1:50000";
  }

  @Override
  public Map<String, String> properties() {
    return Collections.unmodifiableMap(properties);
  }

  @Override
  public byte[] body() {
    return message.body();
  }

  @Override
  public void property(String name, String value) {
    open();
    UserProperties.check(name, value);
    properties.put(name, value);
  }

  @Override
  public void refuse(String reason) {
    open();
    refusal = reason;
  }

  private void open() {
    if (over) {
      throw new IllegalStateException("the message was stored or refused already");
    }
  }
}
