/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.spi;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers a request code of its own: a plugin published as a service with the property {@link
 * #CODE}. Codes that the broker answers itself cannot be taken over: such a handler is refused.
 *
 * <p>Called on threads of this plugin's own, never on an I/O thread, by several at once, within a
 * budget of time and memory. Requests of one connection are handled one after the other. While no
 * handler of the code is there the broker answers as for any unknown code; connections stay.
 *
 * <pre>{@code
 * @Component(service = RequestHandler.class, property = RequestHandler.CODE + "=9001")
 * public final class Echo implements RequestHandler {
 *   @Override
 *   public void handle(HandlerContext context) {
 *     context.reply(0, null, context.fields(), context.body());
 *   }
 * }
 * }</pre>
 */
@ConsumerType
@FunctionalInterface
public interface RequestHandler {

  /** Service property: the request code, a decimal number as text or as {@code Integer}. */
  String CODE = "request.code";

  /**
   * Handles a request and replies, once, before it returns; without a reply the broker answers code
   * 1 and says so.
   *
   * @param context the request
   * @throws Exception answered with code 1 and the exception's text, and counted
   */
  void handle(HandlerContext context) throws Exception;
}
