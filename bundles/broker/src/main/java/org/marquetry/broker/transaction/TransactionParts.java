/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

import org.marquetry.broker.client.Producers;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.send.MessageWriter;
import org.marquetry.broker.stats.BrokerStats;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;

/** What {@link TransactionService} is built from. */
public record TransactionParts(
    LiveSettings settings,
    TopicTable topics,
    Producers producers,
    MessageStore store,
    MessageWriter writer,
    TransactionFile file,
    BrokerStats stats,
    Clock clock,
    Scheduler scheduler) {}
