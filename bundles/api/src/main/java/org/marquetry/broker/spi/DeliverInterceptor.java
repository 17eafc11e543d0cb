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
 *
 * <pre>{@code
 * @Component(service = DeliverInterceptor.class, property = SendInterceptor.NAME + "=night")
 * public final class Night implements DeliverInterceptor {
 *   @Override
 *   public void beforeDeliver(DeliverContext context) {
 *     if (context.topic().equals("Reports") && LocalTime.now().getHour() < 6) {
 *       context.holdBack("reports go out from 6 o'clock on");
 *     }
 *   }
 * }
 * }</pre>
 */
@ConsumerType
@FunctionalInterface
public interface DeliverInterceptor {

  /**
   * Called before a batch is delivered.
   *
   * @param context the batch and whom it is for
   * @throws Exception counted as a failure of the plugin
   */
  void beforeDeliver(DeliverContext context) throws Exception;
}
