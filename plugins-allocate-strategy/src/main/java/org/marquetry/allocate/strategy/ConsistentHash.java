/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate.strategy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.marquetry.allocate.AllocateContext;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.allocate.QueueId;
import org.osgi.service.component.annotations.Component;

/**
 * {@code CONSISTENT_HASH}: a member that comes or goes moves only few queues, at the price of
 * unequal shares. The setting {@code places} says how often each member stands on the ring.
 */
@Component(
    service = AllocateStrategy.class,
    property = AllocateStrategy.NAME + "=" + ConsistentHash.STRATEGY)
public final class ConsistentHash implements AllocateStrategy {

  static final String STRATEGY = "CONSISTENT_HASH";
  private static final String PLACES = "places";
  private static final int MOST_PLACES = 1_000;

  private final Remembered shares =
      new Remembered(group -> ring(group.settings()).shares(group.queues(), group.clients()));

  private static HashRing ring(Map<String, String> settings) {
    Settings.only(settings, STRATEGY, Set.of(PLACES));
    String text = settings.get(PLACES);
    if (text == null) {
      return new HashRing(HashRing.USUAL_PLACES);
    }
    try {
      int places = Integer.parseInt(text);
      if (places >= 1 && places <= MOST_PLACES) {
        return new HashRing(places);
      }
    } catch (NumberFormatException e) {
      // The same message as for a number out of range.
    }
    throw new IllegalArgumentException(
        PLACES + "=" + text + ": allowed are whole numbers from 1 to " + MOST_PLACES);
  }

  @Override
  public List<QueueId> allocate(AllocateContext context) {
    return shares.share(context);
  }
}
