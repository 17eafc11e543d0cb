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

/**
 * {@code STICKY}: as many members as possible keep as many of their queues as possible, as long as
 * no member has two queues more than another.
 */
@Component(
    service = AllocateStrategy.class,
    property = AllocateStrategy.NAME + "=" + Sticky.STRATEGY)
public final class Sticky implements AllocateStrategy {

  static final String STRATEGY = "STICKY";

  private final Remembered shares = new Remembered(group -> new FewestMoves(group).shares());

  @Override
  public List<QueueId> allocate(AllocateContext context) {
    Settings.none(context, STRATEGY);
    return shares.share(context);
  }
}
