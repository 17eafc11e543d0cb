/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A queue-allocation strategy: a plugin published as a service with the property {@link #NAME}.
 *
 * <p>Called on threads of this plugin's own, never on an I/O thread, by several at once, within a
 * budget of time and memory. For one generation of a group the strategy is asked once for each
 * member with the same queues and members; together its answers must give no queue twice and no
 * queue that was not offered. Where it throws, overruns or breaks that rule, the group keeps its
 * last assignment and the shell shows why.
 *
 * <pre>{@code
 * @Component(service = AllocateStrategy.class, property = AllocateStrategy.NAME + "=FIRST_TAKES_ALL")
 * public final class FirstTakesAll implements AllocateStrategy {
 *   @Override
 *   public List<QueueId> allocate(AllocateContext context) {
 *     return context.client().equals(context.clients().get(0)) ? context.queues() : List.of();
 *   }
 * }
 * }</pre>
 */
@ConsumerType
@FunctionalInterface
public interface AllocateStrategy {

  /** Service property: the strategy's name, as {@code AVG}. */
  String NAME = "strategy.name";

  /**
   * {@return the queues of one member} Must depend on the context alone.
   *
   * @param context the group as it is now
   * @throws IllegalArgumentException if the strategy cannot serve this group; the text is shown
   */
  List<QueueId> allocate(AllocateContext context);
}
