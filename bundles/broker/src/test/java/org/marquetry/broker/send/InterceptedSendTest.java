/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.broker.fake.Bench.send;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
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
import org.marquetry.broker.spi.SendContext;
import org.marquetry.broker.spi.SendInterceptor;
import org.marquetry.broker.spi.SendOutcome;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyBytes;
import org.marquetry.plugin.Gap;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;
import org.osgi.framework.Constants;

class InterceptedSendTest {

  private static final long BUNDLE = 77;
  private static final Map<String, Object> REQUIRED =
      Map.of(SendInterceptor.REQUIRED, "true", Constants.SERVICE_BUNDLEID, BUNDLE);

  @TempDir Path directory;
  private Bench bench;
  private final List<String> log = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    bench = new Bench(directory, "sendThreadPoolQueueCapacity", "4");
    bench.topics.put(TopicConfig.of("T", 4, 6));
    bench.bundles.add(BUNDLE);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  /** What an interceptor does before the store. */
  private interface Before {
    void beforeSend(SendContext context) throws Exception;
  }

  private SendInterceptor logging(String name, Before before) {
    return new SendInterceptor() {
      @Override
      public void beforeSend(SendContext context) throws Exception {
        log.add(name + " before " + new String(context.body(), UTF_8));
        before.beforeSend(context);
      }

      @Override
      public void afterSend(SendContext context, SendOutcome outcome) {
        log.add(
            name
                + " after "
                + new String(context.body(), UTF_8)
                + " "
                + outcome.code()
                + " "
                + outcome.queueId()
                + " "
                + outcome.queueOffset());
      }
    };
  }

  private void intercept(String name, Before before) {
    bench.sendInterceptors.put(name, logging(name, before));
  }

  private FakeReply ask(FakeRequest request) {
    return bench.answer(request);
  }

  private Map<String, String> stored(long offset) {
    return PropertyBytes.decode(bench.stored("T", 0, offset).properties());
  }

  private long count() {
    return bench.store.openQueue("T", 0).maxOffset();
  }

  @Test
  void aSendThatNeedNotBlockIsNotHandedOver() {
    ask(send("T", "opens the queue"));
    int before = bench.deferred;
    intercept("one", context -> {});
    assertThat(ask(send("T", "hello")).code()).isZero();
    assertThat(bench.deferred).as("hand-overs to the executor").isEqualTo(before);
  }

  @Test
  void aSendIsSeenBeforeAndAfterItIsStored() {
    intercept("one", context -> context.property("stampedBy", "one"));
    FakeReply reply = ask(send("T", "hello", "color", "red"));
    assertThat(reply.code()).as(reply.remark()).isZero();
    assertThat(log).containsExactly("one before hello", "one after hello 0 0 0");
    assertThat(stored(0)).containsEntry("stampedBy", "one").containsEntry("color", "red");
  }

  @Test
  void interceptorsAreAskedInOrderAndSeeWhatThoseBeforeThemAdded() {
    Map<String, String> seen = new LinkedHashMap<>();
    intercept("one", context -> context.property("color", "blue"));
    intercept("two", context -> seen.putAll(context.properties()));
    ask(send("T", "hello", "color", "red", "size", "9"));
    assertThat(seen).containsEntry("color", "blue").containsEntry("size", "9");
    assertThat(log)
        .containsExactly(
            "one before hello",
            "two before hello",
            "one after hello 0 0 0",
            "two after hello 0 0 0");
    assertThat(new String(bench.stored("T", 0, 0).properties(), UTF_8))
        .as("set once")
        .doesNotContain("red");
  }

  @Test
  void theContextSaysWhatWasSent() {
    List<String> facts = new ArrayList<>();
    intercept(
        "one",
        context ->
            facts.addAll(
                List.of(
                    context.topic(),
                    context.producerGroup(),
                    context.clientAddress(),
                    Integer.toString(context.queueId()))));
    ask(send("T", "hello").over(new FakeConnection(4711)).with("e", 2));
    assertThat(facts).containsExactly("T", "PG", "127.0.0.1:4711", "2");
  }

  @Test
  void aRefusedMessageIsNotStoredAndNobodyElseIsAsked() {
    intercept("one", context -> context.refuse("no personal data here"));
    intercept("two", context -> {});
    FakeReply reply = ask(send("T", "hello"));
    assertThat(reply.code()).isEqualTo(ResponseCode.MESSAGE_ILLEGAL);
    assertThat(reply.remark()).contains("one").contains("no personal data here");
    assertThat(count()).isZero();
    assertThat(log)
        .containsExactly(
            "one before hello", "one after hello 13 -1 -1", "two after hello 13 -1 -1");
  }

