/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.allocate.QueueId;

/**
 * The laws of a queue-allocation strategy. To be inherited by a test of the strategy:
 *
 * <pre>{@code
 * class MineLawsTest extends AllocateStrategyLaws {
 *   @Override protected AllocateStrategy strategy() { return new Mine(); }
 * }
 * }</pre>
 */
public abstract class AllocateStrategyLaws {

  private static final int MOST = 17;

  /** {@return a new strategy, as a started bundle makes it} */
  protected abstract AllocateStrategy strategy();

  /** {@return what an operator has to set for the strategy to work; empty where nothing} */
  protected Map<String, String> settings() {
    return Map.of();
  }

  /** {@return whether every queue has to have a member} [{@code true}] */
  protected boolean leavesNoQueue() {
    return true;
  }

  /** {@return what one call may use} */
  protected Budget budget() {
    return Budget.DEFAULT;
  }

  private TestAllocateContext group(int queues, int clients) {
    TestAllocateContext group = TestAllocateContext.of(queues, clients);
    for (Map.Entry<String, String> setting : settings().entrySet()) {
      group = group.set(setting.getKey(), setting.getValue());
    }
    return group;
  }

  @Law
  void givesNoQueueTwiceAndNoneThatIsNotThere() {
    AllocateStrategy strategy = strategy();
    for (int queues = 1; queues <= MOST; queues++) {
      for (int clients = 1; clients <= MOST; clients++) {
        TestAllocateContext group = group(queues, clients);
        Map<String, List<QueueId>> assignment = group.assignment(strategy);
        checkPartition(group, assignment);
        checkPartition(group, group.after(assignment).assignment(strategy));
      }
    }
  }

  private void checkPartition(TestAllocateContext group, Map<String, List<QueueId>> assignment) {
    Map<QueueId, String> owners = new HashMap<>();
    assignment.forEach(
        (client, queues) -> {
          for (QueueId queue : queues) {
            if (!group.queues().contains(queue)) {
              fail(client + " got " + queue + ", which was not offered");
            }
            String other = owners.put(queue, client);
            if (other != null) {
              fail(queue + " went to " + other + " and to " + client);
            }
          }
        });
    if (leavesNoQueue() && owners.size() < group.queues().size()) {
      fail(
          "of "
              + group.queues().size()
              + " queues and "
              + group.clients().size()
              + " members "
              + (group.queues().size() - owners.size())
              + " queues went to nobody");
    }
  }

  @Law
  void givesTheSameAfterASwap() {
    for (int clients = 1; clients <= MOST; clients++) {
      TestAllocateContext group = group(MOST, clients);
      assertEquals(group.assignment(strategy()), group.assignment(strategy()), "after a swap");
    }
  }

  @Law
  void servesSeveralThreadsAtOnce() throws Exception {
    AllocateStrategy strategy = strategy();
    TestAllocateContext group = group(MOST, 5);
    Map<String, List<QueueId>> alone = group.assignment(strategy);
    for (Map<String, List<QueueId>> result : Together.call(() -> group.assignment(strategy))) {
      assertEquals(alone, result, "on several threads");
    }
  }

  @Law
  void staysWithinItsBudget() throws Exception {
    AllocateStrategy strategy = strategy();
    TestAllocateContext group = group(1_000, 100);
    group.assignment(strategy);
    for (String client : group.clients()) {
      budget()
          .check(
              "the share of " + client + " of 1,000 queues for 100 members",
              () -> strategy.allocate(group.as(client)));
    }
  }
}
