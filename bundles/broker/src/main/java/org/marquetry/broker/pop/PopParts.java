/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.filter.Filters;
import org.marquetry.broker.intercept.DeliverInterception;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.broker.pull.ConsumerGroups;
import org.marquetry.broker.pull.OffsetResets;
import org.marquetry.broker.send.MessageWriter;
import org.marquetry.broker.stats.BrokerStats;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.store.kernel.ConsumerOffsets;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;

/**
 * What popping is built from.
 *
 * @param orderFile holds what is handed out in order
 */
public record PopParts(
    LiveSettings settings,
    TopicTable topics,
    ConsumerGroups groups,
    MessageStore store,
    MessageWriter writer,
    ConsumerOffsets offsets,
    OffsetResets resets,
    Filters filters,
    BrokerStats stats,
    DeliverInterception interception,
    JsonFile orderFile,
    Clock clock,
    Scheduler scheduler) {}
