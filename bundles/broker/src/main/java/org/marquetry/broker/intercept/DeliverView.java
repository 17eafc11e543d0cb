/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.intercept;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.marquetry.broker.spi.DeliverContext;
import org.marquetry.broker.view.CopiedMessage;
import org.marquetry.message.MessageView;

/** A batch as one call of one interceptor sees it. Ends with the call. Thread-safe. */
final class DeliverView implements DeliverContext {

  private static final int MAX_REASON = 1_000;

  private final InterceptedDelivery delivery;
  private volatile boolean over;
  private String reason;

  DeliverView(InterceptedDelivery delivery) {
    this.delivery = delivery;
  }

  /** From now on the interceptor can do nothing with it. */
  synchronized void end() {
    over = true;
  }

  /** Why the interceptor holds the batch back, {@code null} if it does not. */
  synchronized String reason() {
    return reason;
  }

  private void check() {
    if (over) {
      throw new IllegalStateException("the interceptor's call is over: its context cannot be used");
    }
  }

  @Override
  public String group() {
    check();
    return delivery.group();
  }

  @Override
  public String topic() {
    check();
    return delivery.topic();
  }

  @Override
  public int queueId() {
    check();
    return delivery.queueId();
  }

  @Override
  public String clientAddress() {
    check();
    return delivery.clientAddress();
  }

  @Override
  public List<MessageView> messages() {
    check();
    ByteBuffer records = delivery.records();
    List<MessageView> messages = new ArrayList<>();
    int at = 0;
    while (at < records.limit()) {
      CopiedMessage message = new CopiedMessage(records, at, () -> over);
      messages.add(message);
      at += message.recordLength();
    }
    return messages;
  }

  @Override
  public synchronized void holdBack(String why) {
    check();
    String text = why == null || why.isBlank() ? "without a reason" : why;
    reason = text.length() > MAX_REASON ? text.substring(0, MAX_REASON) + "…" : text;
  }
}
