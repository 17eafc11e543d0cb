/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import java.util.List;
import org.marquetry.broker.spi.DeliverContext;
import org.marquetry.broker.spi.DeliverInterceptor;
import org.marquetry.message.MessageView;

/**
 * A batch on its way to a consumer, to hand to an interceptor. As in a broker it can be used during
 * the call only. Not thread-safe.
 *
 * <pre>{@code
 * TestDelivery delivery = TestDelivery.of(TestMessage.of("Reports")).through(new Night());
 * assertNull(delivery.heldBack());
 * }</pre>
 */
public final class TestDelivery implements DeliverContext {

  private final List<BorrowedMessage> messages;
  private boolean over;
  private String reason;

  private TestDelivery(List<BorrowedMessage> messages) {
    this.messages = messages;
  }

  /**
   * A batch that no interceptor has seen.
   *
   * @param messages of one topic, at least one
   * @return a batch
   */
  public static TestDelivery of(TestMessage... messages) {
    if (messages.length == 0) {
      throw new IllegalArgumentException("a broker never delivers a batch without messages");
    }
    return new TestDelivery(List.of(messages).stream().map(BorrowedMessage::new).toList());
  }

  /**
   * Hands the batch to an interceptor as the broker does.
   *
   * @param interceptor asked once
   * @return this
   * @throws Exception what the interceptor threw
   */
  public TestDelivery through(DeliverInterceptor interceptor) throws Exception {
    check();
    try {
      interceptor.beforeDeliver(this);
    } finally {
      over = true;
      messages.forEach(BorrowedMessage::giveBack);
    }
    return this;
  }

  /** {@return why it was held back, {@code null} where it was not} */
  public String heldBack() {
    return reason;
  }

  private void check() {
    if (over) {
      throw new IllegalStateException("the batch was used after the call that it was given to");
    }
  }

  @Override
  public String group() {
    check();
    return "consumers";
  }

  @Override
  public String topic() {
    check();
    return messages.get(0).topic();
  }

  @Override
  public int queueId() {
    check();
    return messages.get(0).queueId();
  }

  @Override
  public String clientAddress() {
    check();
    return "127.0.0.1:50000";
  }

  @Override
  public List<MessageView> messages() {
    check();
    return List.copyOf(messages);
  }

  @Override
  public void holdBack(String why) {
    check();
    reason = why;
  }
}
