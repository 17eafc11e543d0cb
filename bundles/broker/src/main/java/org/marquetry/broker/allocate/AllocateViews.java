/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.marquetry.admin.AllocateAdmin.Move;
import org.marquetry.admin.AllocateAdmin.Queue;
import org.marquetry.admin.AllocateAdmin.TopicPreview;
import org.marquetry.allocate.QueueId;

/** Assignments for people. Stateless. */
final class AllocateViews {

  private AllocateViews() {}

  static List<Queue> queues(List<QueueId> queues) {
    return queues.stream()
        .sorted()
        .map(queue -> new Queue(queue.broker(), queue.number()))
        .toList();
  }

  /** What a switch would change. */
  static TopicPreview preview(String topic, Assignment then, OwnersNow.Owners now) {
    Assignment before =
        now.given() == null || now.given().assignment() == null
            ? then.with(then.queues(), Map.of())
            : now.given().assignment();
    Set<String> clients = new TreeSet<>(then.shares().keySet());
    before
        .shares()
        .forEach(
            (client, share) -> {
              if (!share.isEmpty()) {
                clients.add(client);
              }
            });
    List<Move> shares = new ArrayList<>();
    for (String client : clients) {
      List<QueueId> gained = new ArrayList<>(then.of(client));
      gained.removeAll(before.of(client));
      List<QueueId> lost = new ArrayList<>(before.of(client));
      lost.removeAll(then.of(client));
      shares.add(new Move(client, queues(then.of(client)), queues(gained), queues(lost)));
    }
    return new TopicPreview(topic, shares, queues(then.gaps()), moves(before, then), now.known());
  }

  /** Queues whose owner is another, or that had or have none. */
  private static int moves(Assignment before, Assignment then) {
    Map<QueueId, String> old = before.owners();
    Map<QueueId, String> owners = then.owners();
    int moves = 0;
    for (QueueId queue : then.queues()) {
      if (!Objects.equals(owners.get(queue), old.get(queue))) {
        moves++;
      }
    }
    return moves;
  }
}
