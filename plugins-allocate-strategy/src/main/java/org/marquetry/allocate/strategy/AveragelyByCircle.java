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

/** {@code AVG_BY_CIRCLE}: the queues are dealt out one by one. */
@Component(
    service = AllocateStrategy.class,
    property = AllocateStrategy.NAME + "=" + AveragelyByCircle.STRATEGY)
public final class AveragelyByCircle implements AllocateStrategy {

  static final String STRATEGY = "AVG_BY_CIRCLE";

  @Override
  public List<QueueId> allocate(AllocateContext context) {
    Group.check(context);
    Settings.none(context, STRATEGY);
    int index = context.clients().indexOf(context.client());
    return index < 0 ? List.of() : Circle.share(context.queues(), index, context.clients().size());
  }
}
