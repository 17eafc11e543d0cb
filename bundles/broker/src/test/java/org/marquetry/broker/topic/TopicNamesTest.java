/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TopicNamesTest {

  @Test
  void knowsLegalNames() {
    assertThat(TopicNames.problem("T-1_%|x")).isNull();
    assertThat(TopicNames.problem("x".repeat(127))).isNull();
    assertThat(TopicNames.problem("%RETRY%" + "x".repeat(248))).isNull();
    assertThat(TopicNames.problem("%DLQ%" + "x".repeat(250))).isNull();
  }

  @Test
  void saysWhatIsWrongWithOthers() {
    assertThat(TopicNames.problem(" ")).contains("blank");
    assertThat(TopicNames.problem("x".repeat(128))).contains("127");
    assertThat(TopicNames.problem("%RETRY%" + "x".repeat(249))).contains("255");
    assertThat(TopicNames.problem("a b")).contains("[a b]").contains("illegal");
    assertThat(TopicNames.problem("täg")).contains("illegal");
  }

  @Test
  void knowsTheTopicsOfGroups() {
    assertThat(TopicNames.groupOf(TopicNames.retryOf("g"))).isEqualTo("g");
    assertThat(TopicNames.isRetry("%RETRY%g")).isTrue();
    assertThat(TopicNames.isDeadLetter("%DLQ%g")).isTrue();
    assertThat(TopicNames.closedToProducers("SCHEDULE_TOPIC_XXXX")).isTrue();
    assertThat(TopicNames.closedToProducers("TBW102")).isFalse();
  }

  @Test
  void writesPermissionsAsToolsDo() {
    assertThat(Permission.text(7)).isEqualTo("RWX");
    assertThat(Permission.text(6)).isEqualTo("RW-");
    assertThat(Permission.text(4)).isEqualTo("R--");
  }
}
