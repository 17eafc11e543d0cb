/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.broker.spi.SendInterceptor;

/**
 * The laws of a send interceptor. To be inherited by a test of the interceptor:
 *
 * <pre>{@code
 * class StampInterceptorLawsTest extends SendInterceptorLaws {
 *   @Override protected SendInterceptor interceptor() { return new StampInterceptor(); }
 * }
 * }</pre>
 */
public abstract class SendInterceptorLaws {

  /** {@return a new interceptor, as a started bundle makes it} */
  protected abstract SendInterceptor interceptor();

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
    SendInterceptor interceptor = interceptor();
    for (TestMessage message : HostileMessages.with(properties())) {
      Map<String, String> given = given(message);
      try {
        TestSend sent = new TestSend(message, given).through(interceptor);
        if (sent.refusal() != null && sent.refusal().isBlank()) {
          fail("the " + message + " is refused without a reason");
        }
      } catch (Exception | StackOverflowError e) {
        fail(
            "the "
                + message
                + " makes the interceptor fail: it would pass unseen, and a client that repeats it"
                + " has the plugin put aside",
            e);
      }
    }
  }

  private Map<String, String> given(TestMessage message) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String name : properties()) {
      String value = message.property(name);
      if (value != null && !value.isEmpty()) {
        given.put(name, value);
      }
    }
    return given;
  }

  @Law
  void servesSeveralThreadsAtOnce() throws Exception {
    SendInterceptor interceptor = interceptor();
    TestMessage message = TestMessage.of("T").withBody("body");
    String alone = new TestSend(message, Map.of()).through(interceptor).refusal();
    for (String refusal :
        Together.call(() -> new TestSend(message, Map.of()).through(interceptor).refusal())) {
      assertEquals(alone == null, refusal == null, "refused on several threads");
    }
  }

  @Law
  void staysWithinItsBudget() throws Exception {
    SendInterceptor interceptor = interceptor();
    TestMessage message = TestMessage.of("T").withBody(new byte[256 * 1024]);
    new TestSend(message, Map.of()).through(interceptor);
    budget().check("a send", () -> new TestSend(message, Map.of()).through(interceptor));
  }
}