  @Test
  void refusalsOfTheBrokerAreToldToo() {
    intercept("one", context -> {});
    FakeReply reply = ask(send("no such topic", "hello").with("c", "none"));
    assertThat(reply.code()).isNotZero();
    assertThat(log).hasSize(2).last().asString().startsWith("one after hello " + reply.code());
  }

  @ParameterizedTest
  @EnumSource(Gap.Cause.class)
  void anInterceptorThatDoesNotWorkIsPassedOver(Gap.Cause cause) {
    intercept("one", context -> context.property("stampedBy", "one"));
    bench.sendInterceptors.gap("one", cause);
    FakeReply reply = ask(send("T", "hello"));
    assertThat(reply.code()).as(reply.remark()).isZero();
    assertThat(stored(0)).doesNotContainKey("stampedBy");
  }

  @Test
  void anInterceptorThatFailsLeavesNoTraceInTheMessage() {
    intercept(
        "one",
        context -> {
          context.property("stampedBy", "one");
          throw new IllegalStateException("broken on purpose");
        });
    intercept("two", context -> context.property("also", "two"));
    assertThat(ask(send("T", "hello")).code()).isZero();
    assertThat(stored(0)).doesNotContainKey("stampedBy").containsEntry("also", "two");
  }

  @ParameterizedTest
  @EnumSource(Gap.Cause.class)
  void withoutARequiredInterceptorNothingPassesWhileItsBundleIsThere(Gap.Cause cause) {
    bench.sendInterceptors.put("one", logging("one", context -> {}), REQUIRED);
    bench.sendInterceptors.gap("one", cause);
    FakeReply reply = ask(send("T", "hello"));
    assertThat(reply.code()).isEqualTo(ResponseCode.SYSTEM_BUSY);
    assertThat(reply.remark()).contains("one").contains("required").contains(cause.name());
    assertThat(count()).isZero();
  }

  @Test
  void aRequiredInterceptorThatIsStoppedHoldsSendsUpUntilItsBundleIsGone() {
    bench.sendInterceptors.put("one", logging("one", context -> {}), REQUIRED);
    assertThat(ask(send("T", "first")).code()).isZero();
    bench.sendInterceptors.remove("one");
    assertThat(ask(send("T", "second")).code()).isEqualTo(ResponseCode.SYSTEM_BUSY);
    bench.bundles.remove(BUNDLE);
    assertThat(ask(send("T", "third")).code()).isZero();
    assertThat(ask(send("T", "fourth")).code()).isZero();
    assertThat(count()).isEqualTo(3);
  }

  @Test
  void sendsOfOneConnectionKeepTheirOrderAndOthersDoNotWait() {
    intercept("one", context -> {});
    bench.sendInterceptors.hold();
    FakeConnection slow = new FakeConnection(1);
    FakeRequest first = send("T", "first").over(slow);
    FakeRequest second = send("T", "second").over(slow);
    FakeRequest other = send("T", "other").over(new FakeConnection(2));
    bench.submit(first);
    bench.submit(second);
    bench.submit(other);
    assertThat(bench.sendInterceptors.waiting()).as("one call a connection").isEqualTo(2);
    bench.sendInterceptors.letGo();
    assertThat(List.of(first.reply(), second.reply(), other.reply()))
        .extracting(FakeReply::code)
        .containsOnly(0);
    assertThat(log.indexOf("one before first")).isLessThan(log.indexOf("one before second"));
    assertThat(Long.parseLong(first.reply().field("queueOffset")))
        .isLessThan(Long.parseLong(second.reply().field("queueOffset")));
  }

