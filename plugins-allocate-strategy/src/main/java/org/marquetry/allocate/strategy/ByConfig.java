/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate.strategy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.marquetry.allocate.AllocateContext;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.allocate.QueueId;
import org.osgi.service.component.annotations.Component;

/**
 * {@code CONFIG}: each member has the queues that the operator wrote down for it. A setting is a
 * client id, with {@code *} where it changes from start to start, and {@link QueueList queues}:
 * {@code 10.0.0.7@*=broker-a:0-3}. Of several members that match a setting the first one has its
 * queues. Queues that nobody is given stay unread.
 */
@Component(
    service = AllocateStrategy.class,
    property = AllocateStrategy.NAME + "=" + ByConfig.STRATEGY)
public final class ByConfig implements AllocateStrategy {

  static final String STRATEGY = "CONFIG";

  @Override
  public List<QueueId> allocate(AllocateContext context) {
    if (context.settings().isEmpty()) {
      throw new IllegalArgumentException(
          STRATEGY
              + " needs a setting for each member: CLIENT=BROKER:QUEUES, as"
              + " 10.0.0.7@*=broker-a:0-3");
    }
    Set<QueueId> mine = new LinkedHashSet<>();
    for (Map.Entry<String, String> entry : new TreeMap<>(context.settings()).entrySet()) {
      QueueList wanted = QueueList.parse(entry.getKey(), entry.getValue());
      if (context.client().equals(owner(new Wildcard(entry.getKey()), context))) {
        mine.addAll(wanted.of(context.queues()));
      }
    }
    return new ArrayList<>(mine);
  }

  private static String owner(Wildcard wildcard, AllocateContext context) {
    for (String client : context.clients()) {
      if (wildcard.matches(client)) {
        return client;
      }
    }
    return wildcard.matches(context.client()) ? context.client() : null;
  }
}
