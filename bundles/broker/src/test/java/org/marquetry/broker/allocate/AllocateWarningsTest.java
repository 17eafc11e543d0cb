/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AllocateWarningsTest {

  private static final GroupChoice SET = new GroupChoice("STICKY", Map.of(), null);
  private static final GroupChoice STEERED = new GroupChoice("STICKY", Map.of(), "AVG");

  private static List<String> of(GroupChoice choice, Map<String, WhoAsks.Way> ways) {
    return AllocateWarnings.of(choice, ways, null);
  }

  @Test
  void aChoiceThatDoesNotReachAllMembersIsTold() {
    Map<String, WhoAsks.Way> ways =
        Map.of("a", WhoAsks.Way.COMPUTES, "b", new WhoAsks.Way(true, "AVG"));
    assertThat(of(SET, ways))
        .singleElement()
        .asString()
        .startsWith("STICKY does not reach members that compute their queues themselves (a)")
        .contains("mq:allocate-steer");
    assertThat(of(STEERED, ways)).isEmpty();
    assertThat(of(null, ways)).isEmpty();
  }

  @Test
  void membersThatNameDifferentStrategiesAreTold() {
    Map<String, WhoAsks.Way> ways =
        Map.of("a", new WhoAsks.Way(true, "CIRCLE"), "b", new WhoAsks.Way(true, "AVG"));
    assertThat(of(null, ways))
        .singleElement()
        .asString()
        .startsWith("members name different strategies (AVG, CIRCLE)");
    assertThat(of(SET, ways)).isEmpty();
  }

  @Test
  void queuesThatNobodyReadsAreTold() {
    List<String> warnings = new ArrayList<>();
    Assignment blocks = Fleet.assignment(Fleet.BLOCKS, Fleet.first(4), "a");
    AllocateWarnings.addUnread("T", blocks, List.of(), warnings);
    assertThat(warnings).isEmpty();
    AllocateWarnings.addUnread("T", blocks, Fleet.queues(0, 1, 3), warnings);
    assertThat(warnings)
        .containsExactly("S gives nobody b:0-1,3 of topic T: messages there stay unread");
  }
}
