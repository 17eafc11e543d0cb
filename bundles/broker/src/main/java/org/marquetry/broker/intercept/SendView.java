/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.intercept;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.marquetry.broker.spi.SendContext;
import org.marquetry.message.UserProperties;

/** A message of a send as one call of one interceptor sees it. Ends with the call. Thread-safe. */
final class SendView implements SendContext {

  private static final int MAX_REASON = 1_000;

  private final InterceptedSend send;
  private final int message;
  private final Map<String, String> before;
  private final boolean stored;
  private final Map<String, String> added = new LinkedHashMap<>();
  private String refusal;
  private boolean over;

  /**
   * @param before what interceptors before this one added
   * @param stored whether it is too late to change anything
   */
  SendView(InterceptedSend send, int message, Map<String, String> before, boolean stored) {
    this.send = send;
    this.message = message;
    this.before = before;
    this.stored = stored;
  }

  /** From now on the interceptor can do nothing with it. */
  synchronized void end() {
    over = true;
  }

  /** What the interceptor added. */
  synchronized Map<String, String> added() {
    return added;
  }

  /** Why the interceptor refuses the message, {@code null} if it does not. */
  synchronized String refusal() {
    return refusal;
  }

  private synchronized void checkValid() {
    if (over) {
      throw new IllegalStateException("the interceptor's call is over: its context cannot be used");
    }
  }

  private void checkOpen() {
    checkValid();
    if (stored) {
      throw new IllegalStateException("the message was stored or refused already");
    }
  }

  @Override
  public String topic() {
    checkValid();
    return send.topic();
  }

  @Override
  public int queueId() {
    checkValid();
    return send.queueId();
  }

  @Override
  public String producerGroup() {
    checkValid();
    return send.producerGroup();
  }

  @Override
  public String clientAddress() {
    checkValid();
    return send.clientAddress();
  }

  @Override
  public Map<String, String> properties() {
    checkValid();
    Map<String, String> all = send.properties(message);
    all.putAll(before);
    return Collections.unmodifiableMap(all);
  }

  @Override
  public byte[] body() {
    checkValid();
    return send.body(message);
  }

  @Override
  public synchronized void property(String name, String value) {
    checkOpen();
    UserProperties.check(name, value);
    added.put(name, value);
  }

  @Override
  public synchronized void refuse(String reason) {
    checkOpen();
    String text = reason == null || reason.isBlank() ? "without a reason" : reason;
    refusal = text.length() > MAX_REASON ? text.substring(0, MAX_REASON) + "…" : text;
  }
}
