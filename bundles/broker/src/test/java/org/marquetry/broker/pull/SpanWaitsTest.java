/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.broker.fake.Bench.pull;
import static org.marquetry.broker.fake.Bench.send;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.fake.Bench;
import org.marquetry.broker.fake.ComingBackends;
import org.marquetry.broker.fake.FakeConnection;
import org.marquetry.broker.fake.FakeGroups;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.remoting.ResponseCode;

/** Pulls of messages whose span of the log is away for a moment. */
@Timeout(60)
class SpanWaitsTest {

  private final ComingBackends backends = new ComingBackends();
  private Bench bench;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    bench = new Bench(directory, backends.table);
    bench.topics.put(TopicConfig.of("T", 1, 6));
    bench.groups.rules.put("g", new FakeGroups.Rules(true, true, 16, 0));
    for (String body : List.of("a", "b", "c")) {
      assertThat(bench.answer(send("T", body)).code()).isZero();
    }
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private FakeRequest submit(FakeRequest request) {
    request.process(bench.processors);
    return request;
  }

  private static FakeRequest tagged(FakeRequest request) {
    return request.with("sysFlag", 4).with("subscription", "*").with("expressionType", "TAG");
  }

  @Test
  void aPullIsAnsweredWhenTheMessagesAreBackAndSkipsNone() {
    backends.leave(bench.store);
    FakeRequest first = submit(tagged(pull("g", "T", 0, 0)));
    FakeRequest second = submit(tagged(pull("g", "T", 0, 1)));
    bench.scheduler.runAll();
    assertThat(first.answered()).as("it goes on waiting").isFalse();
    assertThat(bench.pulls.held()).isEqualTo(2);

    backends.comeBack(bench.store);
    bench.scheduler.runAll();

    assertThat(Bench.messages(first.reply()))
        .extracting(Bench::text)
        .containsExactly("a", "b", "c");
    assertThat(first.reply().field("nextBeginOffset")).isEqualTo("3");
    assertThat(Bench.messages(second.reply())).extracting(Bench::text).containsExactly("b", "c");
    assertThat(bench.pulls.held()).isZero();
  }

  @Test
  void aPullWhoseConsumerHasGoneWaitsNoLonger() {
    FakeConnection connection = new FakeConnection(50_001);
    backends.leave(bench.store);
    submit(tagged(pull("g", "T", 0, 0)).over(connection));
    connection.close();
    bench.scheduler.runAll();
    assertThat(bench.pulls.held()).isZero();
  }

  @Test
  void noMoreWaitThanMayAndTheyAreToldWhatIsMissing() throws Exception {
    bench.settings.change(Map.of("maxHeldPulls", "1"));
    backends.leave(bench.store);
    FakeRequest held = submit(tagged(pull("g", "T", 0, 0)));
    FakeRequest refused = submit(tagged(pull("g", "T", 0, 0)));
    assertThat(held.answered()).isFalse();
    assertThat(refused.reply().code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
    assertThat(refused.reply().remark()).contains("'mapped'").contains("cannot be read");
  }

  @Test
  void aBrokerThatStopsAnswersThem() {
    backends.leave(bench.store);
    FakeRequest held = submit(tagged(pull("g", "T", 0, 1)));
    bench.pulls.close();
    assertThat(held.reply().code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
    assertThat(bench.pulls.held()).isZero();
    assertThat(submit(tagged(pull("g", "T", 0, 1))).answered()).isTrue();
  }
}
