/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.spi;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Sees every batch of messages before a consumer gets it: a plugin published as a service with the
 * property {@link SendInterceptor#NAME}. Order, threads, budget and failures as with {@link
 * SendInterceptor}; where a {@link SendInterceptor#REQUIRED} one does not work the consumer waits
 * and nothing is skipped.
 */
@ConsumerType
@FunctionalInterface
public interface DeliverInterceptor {

  /**
   * Before a batch is delivered.
   *
   * @throws Exception counted as a failure of the plugin
   */
  void beforeDeliver(DeliverContext context) throws Exception;
}
