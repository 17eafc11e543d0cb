/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.admin.DeadLetterAdmin.Resent;
import org.marquetry.broker.fake.BrokerFixture;

class LocalDeadLetterAdminTest {

  private static final String LETTERS = "%DLQ%G";

  private BrokerFixture broker;
  private LocalDeadLetterAdmin admin;

  @BeforeEach
  void open(@TempDir Path root) throws Exception {
    broker = new BrokerFixture(root);
    broker.topic(LETTERS, 1);
    admin = new LocalDeadLetterAdmin(broker.store, broker.writer, broker.topics, broker.offsets);
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private void letter(String body) throws IOException {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("TAGS", "A");
    properties.put("RETRY_TOPIC", "T");
    properties.put("REAL_TOPIC", "%RETRY%G");
    broker.store(LETTERS, 0, body, properties);
  }

  @Test
  void givesTheGroupItsDeadLettersOnceMore() throws Exception {
    for (int i = 0; i < 50; i++) {
      letter("m" + i);
    }
    assertThat(admin.resend("G", -1, 40)).isEqualTo(new Resent(40, 40, 10));
    assertThat(admin.resend("G", -1, 40)).isEqualTo(new Resent(10, 50, 0));
    assertThat(admin.resend("G", -1, 40)).isEqualTo(new Resent(0, 50, 0));
    assertThat(broker.bodies("%RETRY%G", 0)).hasSize(50).startsWith("m0").endsWith("m49");
    assertThat(
            broker.messages(
                "%RETRY%G",
                0,
                r ->
                    r.reconsumeTimes()
                        + " "
                        + r.property("RETRY_TOPIC")
                        + " "
                        + r.property("REAL_TOPIC")))
        .containsOnly("0 T null");
    assertThat(broker.bodies(LETTERS, 0)).hasSize(50);
  }

  @Test
  void beginsWhereItIsTold() throws Exception {
    letter("a");
    letter("b");
    letter("c");
    assertThat(admin.resend("G", 1, 1)).isEqualTo(new Resent(1, 2, 1));
    assertThat(broker.bodies("%RETRY%G", 0)).containsExactly("b");
  }

  @Test
  void saysThatThereAreNone() {
    assertThatThrownBy(() -> admin.resend("OTHER", -1, 1))
        .hasMessage("the group OTHER has no dead letters");
  }
}
