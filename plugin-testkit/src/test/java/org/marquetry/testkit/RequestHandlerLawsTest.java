/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.testkit.BrokenLaws.broken;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.marquetry.broker.spi.RequestHandler;

/**
 * The laws let a good request handler pass and catch bad ones, each by the test that is meant for
 * it.
 */
class RequestHandlerLawsTest {

  @Test
  void aGoodOnePasses() {
    assertThat(broken(GoodHandler.class)).isEmpty();
  }

  @Test
  void aSilentHandlerIsCaught() {
    assertThat(broken(SilentHandler.class)).contains("answersEveryRequestOnce");
  }

  @Test
  void aHandlerThatTrustsStrangersIsCaught() {
    assertThat(broken(TrustingHandler.class)).containsExactly("answersWhatStrangersSend");
  }

  @Test
  void aHandlerForOneThreadIsCaught() {
    assertThat(broken(LonelyHandler.class)).containsExactly("servesSeveralThreadsAtOnce");
  }

  @Test
  void aHungryHandlerIsCaught() {
    assertThat(broken(HungryHandler.class)).containsExactly("staysWithinItsBudget");
  }

  abstract static class Handlers extends RequestHandlerLaws {
    @Override
    protected List<TestRequest> requests() {
      return List.of(new TestRequest(9_001, Map.of("a", "b"), new byte[] {1}));
    }
  }

  static class GoodHandler extends Handlers {
    @Override
    protected RequestHandler handler() {
      return context -> context.reply(0, null, context.fields(), context.body());
    }
  }

  static class SilentHandler extends Handlers {
    @Override
    protected RequestHandler handler() {
      return context -> {};
    }
  }

  static class TrustingHandler extends Handlers {
    @Override
    protected RequestHandler handler() {
      return context -> {
        String answer = context.fields().get("a").trim();
        context.reply(0, answer, Map.of(), null);
      };
    }
  }

  static class LonelyHandler extends Handlers {
    @Override
    protected RequestHandler handler() {
      OneThread one = new OneThread();
      return context -> {
        one.check();
        context.reply(0, null, Map.of(), null);
      };
    }
  }

  static class HungryHandler extends GoodHandler {
    @Override
    protected Budget budget() {
      return new Budget(Budget.DEFAULT.time(), 1);
    }
  }
}
