/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.allocate.QueueId;
import org.marquetry.broker.spi.RequestHandler;
import org.marquetry.broker.spi.SendContext;
import org.marquetry.broker.spi.SendInterceptor;
import org.marquetry.broker.spi.SendOutcome;
import org.marquetry.filter.FilterExpressionException;
import org.marquetry.filter.FilterProvider;
import org.marquetry.message.PropertyText;

/** The laws let good plugins pass and catch bad ones, each by the test that is meant for it. */
class LawsTest {

  private static Set<String> broken(Class<?> laws) {
    Events tests =
        EngineTestKit.engine("junit-jupiter").selectors(selectClass(laws)).execute().testEvents();
    assertThat(tests.started().count()).as("tests of " + laws).isPositive();
    return tests
        .failed()
        .map(event -> event.getTestDescriptor().getDisplayName().replace("()", ""))
        .collect(Collectors.toSet());
  }

  @Test
  void goodPluginsPass() {
    assertThat(broken(GoodFilter.class)).isEmpty();
    assertThat(broken(GoodStrategy.class)).isEmpty();
    assertThat(broken(GoodHandler.class)).isEmpty();
    assertThat(broken(GoodInterceptor.class)).isEmpty();
  }

  @Test
  void aFilterThatThrowsIsCaught() {
    assertThat(broken(ThrowingFilter.class)).contains("judgesEveryMessageThatAProducerMaySend");
  }

  @Test
  void aFilterThatTakesEverythingIsCaught() {
    assertThat(broken(CarelessFilter.class))
        .containsExactly("refusesIllegalExpressionsWithAReason");
  }

  @Test
  void aFilterThatRemembersIsCaught() {
    assertThat(broken(MoodyFilter.class)).contains("judgesAlikeAfterASwap");
  }

  @Test
  void aHungryFilterIsCaught() {
    assertThat(broken(HungryFilter.class)).containsExactly("staysWithinItsBudget");
  }

  @Test
  void aFilterWithSharedScratchIsCaught() {
    assertThat(broken(SharingFilter.class)).contains("servesSeveralThreadsAtOnce");
  }

  @Test
  void aStrategyThatGivesTwiceIsCaught() {
    assertThat(broken(GenerousStrategy.class))
        .containsExactly("givesNoQueueTwiceAndNoneThatIsNotThere");
  }

  @Test
  void aStrategyThatForgetsQueuesIsCaught() {
    assertThat(broken(ForgetfulStrategy.class))
        .containsExactly("givesNoQueueTwiceAndNoneThatIsNotThere");
  }

  @Test
  void aSilentHandlerIsCaught() {
    assertThat(broken(SilentHandler.class)).contains("answersEveryRequestOnce");
  }

  @Test
  void anInterceptorThatCannotCopeIsCaught() {
    assertThat(broken(PickyInterceptor.class))
        .containsExactly("copesWithEveryMessageThatAProducerMaySend");
  }

  abstract static class Filters extends FilterLaws {
    @Override
    protected List<String> expressions() {
      return List.of("a", "b");
    }

    @Override
    protected List<String> illegalExpressions() {
      return List.of("");
    }

    @Override
    protected List<String> properties() {
      return List.of("a", "b");
    }
  }

  static class GoodFilter extends Filters {
    @Override
    protected FilterProvider provider() {
      return context -> {
        refuseEmpty(context.expression());
        byte[] name = PropertyText.name(context.expression());
        PropertyText value = new PropertyText();
        return message -> message.property(name, value);
      };
    }

    static void refuseEmpty(String expression) throws FilterExpressionException {
      if (expression.isEmpty()) {
        throw new FilterExpressionException(0, "name a property");
      }
    }
  }

  static class ThrowingFilter extends Filters {
    @Override
    protected FilterProvider provider() {
      return context -> {
        GoodFilter.refuseEmpty(context.expression());
        return message -> Long.parseLong(message.property("a")) > 0;
      };
    }
  }

  static class CarelessFilter extends Filters {
    @Override
    protected FilterProvider provider() {
      return context -> message -> true;
    }
  }

  static class MoodyFilter extends Filters {
    @Override
    protected FilterProvider provider() {
      return context -> {
        GoodFilter.refuseEmpty(context.expression());
        int[] asked = new int[1];
        return message -> asked[0]++ == 0;
      };
    }
  }

  static class HungryFilter extends Filters {
    @Override
    protected Budget budget() {
      return new Budget(Budget.DEFAULT.time(), 1 << 20);
    }

    @Override
    protected FilterProvider provider() {
      return context -> {
        GoodFilter.refuseEmpty(context.expression());
        return message -> new byte[2 << 20].length > message.storedBodyLength();
      };
    }
  }

  static class SharingFilter extends Filters {
    @Override
    protected FilterProvider provider() {
      Thread maker = Thread.currentThread();
      return context -> {
        GoodFilter.refuseEmpty(context.expression());
        return message -> Thread.currentThread() == maker;
      };
    }
  }

  static class GoodStrategy extends AllocateStrategyLaws {
    @Override
    protected AllocateStrategy strategy() {
      return context -> {
        int mine = context.clients().indexOf(context.client());
        return context.queues().stream()
            .filter(queue -> queue.number() % context.clients().size() == mine)
            .toList();
      };
    }
  }

  static class GenerousStrategy extends AllocateStrategyLaws {
    @Override
    protected AllocateStrategy strategy() {
      return context -> context.queues();
    }
  }

  static class ForgetfulStrategy extends AllocateStrategyLaws {
    @Override
    protected AllocateStrategy strategy() {
      return context ->
          context.client().equals("c00") ? context.queues().subList(0, 1) : List.<QueueId>of();
    }
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
