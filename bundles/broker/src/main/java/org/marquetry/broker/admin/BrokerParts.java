/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import java.util.function.Supplier;
import org.marquetry.broker.client.Clients;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.delay.DelayedDelivery;
import org.marquetry.broker.filter.Filters;
import org.marquetry.broker.filter.Lags;
import org.marquetry.broker.group.PendingResets;
import org.marquetry.broker.group.QueueLocks;
import org.marquetry.broker.group.SubscriptionGroups;
import org.marquetry.broker.registration.Registration;
import org.marquetry.broker.stats.BrokerStats;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.store.kernel.ConsumerOffsets;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.system.Clock;

/**
 * The parts of a broker that its administration looks into.
 *
 * @param address {@code ip:port} that clients connect to
 */
public record BrokerParts(
    LiveSettings settings,
    TopicTable topics,
    SubscriptionGroups groups,
    Clients clients,
    QueueLocks locks,
    PendingResets resets,
    MessageStore store,
    ConsumerOffsets offsets,
    Filters filters,
    Lags lags,
    BrokerStats stats,
    DelayedDelivery delayed,
    Registration registration,
    RequestPools pools,
    Supplier<String> address,
    Clock clock) {

  String brokerName() {
    return settings.current().identity().name();
  }

  /** Where a group stands: an operator's reset counts before it is taken over. */
  long consumerOffset(String group, String topic, int queueId) {
    long pending = resets.pending(group, topic, queueId);
    return pending >= 0 ? pending : offsets.offset(group, topic, queueId);
  }
}
