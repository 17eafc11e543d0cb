/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.fake.BrokerFixture;
import org.marquetry.broker.fake.ComingBackends;
import org.marquetry.message.MessageRecord;

class LevelQueueTest {

  private static final long DELAY = 5_000;

  private BrokerFixture broker;
  private DueMessages due;

  @BeforeEach
  void open(@TempDir Path root) throws Exception {
    broker = new BrokerFixture(root);
    broker.topic("T", 4);
    due = new DueMessages(broker.store, broker.writer, broker.topics, broker.clock);
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private LevelQueue level(long offset) {
    return new LevelQueue(
        broker.store,
        broker.store.openQueue("SCHEDULE_TOPIC_XXXX", 1),
        DELAY,
        offset,
        position -> false,
        new ReentrantLock(),
        broker.clock);
  }

  /** With an engine that says of everything at once that it is due. */
  private static long deliver(LevelQueue level, DueMessages due) {
    level.refill();
    level.feed(1, new EngineTurn().prepare(null, 0, false));
    level.release(level.maxOffset() - 1);
    return level.deliver(due);
  }

  private void delayed(String body, String topic) throws IOException {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("TAGS", "A");
    properties.put("DELAY", "2");
    broker.store(topic, 3, body, properties);
  }

  @Test
  void emptyQueueHasNothingToDo() {
    assertThat(deliver(level(0), due)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void messageIsDeliveredWhenDueAndNotBefore() throws IOException {
    LevelQueue level = level(0);
    delayed("m1", "T");
    broker.clock.advance(1_000);
    assertThat(deliver(level, due)).isEqualTo(4_000);
    assertThat(broker.store.queue("T", 3)).isNull();

    broker.clock.advance(3_999);
    assertThat(deliver(level, due)).isEqualTo(1);
    broker.clock.advance(1);
    assertThat(deliver(level, due)).isEqualTo(Long.MAX_VALUE);
    assertThat(broker.bodies("T", 3)).containsExactly("m1");
    assertThat(level.offset()).isEqualTo(1);
    assertThat(deliver(level, due)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void deliveredMessageKeepsEverythingButItsPlaceAndTime() throws IOException {
    delayed("m1", "T");
    long stored = broker.clock.millis();
    broker.clock.advance(DELAY + 17);
    deliver(level(0), due);

    broker.messages(
        "T",
        3,
        record -> {
          assertThat(record.topic()).isEqualTo("T");
          assertThat(record.queueId()).isEqualTo(3);
          assertThat(record.queueOffset()).isZero();
          assertThat(record.bornTimestamp()).isEqualTo(stored);
          assertThat(record.bornHost().getPort()).isEqualTo(4711);
          assertThat(record.storeTimestamp()).isEqualTo(stored + DELAY + 17);
          assertThat(record.property("DELAY")).isEqualTo("2");
          assertThat(record.property("REAL_TOPIC")).isEqualTo("T");
          assertThat(record.property("REAL_QID")).isEqualTo("3");
          return null;
        });
    assertThat(broker.store.queue("T", 3).tagsCode(0)).isEqualTo("A".hashCode());
    assertThat(broker.store.queue("SCHEDULE_TOPIC_XXXX", 1).maxOffset())
        .as("the delay does not take effect again")
        .isEqualTo(1);
  }

  @Test
  void orderIsKept() throws IOException {
    for (int i = 0; i < 100; i++) {
      delayed("m" + i, "T");
      broker.clock.advance(1);
    }
    broker.clock.advance(DELAY);
    LevelQueue level = level(0);
    assertThat(deliver(level, due)).isEqualTo(Long.MAX_VALUE);
    assertThat(broker.bodies("T", 3))
        .containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(i -> "m" + i).toList());
  }

  @Test
  void goesOnWhereItWasBeforeARestart() throws IOException {
    delayed("m1", "T");
    delayed("m2", "T");
    broker.clock.advance(DELAY);
    deliver(level(1), due);

    assertThat(broker.bodies("T", 3)).containsExactly("m2");
  }

  @Test
  void offsetBehindTheEndIsMovedToTheEnd() throws IOException {
    delayed("m1", "T");
    LevelQueue level = level(40);
    deliver(level, due);
    assertThat(level.offset()).isEqualTo(1);

    delayed("m2", "T");
    broker.clock.advance(DELAY);
    deliver(level, due);
    assertThat(broker.bodies("T", 3)).containsExactly("m2");
  }

  @Test
  void messageForATopicThatIsGoneDoesNotHoldUpTheOthers() throws IOException {
    delayed("m1", "Gone");
    delayed("m2", "T");
    broker.clock.advance(DELAY);
    LevelQueue level = level(0);
    deliver(level, due);

    assertThat(broker.store.queue("Gone", 3)).isNull();
    assertThat(broker.bodies("T", 3)).containsExactly("m2");
    assertThat(level.offset()).isEqualTo(2);
  }

  @Test
  void messageWithoutADestinationDoesNotHoldUpTheOthers() throws IOException {
    broker.store("SCHEDULE_TOPIC_XXXX", 1, "stray", Map.of());
    delayed("m2", "T");
    broker.clock.advance(DELAY);
    LevelQueue level = level(0);
    deliver(level, due);

    assertThat(broker.bodies("T", 3)).containsExactly("m2");
    assertThat(level.offset()).isEqualTo(2);
  }

  @Test
  void entryWithTheHashOfATagIsDueByItsStoreTime() throws IOException {
    broker.store("SCHEDULE_TOPIC_XXXX", 1, "m", Map.of("TAGS", "A", "REAL_TOPIC", "T"));
    LevelQueue level = level(0);
    assertThat(deliver(level, due)).isEqualTo(DELAY);
  }

  @Test
  void dueTimeFartherAwayThanTheDelayIsNow() throws IOException {
    delayed("m1", "T");
    broker.clock.advance(-60_000);
    deliver(level(0), due);

    assertThat(broker.bodies("T", 3)).containsExactly("m1");
  }

  @Test
  void messageThatTheStoreRefusesStaysAndIsTriedAgain(@TempDir Path other) throws Exception {
    delayed("m1", "T");
    broker.clock.advance(DELAY);
    try (BrokerFixture closed = new BrokerFixture(other)) {
      closed.topic("T", 4);
      DueMessages refusing =
          new DueMessages(closed.store, closed.writer, closed.topics, closed.clock);
      closed.store.close();
      LevelQueue level = level(0);
      assertThat(deliver(level, refusing)).isEqualTo(1_000);
      assertThat(level.offset()).isZero();

      deliver(level, due);
      assertThat(broker.bodies("T", 3)).containsExactly("m1");
    }
  }

  @Test
  void waitsForALogThatIsAwayAndSkipsNothing(@TempDir Path other) throws Exception {
    broker.close();
    ComingBackends backends = new ComingBackends();
    broker = new BrokerFixture(other, Map.of(), backends.table);
    broker.topic("T", 4);
    due = new DueMessages(broker.store, broker.writer, broker.topics, broker.clock);
    delayed("m1", "T");
    delayed("m2", "T");
    broker.clock.advance(DELAY);
    LevelQueue level = level(0);
    backends.leave(broker.store);
    assertThat(deliver(level, due)).as("looks again soon").isEqualTo(100);
    assertThat(level.offset()).isZero();

    backends.comeBack(broker.store);
    deliver(level, due);
    assertThat(broker.bodies("T", 3)).containsExactly("m1", "m2");
  }

  @Test
  void recoveryMakesTheEntriesThatSendingMade() throws IOException {
    delayed("m1", "T");
    EntryCodes codes = new EntryCodes(broker.settings.current().delays(), 1_000);

    broker.messages(
        "SCHEDULE_TOPIC_XXXX",
        1,
        record -> {
          assertThat(codes.applyAsLong(record))
              .isEqualTo(broker.store.queue("SCHEDULE_TOPIC_XXXX", 1).tagsCode(0));
          return null;
        });
    broker.store("T", 0, "tagged", Map.of("TAGS", "A"));
    assertThat(broker.messages("T", 0, codes::applyAsLong)).containsExactly((long) "A".hashCode());
    broker.store("T", 1, "untagged", Map.of());
    assertThat(broker.messages("T", 1, codes::applyAsLong)).containsExactly(0L);
    assertThat(broker.messages("T", 1, MessageRecord::queueId)).containsExactly(1);
  }
}
