/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.marquetry.broker.fake.Bench.pull;
import static org.marquetry.broker.fake.Bench.send;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.marquetry.broker.fake.Bench;
import org.marquetry.broker.fake.FakeConnection;
import org.marquetry.broker.fake.FakeReply;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.broker.spi.DeliverContext;
import org.marquetry.broker.spi.DeliverInterceptor;
import org.marquetry.broker.spi.SendInterceptor;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.message.MessageView;
import org.marquetry.message.PropertyText;
import org.marquetry.plugin.Gap;
import org.marquetry.remoting.ResponseCode;
import org.osgi.framework.Constants;

class InterceptedPullTest {

  private static final long BUNDLE = 77;
  private static final int MAY_SUSPEND = 2;

  @TempDir Path directory;
  private Bench bench;
  private final List<String> seen = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    bench = new Bench(directory);
    bench.topics.put(TopicConfig.of("T", 4, 6));
    bench.groups.subscribe("G", "T", "A");
    bench.bundles.add(BUNDLE);
    for (String body : List.of("m0", "m1", "m2")) {
      assertThat(bench.answer(send("T", body, "TAGS", "A", "color", "red")).code()).isZero();
    }
    assertThat(bench.answer(send("T", "other", "TAGS", "B")).code()).isZero();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void see(DeliverContext context) {
    for (MessageView message : context.messages()) {
      seen.add(message.queueOffset() + ":" + new String(message.body(), UTF_8));
    }
  }

  private static List<String> bodies(FakeReply reply) {
    assertThat(reply.code()).as(reply.remark()).isZero();
    return Bench.messages(reply).stream().map(Bench::text).toList();
  }

  @Test
  void aBatchIsSeenBeforeItIsDelivered() {
    bench.deliverInterceptors.put("one", this::see);
    bench.deliverInterceptors.hold();
    FakeRequest request = pull("G", "T", 0, 0);
    bench.submit(request);
    assertThat(request.answered()).isFalse();
    bench.deliverInterceptors.letGo();
    assertThat(bodies(request.reply())).containsExactly("m0", "m1", "m2");
    assertThat(seen).as("what passed the filter").containsExactly("0:m0", "1:m1", "2:m2");
    assertThat(request.reply().fields())
        .containsEntry("nextBeginOffset", "4")
        .containsEntry("maxOffset", "4")
        .containsEntry("suggestWhichBrokerId", "0");
  }

  @Test
  void theContextSaysWhatGoesWhere() {
    bench.deliverInterceptors.put(
        "one",
        context -> {
          MessageView message = context.messages().get(0);
          PropertyText text = new PropertyText();
          assertThat(message.property(PropertyText.name("color"), text)).isTrue();
          seen.addAll(
              List.of(
                  context.group(),
                  context.topic(),
                  context.clientAddress(),
                  context.queueId() + "",
                  message.topic(),
                  message.queueId() + "",
                  text.toString(),
                  message.property("TAGS"),
                  message.storedBodyLength() + "",
                  message.reconsumeTimes() + "",
                  message.flag() + ""));
          assertThat(message.property("none")).isNull();
          assertThat(message.bornTimestamp()).isPositive();
          assertThat(message.storeTimestamp()).isPositive();
          assertThat(message.sysFlag()).isZero();
        });
    bodies(bench.answer(pull("G", "T", 0, 0).over(new FakeConnection(4711))));
    assertThat(seen)
        .containsExactly("G", "T", "127.0.0.1:4711", "0", "T", "0", "red", "A", "2", "0", "0");
  }

  @Test
  void whatIsHeldBackIsDeliveredFromTheSameOffsetLater() {
    boolean[] hold = {true};
    bench.deliverInterceptors.put(
        "one",
        context -> {
          if (hold[0]) {
            context.holdBack("closed for lunch");
          }
        });
    bench.deliverInterceptors.put("two", this::see);
    FakeReply reply = bench.answer(pull("G", "T", 0, 1));
    assertThat(reply.code()).isEqualTo(ResponseCode.PULL_NOT_FOUND);
    assertThat(reply.remark()).contains("one").contains("closed for lunch");
    assertThat(reply.fields()).containsEntry("nextBeginOffset", "1");
    assertThat(seen).as("nobody else is asked").isEmpty();
    hold[0] = false;
    assertThat(bodies(bench.answer(pull("G", "T", 0, 1)))).containsExactly("m1", "m2");
  }

