/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.testkit.BrokenLaws.broken;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.marquetry.broker.spi.DeliverInterceptor;
import org.marquetry.broker.spi.SendContext;
import org.marquetry.broker.spi.SendInterceptor;
import org.marquetry.broker.spi.SendOutcome;
import org.marquetry.message.MessageView;

/**
 * The laws let a good interceptor pass and catch bad ones, each by the test that is meant for it.
 */
class InterceptorLawsTest {

  @Test
  void aGoodOnePasses() {
    assertThat(broken(GoodDelivery.class)).isEmpty();
    assertThat(broken(GoodInterceptor.class)).isEmpty();
  }

  @Test
  void anInterceptorForOneThreadIsCaught() {
    assertThat(broken(LonelyInterceptor.class)).containsExactly("servesSeveralThreadsAtOnce");
    assertThat(broken(LonelyDelivery.class)).containsExactly("servesSeveralThreadsAtOnce");
  }

  @Test
  void aHungryInterceptorIsCaught() {
    assertThat(broken(HungryInterceptor.class)).containsExactly("staysWithinItsBudget");
    assertThat(broken(HungryDelivery.class)).containsExactly("staysWithinItsBudget");
  }

  @Test
  void anInterceptorThatSetsWhatTheProtocolOwnsIsCaught() {
    assertThat(broken(PresumptuousInterceptor.class))
        .contains("copesWithEveryMessageThatAProducerMaySend");
  }

  @Test
  void aDeliveryThatCannotCopeIsCaught() {
    assertThat(broken(PickyDelivery.class))
        .containsExactly("copesWithEveryMessageThatAProducerMaySend");
    assertThat(broken(KeepingDelivery.class)).contains("copesWithEveryMessageThatAProducerMaySend");
  }

  @Test
  void anInterceptorThatCannotCopeIsCaught() {
    assertThat(broken(PickyInterceptor.class))
        .containsExactly("copesWithEveryMessageThatAProducerMaySend");
  }

  static class LonelyInterceptor extends SendInterceptorLaws {
    @Override
    protected SendInterceptor interceptor() {
      OneThread one = new OneThread();
      return new SendInterceptor() {
        @Override
        public void beforeSend(SendContext context) {
          one.check();
        }

        @Override
        public void afterSend(SendContext context, SendOutcome outcome) {}
      };
    }
  }

  static class HungryInterceptor extends GoodInterceptor {
    @Override
    protected Budget budget() {
      return new Budget(Budget.DEFAULT.time(), 1);
    }
  }

  static class PresumptuousInterceptor extends SendInterceptorLaws {
    @Override
    protected SendInterceptor interceptor() {
      return new SendInterceptor() {
        @Override
        public void beforeSend(SendContext context) {
          context.property("UNIQ_KEY", "mine");
        }

        @Override
        public void afterSend(SendContext context, SendOutcome outcome) {}
      };
    }
  }

  static class GoodDelivery extends DeliverInterceptorLaws {
    @Override
    protected DeliverInterceptor interceptor() {
      return context -> {
        if (context.messages().stream().anyMatch(message -> message.body().length > 1 << 20)) {
          context.holdBack("too long");
        }
      };
    }
  }

  static class LonelyDelivery extends DeliverInterceptorLaws {
    @Override
    protected DeliverInterceptor interceptor() {
      OneThread one = new OneThread();
      return context -> one.check();
    }
  }

  static class HungryDelivery extends GoodDelivery {
    @Override
    protected Budget budget() {
      return new Budget(Budget.DEFAULT.time(), 1);
    }
  }

  static class PickyDelivery extends DeliverInterceptorLaws {
    @Override
    protected DeliverInterceptor interceptor() {
      return context -> {
        for (MessageView message : context.messages()) {
          if (message.property("KEYS") != null) {
            Long.parseLong(message.property("KEYS"));
          }
        }
      };
    }
  }

  static class KeepingDelivery extends DeliverInterceptorLaws {
    @Override
    protected DeliverInterceptor interceptor() {
      List<MessageView> kept = new CopyOnWriteArrayList<>();
      return context -> {
        kept.addAll(context.messages());
        kept.forEach(MessageView::body);
      };
    }
  }

  static class GoodInterceptor extends SendInterceptorLaws {
    @Override
    protected SendInterceptor interceptor() {
      return new SendInterceptor() {
        @Override
        public void beforeSend(SendContext context) {
          context.property("seen", "1");
        }

        @Override
        public void afterSend(SendContext context, SendOutcome outcome) {}
      };
    }
  }

  static class PickyInterceptor extends SendInterceptorLaws {
    @Override
    protected SendInterceptor interceptor() {
      return new SendInterceptor() {
        @Override
        public void beforeSend(SendContext context) {
          Map<String, String> seen = new HashMap<>(context.properties());
          if (seen.containsKey("KEYS")) {
            Long.parseLong(seen.get("KEYS"));
          }
        }

        @Override
        public void afterSend(SendContext context, SendOutcome outcome) {}
      };
    }
  }
}
