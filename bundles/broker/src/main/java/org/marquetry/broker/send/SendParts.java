/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.intercept.SendInterception;
import org.marquetry.broker.pull.ConsumerGroups;
import org.marquetry.broker.stats.BrokerStats;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;

/** What a {@link SendProcessor} is built from. */
public record SendParts(
    LiveSettings settings,
    TopicTable topics,
    ConsumerGroups groups,
    MessageStore store,
    Parking parking,
    BrokerStats stats,
    SendInterception interception,
    Clock clock,
    Scheduler scheduler) {}
