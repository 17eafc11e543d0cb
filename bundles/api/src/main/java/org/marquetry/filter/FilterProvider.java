/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A filter language: a plugin published as a service with the property {@link #TYPE}.
 *
 * <p>Called on threads of this plugin's own, never on an I/O thread, by several at once. A call has
 * a budget of time and memory; one that overruns is given up on and the plugin is put aside until
 * an operator resets it. Nothing a filter throws reaches a client: the subscription waits and shows
 * the reason.
 *
 * <p>At a swap new calls go to the new version at once; the old one is stopped when its last call
 * has ended. Every subscription is compiled again by the new version.
 *
 * <pre>{@code
 * @Component(service = FilterProvider.class, property = FilterProvider.TYPE + "=PREFIX")
 * public final class PrefixFilter implements FilterProvider {
 *   @Override
 *   public MessageFilter compile(FilterContext context) {
 *     byte[] name = PropertyText.name(context.expression());
 *     PropertyText value = new PropertyText();
 *     return message -> message.property(name, value);
 *   }
 * }
 * }</pre>
 */
@ConsumerType
public interface FilterProvider {

  /** Service property: what clients and operators call the language, as {@code SQL92}. */
  String TYPE = "filter.type";

  /**
   * Compiles a subscription's expression. Called when a consumer subscribes and again after every
   * swap, within the budget of one call.
   *
   * @param context the expression and whom it is for
   * @return a filter of its own for each call, never {@code null}
   * @throws FilterExpressionException if the expression is illegal: the subscription is refused
   *     with its text
   */
  MessageFilter compile(FilterContext context) throws FilterExpressionException;
}
