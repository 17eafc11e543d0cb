/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.marquetry.broker.spi.RequestHandler;

/**
 * The laws of a request handler. To be inherited by a test of the handler:
 *
 * <pre>{@code
 * class EchoLawsTest extends RequestHandlerLaws {
 *   @Override protected RequestHandler handler() { return new Echo(); }
 *   @Override protected List<TestRequest> requests() {
 *     return List.of(new TestRequest(9001, Map.of("a", "b"), new byte[0]));
 *   }
 * }
 * }</pre>
 */
public abstract class RequestHandlerLaws {

  /** {@return a new handler, as a started bundle makes it} */
  protected abstract RequestHandler handler();

  /** {@return new requests that the handler answers; at least one} */
  protected abstract List<TestRequest> requests();

  /** {@return what one call may use} */
  protected Budget budget() {
    return Budget.DEFAULT;
  }

  private static TestRequest handled(RequestHandler handler, TestRequest request) throws Exception {
    handler.handle(request);
    assertNotNull(request.reply(), request + " was not answered");
    return request;
  }

  @Law
  void answersEveryRequestOnce() throws Exception {
    RequestHandler handler = handler();
    for (TestRequest request : requests()) {
      handled(handler, request);
    }
  }

  @Law
  void answersWhatStrangersSend() {
    RequestHandler handler = handler();
    byte[] noise = new byte[4_096];
    new Random(7).nextBytes(noise);
    for (TestRequest request : requests()) {
      for (byte[] body : List.of(new byte[0], noise, "{".repeat(4_096).getBytes(UTF_8))) {
        answersStranger(handler, new TestRequest(request.code(), Map.of("odd", "\u0000"), body));
        answersStranger(handler, new TestRequest(request.code(), Map.of(), body));
      }
    }
  }

  private static void answersStranger(RequestHandler handler, TestRequest strange) {
    try {
      handler.handle(strange);
    } catch (Exception | StackOverflowError e) {
      fail(
          strange
              + " makes the handler fail: a client that repeats it has the plugin put aside;"
              + " reply with a code that says what is wrong",
          e);
    }
    assertNotNull(strange.reply(), strange + " was not answered");
  }

  @Law
  void servesSeveralThreadsAtOnce() throws Exception {
    RequestHandler handler = handler();
    Together.call(
        () -> {
          for (TestRequest request : requests()) {
            handled(handler, request);
          }
          return true;
        });
  }

  @Law
  void staysWithinItsBudget() throws Exception {
    RequestHandler handler = handler();
    for (TestRequest request : requests()) {
      handler.handle(request);
    }
    for (TestRequest request : requests()) {
      budget().check(request.toString(), () -> handler.handle(request.again()));
    }
  }
}