  @Test
  void aConsumerThatMayBeKeptWaitingIs() {
    bench.deliverInterceptors.put("one", context -> context.holdBack("not now"));
    FakeRequest request = pull("G", "T", 0, 0).with("sysFlag", MAY_SUSPEND);
    bench.submit(request);
    assertThat(request.answered()).isFalse();
    bench.scheduler.runAll();
    assertThat(request.reply().code()).isEqualTo(ResponseCode.PULL_NOT_FOUND);
    assertThat(request.reply().fields()).containsEntry("nextBeginOffset", "0");
  }

  @ParameterizedTest
  @EnumSource(Gap.Cause.class)
  void anInterceptorThatDoesNotWorkIsPassedOver(Gap.Cause cause) {
    bench.deliverInterceptors.put("one", this::see);
    bench.deliverInterceptors.gap("one", cause);
    assertThat(bodies(bench.answer(pull("G", "T", 0, 0)))).hasSize(3);
    assertThat(seen).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Gap.Cause.class)
  void withoutARequiredInterceptorNothingIsDelivered(Gap.Cause cause) {
    bench.deliverInterceptors.put(
        "one",
        this::see,
        Map.of(SendInterceptor.REQUIRED, true, Constants.SERVICE_BUNDLEID, BUNDLE));
    bench.deliverInterceptors.gap("one", cause);
    FakeReply reply = bench.answer(pull("G", "T", 0, 0));
    assertThat(reply.code()).isEqualTo(ResponseCode.PULL_NOT_FOUND);
    assertThat(reply.remark()).contains("one").contains("required");
    bench.bundles.clear();
    bench.deliverInterceptors.remove("one");
    assertThat(bodies(bench.answer(pull("G", "T", 0, 0)))).hasSize(3);
  }

  @Test
  void batchesThatWaitGoOnWhenTheirInterceptorGoes() {
    bench.deliverInterceptors.put("one", this::see);
    bench.deliverInterceptors.hold();
    FakeRequest request = pull("G", "T", 0, 0);
    bench.submit(request);
    bench.deliverInterceptors.remove("one");
    assertThat(bodies(request.reply())).hasSize(3);
  }

  @Test
  void whatWasSeenEndsWithTheCall() {
    List<MessageView> kept = new ArrayList<>();
    List<DeliverContext> contexts = new ArrayList<>();
    DeliverInterceptor keeping =
        context -> {
          contexts.add(context);
          kept.addAll(context.messages());
        };
    bench.deliverInterceptors.put("one", keeping);
    bodies(bench.answer(pull("G", "T", 0, 0)));
    assertThatThrownBy(() -> kept.get(0).body()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> kept.get(0).topic()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> contexts.get(0).holdBack("late"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPullThatWaitedForAMessageIsSeenToo() {
    bench.deliverInterceptors.put("one", this::see);
    FakeRequest request = pull("G", "T", 0, 4).with("sysFlag", MAY_SUSPEND);
    bench.submit(request);
    assertThat(request.answered()).isFalse();
    assertThat(bench.answer(send("T", "m4", "TAGS", "A")).code()).isZero();
    assertThat(bodies(request.reply())).containsExactly("m4");
    assertThat(seen).containsExactly("4:m4");
  }

  @Test
  void tooMuchThatWaitsIsRefused() {
    bench.deliverInterceptors.put("one", this::see);
    bench.deliverInterceptors.hold();
    String big = "x".repeat(60_000);
    for (int i = 0; i < 4; i++) {
      assertThat(bench.answer(send("T", big, "TAGS", "A").with("e", 1)).code()).isZero();
    }
    FakeRequest last = null;
    for (int i = 0; i < 300; i++) {
      last = pull("G", "T", 1, 0);
      bench.submit(last);
    }
    assertThat(last.reply().code()).isEqualTo(ResponseCode.SYSTEM_BUSY);
    assertThat(last.reply().remark()).startsWith("[OVERLOAD]");
    bench.deliverInterceptors.letGo();
    assertThat(bodies(bench.answer(pull("G", "T", 1, 0)))).isNotEmpty();
  }
}
