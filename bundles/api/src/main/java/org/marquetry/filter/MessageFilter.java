/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter;

import org.marquetry.message.MessageView;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One compiled expression. Never called by two threads at once, so it may keep scratch objects;
 * successive calls may come on different threads, each seeing what the one before did. It lives as
 * long as the subscription and the version of the plugin that made it; nothing tells it that it is
 * not needed any more, so it must not hold what has to be closed.
 *
 * <pre>{@code
 * byte[] color = PropertyText.name("color");
 * byte[] red = "red".getBytes(StandardCharsets.UTF_8);
 * PropertyText value = new PropertyText();
 * MessageFilter filter = message -> message.property(color, value) && value.is(red);
 * }</pre>
 */
@ConsumerType
@FunctionalInterface
public interface MessageFilter {

  /**
   * {@return whether the subscription gets the message} Must depend on the message and the
   * expression alone, so that the same message is judged alike today and after a swap.
   *
   * @param message valid during this call only
   * @throws Exception if the message cannot be judged: nothing is delivered and nothing skipped,
   *     the subscription waits. A filter for which an unfit message is simply no match says {@code
   *     false}.
   */
  boolean matches(MessageView message) throws Exception;
}
