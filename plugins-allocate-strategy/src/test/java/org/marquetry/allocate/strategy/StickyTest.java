/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.marquetry.allocate.QueueId;

class StickyTest {

  private final Sticky sticky = new Sticky();

  private static List<QueueId> queues(int count) {
    return IntStream.range(0, count).mapToObj(number -> new QueueId("T", "b", number)).toList();
  }

  private Map<String, List<QueueId>> all(
      List<QueueId> queues, List<String> clients, Map<String, List<QueueId>> previous) {
    Map<String, List<QueueId>> shares = new TreeMap<>();
    for (String client : clients) {
      shares.put(client, sticky.allocate(GivenContext.of(client, queues, clients).after(previous)));
    }
    return shares;
  }

  private static int moves(Map<String, List<QueueId>> before, Map<String, List<QueueId>> after) {
    int moves = 0;
    for (Map.Entry<String, List<QueueId>> entry : after.entrySet()) {
      for (QueueId queue : entry.getValue()) {
        if (!before.getOrDefault(entry.getKey(), List.of()).contains(queue)) {
          moves++;
        }
      }
    }
    return moves;
  }

  @Test
  void nothingMovesWhereNothingChanges() {
    Map<String, List<QueueId>> first = all(queues(10), List.of("a", "b", "c"), Map.of());
    assertThat(all(queues(10), List.of("a", "b", "c"), first)).isEqualTo(first);
  }

  @Test
  void aMemberThatLeavesMovesItsQueuesOnly() {
    Map<String, List<QueueId>> first = all(queues(12), List.of("a", "b", "c"), Map.of());
    Map<String, List<QueueId>> second = all(queues(12), List.of("a", "c"), first);
    assertThat(moves(first, second)).isEqualTo(4);
    assertThat(second.get("a")).containsAll(first.get("a"));
    assertThat(second.get("c")).containsAll(first.get("c"));
  }

  @Test
  void aMemberThatComesTakesItsShareOnly() {
    Map<String, List<QueueId>> first = all(queues(12), List.of("a", "b"), Map.of());
    assertThat(moves(first, all(queues(12), List.of("a", "b", "c"), first))).isEqualTo(4);
  }

  @Test
  void randomGroupsAreWholeAndBalanced() {
    for (long seed = 0; seed < 3_000; seed++) {
      RandomGroup group = new RandomGroup(seed, false);
      List<String> clients = List.copyOf(new TreeSet<>(group.clients));
      Map<String, List<QueueId>> previous = previous(group, clients);
      Map<String, List<QueueId>> shares = all(group.queues, clients, previous);
      List<QueueId> given = new ArrayList<>();
      shares.values().forEach(given::addAll);
      assertThat(given)
          .as("seed %s", seed)
          .containsExactlyInAnyOrderElementsOf(group.queues)
          .doesNotHaveDuplicates();
      List<Integer> sizes = shares.values().stream().map(List::size).toList();
      assertThat(Collections.max(sizes) - Collections.min(sizes))
          .as("difference, seed %s", seed)
          .isLessThanOrEqualTo(1);
    }
  }

  /** Members and queues that are gone, and queues that two have, included. */
  private static Map<String, List<QueueId>> previous(RandomGroup group, List<String> clients) {
    Map<String, List<QueueId>> previous = new HashMap<>();
    for (QueueId queue : group.queues) {
      for (int owners = group.random.nextInt(3); owners > 0; owners--) {
        String owner =
            group.random.nextInt(6) == 0
                ? "gone"
                : clients.get(group.random.nextInt(clients.size()));
        previous.computeIfAbsent(owner, client -> new ArrayList<>()).add(queue);
      }
    }
    previous
        .computeIfAbsent(clients.get(0), client -> new ArrayList<>())
        .add(new QueueId("gone", "b", 0));
    return previous;
  }

  @Test
  void noBalancedAssignmentMovesFewer() {
    Random random = new Random(7);
    for (int round = 0; round < 400; round++) {
      List<QueueId> queues = queues(1 + random.nextInt(6));
      List<String> clients = List.of("a", "b", "c").subList(0, 1 + random.nextInt(3));
      Map<String, List<QueueId>> previous = new HashMap<>();
      for (QueueId queue : queues) {
        String owner = List.of("a", "b", "c", "gone").get(random.nextInt(4));
        previous.computeIfAbsent(owner, client -> new ArrayList<>()).add(queue);
      }
      int moves = moves(previous, all(queues, clients, previous));
      assertThat(moves)
          .as("queues %s, clients %s, before %s", queues.size(), clients, previous)
          .isEqualTo(fewest(queues, clients, previous));
    }
  }

  /** By trying everything. */
  private static int fewest(
      List<QueueId> queues, List<String> clients, Map<String, List<QueueId>> previous) {
    int fewest = Integer.MAX_VALUE;
    int all = (int) Math.pow(clients.size(), queues.size());
    for (int code = 0; code < all; code++) {
      int[] sizes = new int[clients.size()];
      int moves = 0;
      int rest = code;
      for (QueueId queue : queues) {
        int owner = rest % clients.size();
        rest /= clients.size();
        sizes[owner]++;
        if (!previous.getOrDefault(clients.get(owner), List.of()).contains(queue)) {
          moves++;
        }
      }
      int difference = IntStream.of(sizes).max().getAsInt() - IntStream.of(sizes).min().getAsInt();
      if (difference <= 1) {
        fewest = Math.min(fewest, moves);
      }
    }
    return fewest;
  }

  @Test
  void aSettingIsRefused() {
    assertThatThrownBy(
            () ->
                sticky.allocate(
                    GivenContext.of("a", queues(1), List.of("a")).with(Map.of("x", "y"))))
        .hasMessageContaining("STICKY takes no settings");
  }
}
