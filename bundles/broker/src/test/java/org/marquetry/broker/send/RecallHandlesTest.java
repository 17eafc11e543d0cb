/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

public class RecallHandlesTest {

  /** A handle as a broker of a name would give it. */
  public static String handle(String topic, String broker, long dueMillis, String uniqueKey) {
    return new RecallHandles(broker).of(topic, dueMillis, uniqueKey);
  }

  @Test
  void handlesOfRocketMqAreUnderstood() {
    assertThat(RecallHandles.read("djEgVCBicm9rZXItYSAxNzk1MjU1NTczMzI1IEsx"))
        .isEqualTo(new RecallHandles.Handle("T", "broker-a", 1_795_255_573_325L, "K1"));
  }

  @Test
  void whatIsNoHandleIsRecognised() {
    assertThat(RecallHandles.read("")).isNull();
    assertThat(RecallHandles.read("***")).isNull();
    assertThat(RecallHandles.read("djEgVA==")).isNull();
    assertThat(RecallHandles.read(handle("T", "b x", 1, "K"))).isNull();
  }
}
