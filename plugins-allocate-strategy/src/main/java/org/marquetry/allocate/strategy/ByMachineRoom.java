/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate.strategy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.marquetry.allocate.AllocateContext;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.allocate.QueueId;
import org.osgi.service.component.annotations.Component;

/**
 * {@code MACHINE_ROOM}: only queues of brokers that are called {@code ROOM@NAME}, in the rooms of
 * the setting {@code rooms}; their shares are equal, and what is left goes to the first members.
 */
@Component(
    service = AllocateStrategy.class,
    property = AllocateStrategy.NAME + "=" + ByMachineRoom.STRATEGY)
public final class ByMachineRoom implements AllocateStrategy {

  static final String STRATEGY = "MACHINE_ROOM";
  private static final String ROOMS = "rooms";

  @Override
  public List<QueueId> allocate(AllocateContext context) {
    Group.check(context);
    Set<String> rooms = rooms(context);
    int index = context.clients().indexOf(context.client());
    if (index < 0) {
      return List.of();
    }
    List<QueueId> near = context.queues().stream().filter(queue -> in(rooms, queue)).toList();
    int clients = context.clients().size();
    int each = near.size() / clients;
    List<QueueId> share = new ArrayList<>(near.subList(index * each, (index + 1) * each));
    int left = each * clients + index;
    if (left < near.size()) {
      share.add(near.get(left));
    }
    return share;
  }

  private static Set<String> rooms(AllocateContext context) {
    Settings.only(context.settings(), STRATEGY, Set.of(ROOMS));
    Set<String> rooms = new HashSet<>(Settings.list(context.settings().getOrDefault(ROOMS, "")));
    if (rooms.isEmpty()) {
      throw new IllegalArgumentException(
          STRATEGY + " needs the setting rooms=ROOM,… with the rooms whose brokers to read from");
    }
    return rooms;
  }

  private static boolean in(Set<String> rooms, QueueId queue) {
    String[] parts = queue.broker().split("@", 0);
    return parts.length == 2 && rooms.contains(parts[0]);
  }
}
