/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.broker.client.Consumers;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.group.SubscriptionGroups;
import org.marquetry.broker.registration.Caller;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.plugin.PluginCalls;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;

/**
 * The parts of a broker that the allocation of queues works with.
 *
 * @param changesTold completes when name servers know what changed here so far
 * @param port that clients send heartbeats to
 */
public record AllocationParts(
    LiveSettings settings,
    TopicTable topics,
    SubscriptionGroups groups,
    Consumers consumers,
    AllocationFiles files,
    PluginCalls<AllocateStrategy> strategies,
    Caller caller,
    Supplier<CompletableFuture<Void>> changesTold,
    IntSupplier port,
    Clock clock,
    Scheduler scheduler) {}
