/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.admin.BrokerAdmin.Peeked;
import org.marquetry.admin.BrokerAdmin.Sent;
import org.marquetry.broker.Broker;
import org.marquetry.broker.Node;
import org.marquetry.broker.Plugins;
import org.marquetry.broker.fake.MappedOnly;
import org.marquetry.broker.fake.StubNameServer;
import org.marquetry.system.machine.FileDisk;
import org.marquetry.system.machine.SystemClock;
import org.marquetry.system.machine.ThreadScheduler;

/** The shell's commands that go over the wire: a real broker and a name server on real sockets. */
class RoundTripTest {

  private final ThreadScheduler scheduler = new ThreadScheduler("round-trip-test");
  private StubNameServer nameServer;
  private Broker broker;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    nameServer = new StubNameServer();
    Map<String, String> given = new HashMap<>();
    given.put("listenPort", "0");
    given.put("namesrvAddr", nameServer.address());
    given.put("mappedFileSizeCommitLog", "4194304");
    given.put("mappedFileSizeConsumeQueue", "20000");
    given.put("maxIndexNum", "1000");
    given.put("maxHashSlotNum", "1000");
    given.put("diskSpaceWarningLevelRatio", "100");
    broker =
        Broker.start(
            given,
            new Node(
                directory,
                new MappedOnly(),
                Plugins.none(),
                new FileDisk(),
                new SystemClock(),
                scheduler));
  }

  @AfterEach
  void stop() {
    broker.close();
    nameServer.close();
    scheduler.close();
  }

  @Test
  void everyMessageComesBack() throws Exception {
    List<String> lines = broker.admin().roundTrip("RoundTrip", 10);

    assertThat(lines).hasSize(10);
    assertThat(lines.get(9)).contains("message 10", "id ", "queue 1", "offset 2", " ms");
    assertThat(broker.admin().topics(false))
        .anySatisfy(
            topic -> {
              assertThat(topic.name()).isEqualTo("RoundTrip");
              assertThat(topic.messages()).isEqualTo(10);
            });
  }

  @Test
  void sentMessageIsStoredWithTagAndKey() throws Exception {
    broker.admin().createTopic("T", 1);
    Awaitility.await("route").until(() -> nameServer.knows("T"));
    Sent sent = broker.admin().send("T", "A", "k1", "hello");

    Peeked message = broker.admin().peek("T", 0, sent.queueOffset(), 1).get(0);
    assertThat(message.messageId()).isEqualTo(sent.messageId());
    assertThat(message.body()).isEqualTo("hello".getBytes(UTF_8));
    assertThat(message.properties()).containsEntry("TAGS", "A").containsEntry("KEYS", "k1");
  }

  @Test
  void sendMakesATopicThatIsMissing() throws Exception {
    Awaitility.await("registration").until(() -> nameServer.knows("TBW102"));
    broker.admin().send("Made", null, null, "hello");

    assertThat(broker.admin().topics(false)).anyMatch(topic -> topic.name().equals("Made"));
    Awaitility.await("route").until(() -> nameServer.knows("Made"));
  }

  @Test
  void deletedTopicIsForgottenByTheNameServerToo() throws Exception {
    broker.admin().createTopic("T", 1);
    Awaitility.await("route").until(() -> nameServer.knows("T"));
    broker.admin().deleteTopic("T");

    Awaitility.await("forgotten").until(() -> !nameServer.knows("T"));
  }

  @Test
  void stoppedBrokerIsUnregistered() {
    Awaitility.await("registration").until(() -> nameServer.knows("TBW102"));
    broker.close();

    assertThat(nameServer.knows("TBW102")).isFalse();
  }

  @Test
  void nameServerThatIsGoneIsNamed() {
    nameServer.close();
    assertThatThrownBy(() -> broker.admin().send("T", "", "", "hello"))
        .hasMessageContaining(nameServer.address());
  }
}
