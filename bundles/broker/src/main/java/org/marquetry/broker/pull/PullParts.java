/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.filter.Filters;
import org.marquetry.broker.intercept.DeliverInterception;
import org.marquetry.broker.stats.BrokerStats;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.store.kernel.ConsumerOffsets;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;

/** What a {@link PullProcessor} and an {@link OffsetProcessor} are built from. */
public record PullParts(
    LiveSettings settings,
    TopicTable topics,
    ConsumerGroups groups,
    MessageStore store,
    ConsumerOffsets offsets,
    OffsetResets resets,
    Memberships memberships,
    Filters filters,
    BrokerStats stats,
    DeliverInterception interception,
    Clock clock,
    Scheduler scheduler) {}
