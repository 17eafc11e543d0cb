/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import java.util.concurrent.Executor;
import org.marquetry.remoting.Processors;

/** Answers the requests of RocketMQ's administration tools. Thread-safe. */
public final class AdminProcessor {

  private final BrokerParts broker;

  public AdminProcessor(BrokerParts broker) {
    this.broker = broker;
  }

  public void contribute(Processors.Builder builder, Executor executor) {
    TopicDeletion deletion = new TopicDeletion(broker);
    new TopicProcessor(broker.topics(), deletion, broker.registration())
        .contribute(builder, executor);
    new GroupDeletion(broker, deletion).contribute(builder, executor);
    new ClientsProcessor(broker).contribute(builder, executor);
    new ProgressProcessor(broker).contribute(builder, executor);
    new OffsetsProcessor(broker).contribute(builder, executor);
    new ResetProcessor(broker).contribute(builder, executor);
    new ConsumerStatusProcessor(broker).contribute(builder, executor);
    new RelayProcessor(broker).contribute(builder, executor);
    new ReplicationProcessor(broker.store()).contribute(builder, executor);
    AccessProcessor.contribute(builder, executor);
    new SettingsProcessor(broker).contribute(builder, executor);
    new RuntimeProcessor(new BrokerFacts(broker), broker.stats(), deletion, broker.store())
        .contribute(builder, executor);
  }
}
