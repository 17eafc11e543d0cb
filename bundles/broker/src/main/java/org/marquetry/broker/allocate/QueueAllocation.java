/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.BiPredicate;
import org.marquetry.admin.AllocateAdmin;
import org.marquetry.broker.client.MemberLists;
import org.marquetry.remoting.Processors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Allocates the queues of topics to the members of consumer groups, by strategies that are plugins.
 * Thread-safe.
 */
public final class QueueAllocation {

  private static final Logger LOG = LoggerFactory.getLogger(QueueAllocation.class);

  private final AllocateProcessor processor;
  private final SteeredClients steered;
  private final LocalAllocateAdmin admin;

  public QueueAllocation(AllocationParts parts) {
    StrategyCalls strategies = new StrategyCalls(parts.strategies());
    TopicQueues queues =
        new TopicQueues(
            parts.settings(),
            parts.topics(),
            new RouteQueries(
                parts.caller(), () -> parts.settings().current().network().nameServers()),
            parts.changesTold(),
            parts.clock());
    AssignmentTable table = parts.files().assignments();
    parts.topics().onChange(table);
    Allocations allocations =
        new Allocations(parts.consumers(), queues, strategies, table, parts.scheduler());
    queues.onChange(allocations::queuesChanged);
    strategies.onChange(allocations::strategyChanged);
    WhoAsks asks = new WhoAsks();
    GroupChoices choices = parts.files().choices();
    this.steered =
        new SteeredClients(
            choices,
            allocations,
            strategies,
            new ListSolver(strategies, task -> parts.scheduler().after("steer clients", 0, task)),
            asks,
            () -> parts.settings().current().identity().name(),
            parts.port(),
            parts.consumers().perMember(),
            parts.clock(),
            parts.scheduler());
    this.processor =
        new AllocateProcessor(
            parts.settings(),
            parts.topics(),
            parts.groups(),
            parts.consumers(),
            queues,
            allocations,
            new RulesInForce(choices, steered, strategies),
            parts.files().modes(),
            asks,
            parts.scheduler());
    this.admin =
        new LocalAllocateAdmin(
            parts.groups(),
            parts.consumers(),
            choices,
            table,
            allocations,
            strategies,
            steered,
            asks);
    parts.groups().onRemove(admin::forget);
    RequestModes modes = parts.files().modes();
    parts.groups().onRemove(gone -> forget(modes, (topic, group) -> group.equals(gone)));
    parts.topics().onDelete(gone -> forget(modes, (topic, group) -> topic.equals(gone)));
    parts.consumers().perMember().onForget(table::forget);
  }

  private static void forget(RequestModes modes, BiPredicate<String, String> topicAndGroup) {
    try {
      modes.remove(topicAndGroup);
    } catch (IOException e) {
      LOG.error("How a deleted group or topic was to be consumed is still on disk", e);
    }
  }

  public void contribute(Processors.Builder builder, Executor executor) {
    processor.contribute(builder, executor);
  }

  /** What clients are shown as the members of their group. */
  public MemberLists memberLists() {
    return steered;
  }

  public AllocateAdmin admin() {
    return admin;
  }
}
