/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.testkit.BrokenLaws.broken;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.allocate.QueueId;

/** The laws let a good strategy pass and catch bad ones, each by the test that is meant for it. */
class AllocateStrategyLawsTest {

  @Test
  void aGoodOnePasses() {
    assertThat(broken(GoodStrategy.class)).isEmpty();
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
  void aStrategyThatRemembersIsCaught() {
    assertThat(broken(MoodyStrategy.class)).contains("givesTheSameAfterASwap");
  }

  @Test
  void aStrategyForOneThreadIsCaught() {
    assertThat(broken(LonelyStrategy.class)).containsExactly("servesSeveralThreadsAtOnce");
  }

  @Test
  void aHungryStrategyIsCaught() {
    assertThat(broken(HungryStrategy.class)).containsExactly("staysWithinItsBudget");
  }

  static class MoodyStrategy extends AllocateStrategyLaws {
    private static final AtomicInteger made = new AtomicInteger();

    @Override
    protected AllocateStrategy strategy() {
      int turn = made.incrementAndGet();
      return context -> {
        int members = context.clients().size();
        int mine = (context.clients().indexOf(context.client()) + turn) % members;
        return context.queues().stream().filter(queue -> queue.number() % members == mine).toList();
      };
    }
  }

  static class LonelyStrategy extends AllocateStrategyLaws {
    @Override
    protected AllocateStrategy strategy() {
      OneThread one = new OneThread();
      AllocateStrategy good = new GoodStrategy().strategy();
      return context -> {
        one.check();
        return good.allocate(context);
      };
    }
  }

  static class HungryStrategy extends GoodStrategy {
    @Override
    protected Budget budget() {
      return new Budget(Budget.DEFAULT.time(), 1);
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
}
