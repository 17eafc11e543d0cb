/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.handler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.marquetry.broker.fake.FakeConnection;
import org.marquetry.broker.fake.FakeReply;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.broker.fake.ManualCalls;
import org.marquetry.broker.spi.HandlerContext;
import org.marquetry.broker.spi.RequestHandler;
import org.marquetry.plugin.Gap;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.ResponseCode;

class PluginRequestsTest {

  private static final int CODE = 9001;
  private static final String NAME = "9001";

  private final ManualCalls<RequestHandler> calls = new ManualCalls<>();
  private final Processors processors =
      Processors.builder().build().otherwise(new PluginRequests(calls));

  private FakeReply ask(FakeRequest request) {
    return request.answeredBy(processors);
  }

  private FakeReply ask() {
    return ask(FakeRequest.of(CODE));
  }

  @Test
  void theHandlerSeesTheRequestAndItsReplyIsGiven() {
    calls.put(
        NAME,
        context -> {
          Map<String, String> seen = new HashMap<>(context.fields());
          seen.put("code", Integer.toString(context.code()));
          seen.put("client", context.clientAddress());
          seen.put("language", context.language());
          seen.put("version", Integer.toString(context.version()));
          context.reply(7, "done", seen, context.body());
        });
    FakeReply reply =
        ask(
            FakeRequest.of(CODE)
                .with("color", "blue")
                .body("hello")
                .language("GO")
                .version(500)
                .over(new FakeConnection(4711)));
    assertThat(reply.code()).isEqualTo(7);
    assertThat(reply.remark()).isEqualTo("done");
    assertThat(reply.text()).isEqualTo("hello");
    assertThat(reply.fields())
        .containsEntry("color", "blue")
        .containsEntry("code", "9001")
        .containsEntry("client", "127.0.0.1:4711")
        .containsEntry("language", "GO")
        .containsEntry("version", "500");
  }

  @Test
  void aCodeWithoutHandlerIsUnknown() {
    FakeReply reply = ask();
    assertThat(reply.code()).isEqualTo(ResponseCode.REQUEST_CODE_NOT_SUPPORTED);
    assertThat(reply.remark()).isEqualTo(" request type 9001 not supported");
  }

  @Test
  void aHandlerThatCameAnswersAndOneThatWentIsUnknownAgain() {
    calls.put(NAME, context -> context.reply(0, null, Map.of(), null));
    assertThat(ask().code()).isZero();
    calls.remove(NAME);
    assertThat(ask().code()).isEqualTo(ResponseCode.REQUEST_CODE_NOT_SUPPORTED);
  }

  @Test
  void aRequestWhoseHandlerGoesWhileItWaitsIsAnsweredAsUnknown() {
    calls.put(NAME, context -> context.reply(0, null, Map.of(), null));
    calls.hold();
    FakeRequest request = FakeRequest.of(CODE);
    request.process(processors);
    assertThat(request.answered()).isFalse();
    assertThat(calls.keys()).containsExactly(request.connection());
    calls.remove(NAME);
    assertThat(request.reply().code()).isEqualTo(ResponseCode.REQUEST_CODE_NOT_SUPPORTED);
  }

  @Test
  void failuresAreAnsweredWithTheirReason() {
    calls.put(
        NAME,
        context -> {
          context.reply(0, "begun", Map.of(), null);
          throw new IllegalStateException("broken on purpose");
        });
    FakeReply reply = ask();
    assertThat(reply.code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
    assertThat(reply.remark()).contains("broken on purpose");
  }

  @Test
  void overloadIsToldApart() {
    calls.put(NAME, context -> context.reply(0, null, Map.of(), null));
    calls.gap(NAME, Gap.Cause.BUSY);
    assertThat(ask().code()).isEqualTo(ResponseCode.SYSTEM_BUSY);
    calls.gap(NAME, Gap.Cause.PUT_ASIDE);
    assertThat(ask().code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
  }

  @Test
  void aHandlerThatDoesNotReplyIsNamed() {
    calls.put(NAME, context -> {});
    FakeReply reply = ask();
    assertThat(reply.code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
    assertThat(reply.remark()).contains("9001").contains("without a reply");
  }

  @Test
  void aOneWayRequestNeedsNoReply() {
    List<String> seen = new ArrayList<>();
    calls.put(NAME, context -> seen.add(new String(context.body(), UTF_8)));
    FakeRequest request = FakeRequest.of(CODE).asOneWay().body("note");
    request.process(processors);
    assertThat(seen).containsExactly("note");
    assertThat(request.answered()).isFalse();
  }

  @Test
  void whatAnOverrunCallDoesLaterChangesNothing() {
    AtomicReference<Throwable> late = new AtomicReference<>();
    calls.put(
        NAME,
        context -> {
          try {
            context.reply(0, "too late", Map.of(), null);
          } catch (IllegalStateException e) {
            late.set(e);
          }
        });
    calls.hold();
    FakeRequest request = FakeRequest.of(CODE);
    request.process(processors);
    calls.overrunNext();
    assertThat(request.reply().code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
    assertThat(late.get()).hasMessageContaining("is over");
  }

  @Test
  void theContextEndsWithItsCall() {
    AtomicReference<HandlerContext> kept = new AtomicReference<>();
    byte[] body = {1, 2};
    calls.put(
        NAME,
        context -> {
          kept.set(context);
          context.reply(0, null, Map.of(), body);
          body[0] = 9;
        });
    assertThat(ask().bytes()).containsExactly(1, 2);
    assertThatThrownBy(() -> kept.get().body()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> kept.get().reply(0, null, Map.of(), null))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void repliesThatCannotBeSentAreRefusedWhereTheyAreMade() {
    Map<String, String> without = new HashMap<>();
    without.put("name", null);
    List<Runnable> attempts = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    calls.put(
        NAME,
        context -> {
          attempts.add(() -> context.reply(-1, null, Map.of(), null));
          attempts.add(() -> context.reply(70_000, null, Map.of(), null));
          attempts.add(() -> context.reply(0, null, without, null));
          attempts.add(() -> context.reply(0, null, Map.of("a b", "v"), null));
          attempts.add(() -> context.reply(0, null, Map.of("", "v"), null));
          attempts.add(() -> context.reply(0, "x".repeat(300_000), Map.of(), null));
          attempts.add(() -> context.reply(0, null, Map.of(), new byte[15 << 20]));
          for (Runnable attempt : attempts) {
            try {
              attempt.run();
            } catch (IllegalArgumentException e) {
              problems.add(e.getMessage());
            }
          }
          context.reply(0, null, null, null);
        });
    assertThat(ask().code()).isZero();
    assertThat(problems).hasSameSizeAs(attempts);
  }

  @Test
  void aSecondReplyIsRefused() {
    AtomicReference<Throwable> second = new AtomicReference<>();
    calls.put(
        NAME,
        context -> {
          context.reply(0, "first", Map.of(), null);
          try {
            context.reply(0, "second", Map.of(), null);
          } catch (IllegalStateException e) {
            second.set(e);
          }
        });
    assertThat(ask().remark()).isEqualTo("first");
    assertThat(second.get()).hasMessageContaining("already");
  }
}
