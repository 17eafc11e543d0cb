/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate.strategy;

import java.util.List;
import org.marquetry.allocate.AllocateContext;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.allocate.QueueId;
import org.osgi.service.component.annotations.Component;

/** {@code AVG}: neighbouring queues in equal numbers; the first members get one more. */
@Component(
    service = AllocateStrategy.class,
    property = AllocateStrategy.NAME + "=" + Averagely.STRATEGY)
public final class Averagely implements AllocateStrategy {

  static final String STRATEGY = "AVG";

  @Override
  public List<QueueId> allocate(AllocateContext context) {
    Group.check(context);
    Settings.none(context, STRATEGY);
    int index = context.clients().indexOf(context.client());
    return index < 0 ? List.of() : Blocks.share(context.queues(), index, context.clients().size());
  }
}
