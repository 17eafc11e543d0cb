/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.spi;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Sees every message that a client sends, before and after it is stored: a plugin published as a
 * service with the property {@link #NAME}. Several are called in the order of their service
 * ranking, the highest first.
 *
 * <p>Called on threads of this plugin's own, never on an I/O thread, within a budget of time and
 * memory. Messages of one connection are seen one after the other, in the order in which they came.
 *
 * <p>Where an interceptor throws, overruns, is put aside or goes, messages are stored without it;
 * with the service property {@link #REQUIRED} {@code =true} they are refused instead while its
 * bundle is there and it does not work.
 *
 * <pre>{@code
 * @Component(service = SendInterceptor.class, property = SendInterceptor.NAME + "=stamp")
 * public final class Stamp implements SendInterceptor {
 *   @Override
 *   public void beforeSend(SendContext context) {
 *     context.property("stampedBy", "stamp");
 *   }
 *
 *   @Override
 *   public void afterSend(SendContext context, SendOutcome outcome) {}
 * }
 * }</pre>
 */
@ConsumerType
public interface SendInterceptor {

  /** Service property: what operators call the interceptor. */
  String NAME = "interceptor.name";

  /** Service property: whether nothing may pass without this interceptor [{@code false}]. */
  String REQUIRED = "interceptor.required";

  /**
   * Called before a message is stored. May refuse it or add properties.
   *
   * @param context the message
   * @throws Exception counted as a failure of the plugin, see above
   */
  void beforeSend(SendContext context) throws Exception;

  /**
   * Called after the message was stored or refused, whoever refused it. The client's answer does
   * not wait for this call.
   *
   * @param context the message; it cannot be changed any more
   * @param outcome what became of it
   * @throws Exception counted as a failure of the plugin
   */
  void afterSend(SendContext context, SendOutcome outcome) throws Exception;
}
