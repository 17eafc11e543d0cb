/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.marquetry.allocate.QueueId;

class PopQueuesTest {

  private static final List<String> MEMBERS = List.of("a", "b", "c");

  @Test
  void allShareAllWhereEachSharesWithEveryOther() {
    assertThat(PopQueues.shared(0, 3)).isTrue();
    assertThat(PopQueues.shared(-1, 3)).isTrue();
    assertThat(PopQueues.shared(1, 3)).isFalse();
    assertThat(PopQueues.shared(2, 3)).isTrue();
  }

  @Test
  void anyQueueIsSaidOnceForEachBroker() {
    List<QueueId> queues =
        List.of(new QueueId("T", "b", 0), new QueueId("T", "b", 1), new QueueId("T", "c", 0));
    assertThat(PopQueues.any(queues))
        .containsExactly(new QueueId("T", "b", -1), new QueueId("T", "c", -1));
  }

  @Test
  void aMemberPopsItsOwnQueuesAndThoseOfTheNext() {
    Assignment blocks = Fleet.assignment(Fleet.BLOCKS, Fleet.first(5), "a", "b", "c");
    assertThat(PopQueues.of("a", MEMBERS, blocks, 1)).containsExactlyElementsOf(Fleet.first(4));
    assertThat(PopQueues.of("c", MEMBERS, blocks, 1))
        .containsExactlyElementsOf(Fleet.queues(4, 0, 1));
    assertThat(PopQueues.of("stranger", MEMBERS, blocks, 1)).isEmpty();
  }

  @Test
  void moreMembersThanQueuesPopOneEach() {
    Assignment blocks = Fleet.assignment(Fleet.BLOCKS, Fleet.first(2), "a", "b", "c");
    assertThat(PopQueues.of("c", MEMBERS, blocks, 1)).containsExactly(Fleet.queue(0));
    assertThat(PopQueues.of("stranger", MEMBERS, blocks, 1)).isEmpty();
  }
}
