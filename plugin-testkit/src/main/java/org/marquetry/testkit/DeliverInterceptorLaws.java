/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Collections;
import java.util.List;
import org.marquetry.broker.spi.DeliverInterceptor;

/**
 * The laws of a deliver interceptor. To be inherited by a test of the interceptor:
 *
 * <pre>{@code
 * class NightLawsTest extends DeliverInterceptorLaws {
 *   @Override protected DeliverInterceptor interceptor() { return new Night(); }
 * }
 * }</pre>
 */
public abstract class DeliverInterceptorLaws {

  private static final int BATCH = 32;

  /** {@return a new interceptor, as a started bundle makes it} */
  protected abstract DeliverInterceptor interceptor();

  /** {@return names of the properties that the interceptor looks at} */
  protected List<String> properties() {
    return List.of("KEYS");
  }

  /** {@return what one call may use} */
  protected Budget budget() {
    return Budget.DEFAULT;
  }

  @Law
  void copesWithEveryMessageThatAProducerMaySend() {
    DeliverInterceptor interceptor = interceptor();
    List<TestMessage> messages = HostileMessages.with(properties());
    for (TestMessage message : messages) {
      deliver(interceptor, "the " + message, message);
    }
    deliver(interceptor, "a batch of all of them", messages.toArray(TestMessage[]::new));
  }

  private static void deliver(
      DeliverInterceptor interceptor, String what, TestMessage... messages) {
    String reason;
    try {
      reason = TestDelivery.of(messages).through(interceptor).heldBack();
    } catch (Exception | StackOverflowError e) {
      fail(what + " makes the interceptor fail: its consumers would wait or get it unseen", e);
      return;
    }
    if (reason != null && reason.isBlank()) {
      fail(what + " is held back without a reason");
    }
  }

  @Law
  void servesSeveralThreadsAtOnce() throws Exception {
    DeliverInterceptor interceptor = interceptor();
    TestMessage message = TestMessage.of("T").withBody("body");
    String alone = TestDelivery.of(message).through(interceptor).heldBack();
    for (String reason :
        Together.call(() -> "" + TestDelivery.of(message).through(interceptor).heldBack())) {
      assertEquals(String.valueOf(alone), reason, "why it is held back on several threads");
    }
  }

  @Law
  void staysWithinItsBudget() throws Exception {
    DeliverInterceptor interceptor = interceptor();
    TestMessage[] batch =
        Collections.nCopies(BATCH, TestMessage.of("T").withBody(new byte[4_096]))
            .toArray(TestMessage[]::new);
    TestDelivery.of(batch).through(interceptor);
    budget()
        .check(
            "a batch of " + BATCH + " messages of 4 KiB",
            () -> TestDelivery.of(batch).through(interceptor));
  }
}
