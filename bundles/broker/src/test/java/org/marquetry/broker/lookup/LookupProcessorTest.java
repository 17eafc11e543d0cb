/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.fake.BrokerFixture;
import org.marquetry.broker.fake.FakeReply;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.message.MessageRecord;
import org.marquetry.store.kernel.Appended;

class LookupProcessorTest {

  private BrokerFixture broker;

  @BeforeEach
  void open(@TempDir Path root) throws Exception {
    broker = new BrokerFixture(root);
    broker.topic("T", 1);
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private static List<String> bodies(FakeReply reply) {
    List<String> bodies = new ArrayList<>();
    MessageRecord record = new MessageRecord();
    ByteBuffer bytes = ByteBuffer.wrap(reply.bytes());
    for (int at = 0; at < bytes.limit(); at += record.size()) {
      bodies.add(UTF_8.decode(record.wrap(bytes, at).body()).toString());
    }
    return bodies;
  }

  @Test
  void messageIsFoundByItsPosition() throws Exception {
    broker.store("T", 0, "m1", Map.of());
    Appended second = broker.store("T", 0, "m2", Map.of());
    FakeReply reply = broker.ask(FakeRequest.of(33).with("offset", second.position()));

    assertThat(reply.code()).isZero();
    assertThat(bodies(reply)).containsExactly("m2");
  }

  @Test
  void positionWithoutAMessageIsRefused() throws Exception {
    Appended only = broker.store("T", 0, "m1", Map.of());
    for (long offset : new long[] {-1, only.position() + 1, 9_000_000}) {
      FakeReply reply = broker.ask(FakeRequest.of(33).with("offset", offset));
      assertThat(reply.code()).as("offset %s", offset).isEqualTo(1);
      assertThat(reply.remark()).isEqualTo("can not find message by the offset, " + offset);
    }
    assertThat(broker.ask(FakeRequest.of(33)).code()).isEqualTo(1);
  }

  private FakeRequest query(String key, int max) {
    return FakeRequest.of(12)
        .with("topic", "T")
        .with("key", key)
        .with("maxNum", max)
        .with("beginTimestamp", 0)
        .with("endTimestamp", Long.MAX_VALUE);
  }

  @Test
  void nothingFoundStillTellsHowFarTheIndexIs() throws Exception {
    broker.store("T", 0, "m1", Map.of("KEYS", "k1"));
    FakeReply reply = broker.ask(query("other", 10));

    assertThat(reply.code()).isEqualTo(22);
    assertThat(reply.fields()).containsKeys("indexLastUpdateTimestamp", "indexLastUpdatePhyoffset");
    assertThat(reply.bytes()).isEmpty();
    assertThat(broker.ask(query("k1", 0)).code()).isEqualTo(22);
  }

  @Test
  void messagesAreFoundByKeyOldestFirst() throws Exception {
    broker.store("T", 0, "m1", Map.of("KEYS", "k1 all", "UNIQ_KEY", "U1"));
    Appended second = broker.store("T", 0, "m2", Map.of("KEYS", "k2 all", "UNIQ_KEY", "U2"));
    FakeReply reply = ask(query("all", 10), 2);

    assertThat(reply.code()).isZero();
    assertThat(bodies(reply)).containsExactly("m1", "m2");
    assertThat(reply.field("indexLastUpdatePhyoffset")).isEqualTo(Long.toString(second.position()));
    assertThat(reply.field("indexLastUpdateTimestamp"))
        .isEqualTo(Long.toString(second.storeTimestamp()));
    assertThat(bodies(broker.ask(query("all", 1)))).hasSize(1);
    assertThat(bodies(broker.ask(query("k2", 10)))).containsExactly("m2");
    assertThat(bodies(broker.ask(query("U1", 0).with("_UNIQUE_KEY_QUERY", "true"))))
        .containsExactly("m1");
    assertThat(broker.ask(query("all", 10).with("endTimestamp", 1)).code()).isEqualTo(22);
  }

  /** Asks until the index, which is made in the background, has so many. */
  private FakeReply ask(FakeRequest request, int messages) {
    Awaitility.await("index")
        .until(
            () -> {
              FakeReply reply = broker.ask(query("all", 10));
              return reply.code() == 0 && bodies(reply).size() == messages;
            });
    return broker.ask(request);
  }

  @Test
  void queryWithoutItsFieldsIsRefused() {
    assertThat(broker.ask(FakeRequest.of(12)).code()).isEqualTo(1);
  }

  @Test
  void queueEntriesAreShown() throws Exception {
    broker.store("T", 0, "m1", Map.of("TAGS", "A"));
    Appended second = broker.store("T", 0, "m2", Map.of());
    FakeReply reply =
        broker.ask(
            FakeRequest.of(321)
                .with("topic", "T")
                .with("queueId", 0)
                .with("index", 1)
                .with("count", 10)
                .with("consumerGroup", "G"));

    JsonObject body = JsonParser.parseString(reply.text()).getAsJsonObject();
    assertThat(body.get("maxQueueIndex").getAsInt()).isEqualTo(2);
    assertThat(body.get("minQueueIndex").getAsInt()).isZero();
    assertThat(body.get("filterData").getAsString()).isEqualTo("G@T is not online!");
    assertThat(body.get("queueData").toString())
        .isEqualTo(
            "[{\"eval\":false,\"physicOffset\":"
                + second.position()
                + ",\"physicSize\":"
                + (second.endPosition() - second.position())
                + ",\"tagsCode\":0}]");
  }

  @Test
  void entriesOfAQueueThatIsNotThereAreRefused() {
    FakeReply reply = broker.ask(FakeRequest.of(321).with("topic", "T").with("queueId", 9));

    assertThat(reply.code()).isEqualTo(1);
    assertThat(reply.remark()).contains("9@T");
  }
}
