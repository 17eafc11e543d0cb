/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker;

import java.util.List;
import org.marquetry.broker.client.Clients;
import org.marquetry.broker.client.PerMemberGroups;
import org.marquetry.broker.stats.BrokerStats;
import org.marquetry.system.Scheduler;

/** What a broker does again and again from its start on. */
final class Upkeep implements AutoCloseable {

  private final List<Scheduler.Task> tasks;

  /**
   * @param persistMillis after which offsets are written
   */
  Upkeep(Services services, BrokerState state, long persistMillis, Scheduler scheduler) {
    tasks =
        List.of(
            every("stats", BrokerStats.SAMPLE_MILLIS, services.stats::sample, scheduler),
            every("client-expiry", Clients.SCAN_MILLIS, services.clients::expire, scheduler),
            every(
                "per-member-groups",
                PerMemberGroups.TICK_MILLIS,
                state.perMember()::tick,
                scheduler),
            every("consumer-offsets", persistMillis, state.consumerOffsets()::persist, scheduler),
            every(
                "member-offsets", persistMillis, state.perMember().offsets()::persist, scheduler));
  }

  private static Scheduler.Task every(
      String name, long millis, Runnable work, Scheduler scheduler) {
    return scheduler.every(name, millis, millis, work);
  }

  @Override
  public void close() {
    tasks.forEach(Scheduler.Task::cancel);
  }
}
