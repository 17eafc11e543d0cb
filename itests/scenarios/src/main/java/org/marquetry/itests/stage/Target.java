/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.stage;

/** A running name server and broker, as a scenario sees them. */
public interface Target {

  /** Prefix of every topic, group and instance name, so that runs on one broker do not meet. */
  String label();

  /** Address of the name server, {@code host:port}. */
  String nameServer();

  /** Name of the broker that all topics live on. */
  String brokerName();

  /** Creates a topic and returns once the name server knows its route. */
  void createTopic(String topic, int queues) throws Exception;
}
