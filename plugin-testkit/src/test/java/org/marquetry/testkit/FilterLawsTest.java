/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.testkit.BrokenLaws.broken;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.marquetry.filter.FilterExpressionException;
import org.marquetry.filter.FilterProvider;
import org.marquetry.message.MessageView;
import org.marquetry.message.PropertyText;

/** The laws let a good filter pass and catch bad ones, each by the test that is meant for it. */
class FilterLawsTest {

  @Test
  void aGoodOnePasses() {
    assertThat(broken(GoodFilter.class)).isEmpty();
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
  void aSlowFilterIsCaught() {
    assertThat(broken(SlowFilter.class)).containsExactly("staysWithinItsBudget");
  }

  @Test
  void aFilterThatKeepsMessagesIsCaught() {
    assertThat(broken(KeepingFilter.class)).contains("judgesEveryMessageThatAProducerMaySend");
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

  static class SlowFilter extends Filters {
    @Override
    protected Budget budget() {
      return new Budget(Duration.ZERO, Budget.DEFAULT.allocatedBytes());
    }

    @Override
    protected FilterProvider provider() {
      return new GoodFilter().provider();
    }
  }

  static class KeepingFilter extends Filters {
    @Override
    protected FilterProvider provider() {
      return context -> {
        GoodFilter.refuseEmpty(context.expression());
        MessageView[] first = new MessageView[1];
        return message -> {
          if (first[0] == null) {
            first[0] = message;
          }
          return first[0].property("a") == null;
        };
      };
    }
  }
}