  @Test
  void sendsThatWaitGoOnWhenTheirInterceptorGoesAndNoneOvertakesThem() {
    intercept("one", context -> context.property("stampedBy", "one"));
    intercept("two", context -> {});
    bench.sendInterceptors.hold();
    FakeConnection connection = new FakeConnection(1);
    List<FakeRequest> requests = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      requests.add(send("T", "m" + i).over(connection));
      bench.submit(requests.get(i));
    }
    bench.sendInterceptors.remove("one");
    bench.sendInterceptors.remove("two");
    requests.add(send("T", "m3").over(connection));
    bench.submit(requests.get(3));
    for (int i = 0; i < requests.size(); i++) {
      assertThat(requests.get(i).reply().field("queueOffset")).isEqualTo(Integer.toString(i));
      assertThat(Bench.text(bench.stored("T", 0, i))).isEqualTo("m" + i);
    }
    assertThat(count()).as("each is stored once").isEqualTo(4);
  }

  @Test
  void aSendDoesNotOvertakeOneThatStillWaitsThoughNoInterceptorIsThereAnyMore() throws Exception {
    ask(send("T", "opens the queue"));
    bench.executor = task -> log.add("deferred");
    bench.topics.put(TopicConfig.of("%RETRY%G", 1, 6));
    intercept("one", context -> {});
    FakeConnection connection = new FakeConnection(1);
    FakeRequest blocked = send("%RETRY%G", "blocked").over(connection);
    bench.submit(blocked);
    bench.sendInterceptors.remove("one");
    FakeRequest later = send("T", "later").over(connection);
    bench.submit(later);
    assertThat(log).contains("deferred");
    assertThat(blocked.answered()).isFalse();
    assertThat(later.answered()).isFalse();
    assertThat(ask(send("T", "other connection").over(new FakeConnection(2))).code()).isZero();
  }

  @Test
  void tooManyThatWaitAreRefused() {
    intercept("one", context -> {});
    bench.sendInterceptors.hold();
    FakeConnection connection = new FakeConnection(1);
    for (int i = 0; i < 4; i++) {
      bench.submit(send("T", "m" + i).over(connection));
    }
    FakeReply reply = ask(send("T", "one too many").over(connection));
    assertThat(reply.code()).isEqualTo(ResponseCode.SYSTEM_BUSY);
    assertThat(reply.remark()).startsWith("[OVERLOAD]").contains("interceptors");
    bench.sendInterceptors.letGo();
    assertThat(ask(send("T", "again").over(connection)).code()).isZero();
    assertThat(count()).isEqualTo(5);
  }

  @Test
  void aSendThatCannotBeHandedOverIsRefusedAndTheNextOneGoesOn() throws Exception {
    ask(send("T", "opens the queue"));
    bench.executor =
        task -> {
          throw new RejectedExecutionException();
        };
    intercept("one", context -> {});
    bench.topics.put(TopicConfig.of("%RETRY%G", 1, 6));
    FakeConnection connection = new FakeConnection(1);
    assertThat(ask(send("%RETRY%G", "x").over(connection)).code())
        .isEqualTo(ResponseCode.SYSTEM_BUSY);
    assertThat(ask(send("T", "y").over(connection)).code()).isZero();
  }

  @Test
  void whatAnOverrunInterceptorDoesLaterChangesNothing() {
    bench.sendInterceptors.put(
        "one",
        new SendInterceptor() {
          @Override
          public void beforeSend(SendContext context) {
            try {
              context.property("late", "yes");
            } catch (IllegalStateException e) {
              log.add(e.getMessage());
            }
          }

          @Override
          public void afterSend(SendContext context, SendOutcome outcome) {}
        });
    bench.sendInterceptors.hold();
    FakeRequest request = send("T", "hello");
    bench.submit(request);
    bench.sendInterceptors.overrunNext();
    assertThat(request.reply().code()).isZero();
    assertThat(stored(0)).doesNotContainKey("late");
    assertThat(log).singleElement().asString().contains("call is over");
  }

  @Test
  void nothingCanBeChangedAfterwards() {
    List<String> failures = new ArrayList<>();
    bench.sendInterceptors.put(
        "one",
        new SendInterceptor() {
          @Override
          public void beforeSend(SendContext context) {}

          @Override
          public void afterSend(SendContext context, SendOutcome outcome) {
            attempt(() -> context.property("late", "yes"));
            attempt(() -> context.refuse("late"));
          }

          private void attempt(Runnable change) {
            try {
              change.run();
            } catch (IllegalStateException e) {
              failures.add(e.getMessage());
            }
          }
        });
    ask(send("T", "hello"));
    assertThat(failures).hasSize(2).allMatch(text -> text.contains("stored or refused already"));
  }

  @Test
  void propertiesThatGrowTooLongAreAnErrorForTheClient() {
    intercept("one", context -> context.property("long", "x".repeat(32_760)));
    FakeReply reply = ask(send("T", "hello", "color", "red"));
    assertThat(reply.code()).isEqualTo(ResponseCode.MESSAGE_ILLEGAL);
    assertThat(reply.remark()).contains("interceptors").contains("32767");
    assertThat(count()).isZero();
  }

  @Test
  void reservedNamesAreRefusedWhereTheyAreSet() {
    List<String> failures = new ArrayList<>();
    intercept(
        "one",
        context -> {
          try {
            context.property("TAGS", "B");
          } catch (IllegalArgumentException e) {
            failures.add(e.getMessage());
          }
        });
    assertThat(ask(send("T", "hello", "TAGS", "A")).code()).isZero();
    assertThat(failures).singleElement().asString().contains("TAGS").contains("reserved");
    assertThat(stored(0)).containsEntry("TAGS", "A");
  }

  private static FakeRequest batch(String... bodiesAndProperties) {
    ByteBuffer body = ByteBuffer.allocate(10_000);
    for (int i = 0; i < bodiesAndProperties.length; i += 2) {
      byte[] text = bodiesAndProperties[i].getBytes(UTF_8);
      byte[] properties = bodiesAndProperties[i + 1].getBytes(UTF_8);
      body.putInt(22 + text.length + properties.length)
          .putInt(0)
          .putInt(0)
          .putInt(7)
          .putInt(text.length)
          .put(text)
          .putShort((short) properties.length)
          .put(properties);
    }
    byte[] bytes = new byte[body.position()];
    body.get(0, bytes);
    FakeRequest single = send("T", "");
    FakeRequest request = FakeRequest.of(RequestCode.SEND_BATCH_MESSAGE).body(bytes);
    single.fields().forEach(request::with);
    return request.with("m", true);
  }

  @Test
  void everyMessageOfABatchIsSeen() {
    intercept(
        "one",
        context -> {
          if (!context.properties().containsKey("plain")) {
            context.property("mark", new String(context.body(), UTF_8));
          }
        });
    FakeReply reply =
        ask(
            batch(
                "a",
                "TAGS\u0001A\u0002",
                "b",
                "plain\u0001yes",
                "c",
                "x\u0001y",
                "d",
                "plain\u0001yes"));
    assertThat(reply.code()).as(reply.remark()).isZero();
    assertThat(count()).isEqualTo(4);
    assertThat(stored(0)).containsEntry("mark", "a").containsEntry("TAGS", "A");
    assertThat(stored(1)).doesNotContainKey("mark").containsEntry("plain", "yes");
    assertThat(stored(2)).containsEntry("mark", "c").containsEntry("x", "y");
    MessageRecord last = bench.stored("T", 0, 3);
    assertThat(Bench.text(last)).isEqualTo("d");
    assertThat(last.flag()).isEqualTo(7);
    assertThat(bench.store.queue("T", 0).tagsCode(0)).isEqualTo(65);
    assertThat(log)
        .containsExactly(
            "one before a",
            "one before b",
            "one before c",
            "one before d",
            "one after a 0 0 0",
            "one after b 0 0 1",
            "one after c 0 0 2",
            "one after d 0 0 3");
  }

  @Test
  void aBatchWithARefusedMessageIsRefusedAsAWhole() {
    intercept(
        "one",
        context -> {
          if (new String(context.body(), UTF_8).equals("b")) {
            context.refuse("not b");
          }
        });
    FakeReply reply = ask(batch("a", "", "b", "", "c", ""));
    assertThat(reply.code()).isEqualTo(ResponseCode.MESSAGE_ILLEGAL);
    assertThat(reply.remark()).contains("not b");
    assertThat(count()).isZero();
    assertThat(log)
        .containsExactly(
            "one before a",
            "one before b",
            "one after a 13 -1 -1",
            "one after b 13 -1 -1",
            "one after c 13 -1 -1");
  }

  @Test
  void aBatchThatCannotBeReadIsRefusedAsEver() {
    intercept("one", context -> {});
    FakeRequest broken = batch("a", "");
    broken.body(new byte[] {0, 0, 0, 99, 1, 2});
    FakeReply reply = ask(broken);
    assertThat(reply.code()).isEqualTo(ResponseCode.MESSAGE_ILLEGAL);
    assertThat(log).isEmpty();
  }

  @Test
  void oneWaySendsAreSeenToo() {
    intercept("one", context -> context.property("stampedBy", "one"));
    FakeRequest request = send("T", "hello").asOneWay();
    bench.submit(request);
    assertThat(stored(0)).containsEntry("stampedBy", "one");
    assertThat(log).containsExactly("one before hello", "one after hello 0 0 0");
  }

  @Test
  void withoutInterceptorsASendIsStoredAtOnce() {
    assertThat(ask(send("T", "hello")).code()).isZero();
    intercept("one", context -> {});
    bench.sendInterceptors.remove("one");
    assertThat(ask(send("T", "hello")).code()).isZero();
    assertThat(log).isEmpty();
  }

  @Test
  void sendsThatWaitWhenTheBrokerClosesAreRefused() {
    intercept("one", context -> {});
    bench.sendInterceptors.hold();
    FakeConnection connection = new FakeConnection(1);
    FakeRequest asked = send("T", "asked").over(connection);
    FakeRequest waits = send("T", "waits").over(connection);
    bench.submit(asked);
    bench.submit(waits);
    bench.sends.close();
    bench.sendInterceptors.letGo();
    assertThat(asked.reply().code()).isEqualTo(ResponseCode.SERVICE_NOT_AVAILABLE);
    assertThat(waits.reply().code()).isEqualTo(ResponseCode.SERVICE_NOT_AVAILABLE);
  }
}
