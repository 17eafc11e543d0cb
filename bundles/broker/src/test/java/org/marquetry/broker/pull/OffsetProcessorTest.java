/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.broker.fake.Bench.send;

import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.fake.Bench;
import org.marquetry.broker.fake.FakeReply;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;

class OffsetProcessorTest {

  @TempDir Path directory;
  private Bench bench;

  @BeforeEach
  void open() throws Exception {
    bench = new Bench(directory);
    bench.topics.put(TopicConfig.of("T", 4, 6));
    bench.groups.subscribe("G", "T", "*");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private static FakeRequest query(int queueId) {
    return FakeRequest.of(RequestCode.QUERY_CONSUMER_OFFSET)
        .with("consumerGroup", "G")
        .with("topic", "T")
        .with("queueId", queueId);
  }

  private static FakeRequest commit(String group, String topic, int queueId, long offset) {
    return FakeRequest.of(RequestCode.UPDATE_CONSUMER_OFFSET)
        .with("consumerGroup", group)
        .with("topic", topic)
        .with("queueId", queueId)
        .with("commitOffset", offset);
  }

  private FakeReply ask(int code, int queueId, Object... fields) {
    FakeRequest request = FakeRequest.of(code).with("topic", "T").with("queueId", queueId);
    for (int i = 0; i < fields.length; i += 2) {
      request.with((String) fields[i], fields[i + 1]);
    }
    FakeReply reply = bench.answer(request);
    assertThat(reply.code()).as(reply.remark()).isZero();
    return reply;
  }

  @Test
  void remembersWhatIsCommitted() {
    assertThat(bench.answer(commit("G", "T", 1, 5)).code()).isZero();
    FakeReply reply = bench.answer(query(1));
    assertThat(reply.code()).isZero();
    assertThat(reply.field("offset")).isEqualTo("5");
    bench.answer(commit("G", "T", 1, 3));
    assertThat(bench.answer(query(1)).field("offset")).isEqualTo("3");
  }

  @Test
  void looksForAnOldFirstMessageOffTheIoThread() throws Exception {
    bench.answer(send("T", "m").with("queueId", 0));
    assertThat(bench.answer(query(0)).field("offset")).isEqualTo("0");
    bench.close();
    bench = new Bench(directory);

    assertThat(bench.answer(query(0)).field("offset")).isEqualTo("0");
    assertThat(bench.deferred).isEqualTo(1);
    bench.executor =
        task -> {
          throw new RejectedExecutionException("full");
        };
    FakeReply busy = bench.answer(query(0));
    assertThat(busy.code()).isEqualTo(ResponseCode.SYSTEM_BUSY);
    assertThat(busy.remark()).isEqualTo("[OVERLOAD]system busy: full");
  }

  @Test
  void refusesOffsetsOfWhatIsNotThere() {
    assertThat(bench.answer(commit("G", "missing", 0, 1)).code()).isEqualTo(17);
    assertThat(bench.answer(commit("nobody", "T", 0, 1)).code()).isEqualTo(26);
    assertThat(bench.answer(commit("G", "T", -1, 1)).code()).isEqualTo(29);
  }

  @Test
  void startsNewGroupsAtTheBeginningOfYoungQueuesOnly() {
    assertThat(bench.answer(query(0)).code()).isEqualTo(22);
    bench.answer(send("T", "m"));
    FakeReply young = bench.answer(query(0));
    assertThat(young.code()).isZero();
    assertThat(young.field("offset")).isEqualTo("0");
    assertThat(bench.answer(query(0).with("setZeroIfNotFound", false)).code()).isEqualTo(22);
    assertThat(bench.answer(query(0).with("setZeroIfNotFound", true)).code()).isZero();
  }

  @Test
  void anOffsetThatAnOperatorSetCountsUntilItIsTakenOver() {
    bench.answer(commit("G", "T", 0, 5));
    bench.resets.set("G", "T", 0, 2);
    assertThat(bench.answer(query(0)).field("offset")).isEqualTo("2");
    FakeReply ignored = bench.answer(commit("G", "T", 0, 6));
    assertThat(ignored.code()).isZero();
    assertThat(ignored.remark()).isEqualTo("Offset has been previously reset");
    assertThat(bench.offsets.offset("G", "T", 0)).isEqualTo(5);
  }

  @Test
  void tellsTheBoundsOfAQueue() {
    assertThat(ask(RequestCode.GET_MAX_OFFSET, 0).field("offset")).isEqualTo("0");
    assertThat(ask(RequestCode.GET_MIN_OFFSET, 0).field("offset")).isEqualTo("0");
    assertThat(ask(RequestCode.GET_EARLIEST_MSG_STORETIME, 0).field("timestamp")).isEqualTo("-1");
    bench.answer(send("T", "m"));
    bench.answer(send("T", "n"));
    assertThat(ask(RequestCode.GET_MAX_OFFSET, 0).field("offset")).isEqualTo("2");
    assertThat(ask(RequestCode.GET_MIN_OFFSET, 0).field("offset")).isEqualTo("0");
    assertThat(ask(RequestCode.GET_EARLIEST_MSG_STORETIME, 0).field("timestamp"))
        .isEqualTo(Long.toString(bench.stored("T", 0, 0).storeTimestamp()));
  }

  @Test
  void findsOffsetsByTime() {
    int code = RequestCode.SEARCH_OFFSET_BY_TIMESTAMP;
    assertThat(ask(code, 0, "timestamp", 1).field("offset")).isEqualTo("0");
    bench.answer(send("T", "m"));
    bench.answer(send("T", "n"));
    long future = bench.stored("T", 0, 1).storeTimestamp() + 1000;
    assertThat(ask(code, 0, "timestamp", future).field("offset")).isEqualTo("2");
    assertThat(ask(code, 0, "timestamp", future, "boundaryType", "upper").field("offset"))
        .isEqualTo("1");
    assertThat(ask(code, 0, "timestamp", 1).field("offset")).isEqualTo("0");
  }

  @Test
  void namesAMissingField() {
    FakeReply reply =
        bench.answer(
            FakeRequest.of(RequestCode.QUERY_CONSUMER_OFFSET)
                .with("consumerGroup", "G")
                .with("topic", "T"));
    assertThat(reply.code()).isEqualTo(1);
    assertThat(reply.remark()).contains("queueId");
  }
}
