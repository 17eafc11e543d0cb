/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.broker.fake.Bench.send;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.marquetry.broker.config.SettingsException;
import org.marquetry.broker.fake.Bench;
import org.marquetry.broker.fake.FakeGroups;
import org.marquetry.broker.fake.FakeReply;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.broker.fake.MappedOnly;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyBytes;
import org.marquetry.remoting.RequestCode;
import org.marquetry.store.DurabilityListener;
import org.marquetry.store.MessageLog;
import org.marquetry.store.SpanContext;
import org.marquetry.store.StorageBackend;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.mapped.MappedBackend;

class SendProcessorTest {

  @TempDir Path directory;
  private Bench bench;

  @BeforeEach
  void open() throws Exception {
    bench = new Bench(directory);
    bench.topics.put(TopicConfig.of("T", 4, 6));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private FakeReply refused(FakeRequest request, int code) {
    FakeReply reply = bench.answer(request);
    assertThat(reply.code()).as(reply.remark()).isEqualTo(code);
    assertThat(reply.remark()).isNotBlank();
    assertThat(reply.field("MSG_REGION")).isEqualTo("DefaultRegion");
    assertThat(reply.field("TRACE_ON")).isEqualTo("true");
    return reply;
  }

  private FakeReply stored(FakeRequest request) {
    FakeReply reply = bench.answer(request);
    assertThat(reply.code()).as(reply.remark()).isZero();
    return reply;
  }

  private static Map<String, String> properties(MessageRecord record) {
    return PropertyBytes.decode(record.properties());
  }

  @Test
  void storesAMessageWithEverythingThatTheProducerSaid() {
    FakeReply reply =
        stored(
            send("T", "hello", "UNIQ_KEY", "U1", "TAGS", "A", "KEYS", "k1 k2", "WAIT", "true")
                .with("e", 2)
                .with("f", 0x301)
                .with("h", 77)
                .with("j", 3));
    assertThat(reply.field("queueId")).isEqualTo("2");
    assertThat(reply.field("queueOffset")).isEqualTo("0");
    assertThat(reply.field("transactionId")).isEqualTo("U1");
    assertThat(reply.field("MSG_REGION")).isEqualTo("DefaultRegion");
    assertThat(reply.field("TRACE_ON")).isEqualTo("true");

    MessageRecord record = bench.stored("T", 2, 0);
    assertThat(reply.field("msgId"))
        .isEqualTo("7F00000100002A9F" + String.format("%016X", record.position()));
    assertThat(Bench.text(record)).isEqualTo("hello");
    assertThat(record.topic()).isEqualTo("T");
    assertThat(record.flag()).isEqualTo(77);
    assertThat(record.sysFlag()).isEqualTo(0x301);
    assertThat(record.reconsumeTimes()).isEqualTo(3);
    assertThat(record.bornTimestamp()).isEqualTo(1_795_221_700_000L);
    assertThat(record.bornHost().getPort()).isEqualTo(50_000);
    assertThat(record.storeHost().getPort()).isEqualTo(10911);
    assertThat(properties(record))
        .containsEntry("UNIQ_KEY", "U1")
        .containsEntry("TAGS", "A")
        .containsEntry("KEYS", "k1 k2")
        .containsEntry("WAIT", "true")
        .containsEntry("MSG_REGION", "DefaultRegion")
        .containsEntry("TRACE_ON", "true")
        .containsEntry("CLUSTER", "DefaultCluster");
    assertThat(bench.store.queue("T", 2).tagsCode(0)).isEqualTo(65);
  }

  @Test
  void understandsTheLongNamesOfCode10() {
    FakeRequest request =
        FakeRequest.of(RequestCode.SEND_MESSAGE)
            .with("producerGroup", "PG")
            .with("topic", "T")
            .with("defaultTopic", "TBW102")
            .with("defaultTopicQueueNums", 4)
            .with("queueId", 1)
            .with("sysFlag", 0)
            .with("bornTimestamp", 1)
            .with("flag", 5)
            .with("properties", "TAGS\u0001x")
            .with("reconsumeTimes", 0)
            .body("b");
    assertThat(stored(request).field("queueId")).isEqualTo("1");
    MessageRecord record = bench.stored("T", 1, 0);
    assertThat(record.flag()).isEqualTo(5);
    assertThat(properties(record)).containsEntry("TAGS", "x").containsEntry("TRACE_ON", "true");
  }

  @Test
  void staysOnItsThreadWhereTheQueueIsReady() {
    stored(send("T", "first"));
    int before = bench.deferred;
    for (int i = 0; i < 20; i++) {
      assertThat(stored(send("T", "m" + i)).field("queueOffset")).isEqualTo("" + (i + 1));
    }
    assertThat(bench.deferred).isEqualTo(before);
  }

  @Test
  void makesAUniqueKeyWhereTheProducerMadeNone() {
    FakeReply reply = stored(send("T", "b"));
    assertThat(reply.field("transactionId")).hasSize(32);
    assertThat(properties(bench.stored("T", 0, 0)))
        .containsEntry("UNIQ_KEY", reply.field("transactionId"));
  }

  @Test
  void putsItsOwnPropertiesInPlaceOfTheProducers() {
    stored(send("T", "b", "POP_CK", "x", "CLUSTER", "other", "a", "1", "MSG_REGION", "r"));
    String text = new String(bench.stored("T", 0, 0).properties(), UTF_8);
    assertThat(text).doesNotContain("POP_CK").doesNotContain("other").startsWith("a\u00011\u0002");
    assertThat(text.split("CLUSTER", -1)).hasSize(2);
    assertThat(text.split("MSG_REGION", -1)).hasSize(2);
  }

  @Test
  void choosesAQueueWhereTheProducerDoesNot() {
    int queueId = Integer.parseInt(stored(send("T", "b").with("e", -1)).field("queueId"));
    assertThat(queueId).isBetween(0, 3);
    assertThat(bench.store.queue("T", queueId).maxOffset()).isEqualTo(1);
  }

  @Test
  void createsATopicFromItsTemplate() {
    stored(send("NEW", "b").with("e", 3));
    assertThat(bench.topics.find("NEW")).isEqualTo(TopicConfig.of("NEW", 4, 6));
  }

  @Test
  void answersOneWaySendsWithNothing() {
    FakeReply reply = stored(send("T", "b").asOneWay());
    assertThat(reply.fields()).isEmpty();
    assertThat(bench.store.queue("T", 0).maxOffset()).isEqualTo(1);
  }

  @Test
  void refusesBadNames() {
    refused(send("a b", "b"), 29);
    refused(send("x".repeat(128), "b"), 29);
    refused(send(" ", "b"), 29);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SCHEDULE_TOPIC_XXXX",
        "RMQ_SYS_TRANS_HALF_TOPIC",
        "RMQ_SYS_TRANS_OP_HALF_TOPIC",
        "TRANS_CHECK_MAX_TIME_TOPIC",
        "SELF_TEST_TOPIC",
        "OFFSET_MOVED_EVENT",
        "RMQ_SYS_ROCKSDB_TRANS_HALF_TOPIC",
        "RMQ_SYS_ROCKSDB_TRANS_OP_HALF_TOPIC"
      })
  void refusesTheBrokersOwnTopics(String topic) {
    refused(send(topic, "b"), 16);
  }

  @Test
  void refusesTopicsThatMayNotBeCreated() throws Exception {
    refused(send("NEW", "b").with("c", "T"), 17);
    refused(send("NEW", "b").with("c", "nothing"), 17);
    bench.settings.change(Map.of("autoCreateTopicEnable", "false"));
    assertThat(refused(send("NEW", "b"), 17).remark()).contains("autoCreateTopicEnable");
    assertThat(bench.topics.find("NEW")).isNull();
  }

  @Test
  void refusesQueuesThatTheTopicDoesNotHave() {
    assertThat(refused(send("T", "b").with("e", 4), 29).remark()).contains("queueId[4]");
  }

  @Test
  void refusesOrderedTopicsWhereTheBrokerIsNotWritable() throws Exception {
    bench.topics.put(new TopicConfig("O", 1, 1, 6, "SINGLE_TAG", 0, true, Map.of()));
    bench.settings.change(Map.of("brokerPermission", "4"));
    refused(send("O", "b"), 16);
    stored(send("T", "b"));
  }

  @Test
  void refusesWhatHasNoBodyOrIsTooLong() {
    refused(send("T", ""), 1);
    assertThat(refused(send("T", "x".repeat(65_537)), 13).remark())
        .contains("65537")
        .contains("65536");
    stored(send("T", "x".repeat(65_536)));
    refused(send("T", "b", "a", "x".repeat(32_767)), 13);
    refused(send("T", "b", "a", "x".repeat(32_700)), 13);
  }

  @Test
  void parksTheHalfMessageOfATransaction() {
    FakeReply reply =
        stored(
            send(
                    "T",
                    "b",
                    "TRAN_MSG",
                    "true",
                    "PGROUP",
                    "P",
                    "UNIQ_KEY",
                    "U1",
                    "TAGS",
                    "A",
                    "DELAY",
                    "3",
                    "REAL_TOPIC",
                    "forged")
                .with("f", 5)
                .with("e", 2));
    assertThat(reply.field("queueId")).isEqualTo("2");
    assertThat(reply.field("queueOffset")).isEqualTo("0");
    assertThat(bench.store.queue("T", 2)).isNull();
    MessageRecord half = bench.stored("RMQ_SYS_TRANS_HALF_TOPIC", 0, 0);
    assertThat(half.sysFlag() & 0xF).as("no transaction, compressed").isEqualTo(1);
    assertThat(properties(half))
        .containsEntry("REAL_TOPIC", "T")
        .containsEntry("REAL_QID", "2")
        .containsEntry("__transactionId__", "U1")
        .containsEntry("TRAN_MSG", "true")
        .containsEntry("DELAY", "3")
        .containsEntry("PGROUP", "P");
    assertThat(bench.store.queue("RMQ_SYS_TRANS_HALF_TOPIC", 0).tagsCode(0)).isEqualTo(65);
  }

  @Test
  void refusesTransactionsWhereThatIsWanted() throws SettingsException {
    bench.settings.change(Map.of("rejectTransactionMessage", "true"));
    assertThat(refused(send("T", "b", "TRAN_MSG", "true"), 16).remark())
        .contains("rejectTransactionMessage");
  }

  @Test
  void refusesTransactionFlagsWithoutATransaction() {
    refused(send("T", "b").with("f", 4), 16);
    refused(send("T", "b").with("f", 0xC), 16);
  }

  @Test
  void refusesDelaysThatAreNone() {
    refused(send("T", "b", "DELAY", "soon"), 1);
    for (String nonsense :
        new String[] {
          "soon", "-1", "1.5", "9223372036854775807", "9223372036854775808", "259201"
        }) {
      assertThat(refused(send("T", "b", "TIMER_DELAY_SEC", nonsense), 13).remark())
          .contains("timer message illegal", "259200000ms", "TIMER_DELAY_SEC is '" + nonsense);
    }
    refused(send("T", "b", "TIMER_DELAY_MS", "-5"), 13);
    refused(send("T", "b", "TIMER_DELAY_MS", "9223372036854775807"), 13);
    refused(send("T", "b", "TIMER_DELIVER_MS", "-9223372036854775808"), 13);
    refused(send("T", "b", "TIMER_DELIVER_MS", "9223372036854775807"), 13);
    refused(send("T", "b", "__STARTDELIVERTIME", "x"), 13);
    assertThat(
            refused(send("T", "b", "TIMER_DELAY_MS", "9", "TIMER_DEL_UNIQKEY", "K"), 13).remark())
        .contains("recall");
    assertThat(bench.store.queue("T", 0)).as("nothing is delivered at once").isNull();
  }

  @Test
  void deliversAtOnceWhatIsDueAlready() {
    stored(send("T", "b", "TIMER_DELIVER_MS", "5"));
    stored(send("T", "b", "TIMER_DELAY_MS", "0"));
    stored(send("T", "b", "TIMER_DELIVER_MS", Long.toString(bench.clock.millis())));
    assertThat(bench.store.queue("T", 0).maxOffset()).isEqualTo(3);
  }

  @Test
  void parksAMessageWithADeliveryTime() {
    long due = bench.clock.millis() + 12_345;
    FakeReply reply =
        stored(
            send(
                    "T",
                    "later",
                    "TIMER_DELIVER_MS",
                    Long.toString(due),
                    "UNIQ_KEY",
                    "K1",
                    "TIMER_OUT_MS",
                    "1",
                    "REAL_TOPIC",
                    "Other")
                .with("e", 2));
    assertThat(bench.store.queue("T", 2)).isNull();
    MessageRecord record = bench.stored("rmq_sys_wheel_timer", 0, 0);
    assertThat(properties(record))
        .containsEntry("REAL_TOPIC", "T")
        .containsEntry("REAL_QID", "2")
        .containsEntry("TIMER_OUT_MS", Long.toString(due))
        .containsEntry("TIMER_DELIVER_MS", Long.toString(due));
    assertThat(bench.store.queue("rmq_sys_wheel_timer", 0).tagsCode(0)).isEqualTo(due);
    assertThat(reply.field("queueId")).isEqualTo("2");
    assertThat(RecallHandles.read(reply.field("recallHandle")))
        .isEqualTo(new RecallHandles.Handle("T", "broker-a", due, "K1"));
  }

  @Test
  void theFirstOfSeveralDeliveryTimesCounts() {
    long now = bench.clock.millis();
    stored(send("T", "b", "TIMER_DELIVER_MS", "1", "TIMER_DELAY_MS", "7", "TIMER_DELAY_SEC", "3"));
    stored(send("T", "b", "TIMER_DELIVER_MS", "1", "TIMER_DELAY_MS", "7"));
    stored(send("T", "b", "__STARTDELIVERTIME", Long.toString(now + 9)));
    LogicalQueue timer = bench.store.queue("rmq_sys_wheel_timer", 0);
    assertThat(timer.tagsCode(0)).isEqualTo(now + 3_000);
    assertThat(timer.tagsCode(1)).isEqualTo(now + 7);
    assertThat(timer.tagsCode(2)).isEqualTo(now + 9);
  }

  @Test
  void namesAMissingField() {
    assertThat(refused(FakeRequest.of(310).with("b", "T").body("b"), 1).remark()).contains("e");
  }

  @Test
  void parksADelayedMessage() {
    FakeReply reply =
        stored(send("T", "later", "DELAY", "3", "TIMER_DELAY_MS", "1", "TAGS", "A").with("e", 2));
    assertThat(reply.field("queueId")).isEqualTo("2");
    assertThat(reply.field("queueOffset")).isEqualTo("0");
    assertThat(bench.store.queue("T", 2)).isNull();
    MessageRecord record = bench.stored("SCHEDULE_TOPIC_XXXX", 2, 0);
    assertThat(record.topic()).isEqualTo("SCHEDULE_TOPIC_XXXX");
    assertThat(properties(record))
        .containsEntry("REAL_TOPIC", "T")
        .containsEntry("REAL_QID", "2")
        .containsEntry("DELAY", "3")
        .containsEntry("TAGS", "A")
        .doesNotContainKey("TIMER_DELAY_MS");
    assertThat(bench.store.queue("SCHEDULE_TOPIC_XXXX", 2).tagsCode(0))
        .isEqualTo(bench.clock.millis() + 10_000);
  }

  @Test
  void takesTooHighALevelForTheHighestAndNoneForNoDelay() {
    stored(send("T", "b", "DELAY", "99"));
    assertThat(bench.store.queue("SCHEDULE_TOPIC_XXXX", 17).maxOffset()).isEqualTo(1);
    stored(send("T", "b", "DELAY", "0"));
    stored(send("T", "b", "DELAY", "-1"));
    assertThat(bench.store.queue("T", 0).maxOffset()).isEqualTo(2);
  }

  @Test
  void letsARetriedMessageWaitInItsRetryTopic() {
    bench.groups.rules.put("g", new FakeGroups.Rules(true, true, 16, 0));
    stored(send("%RETRY%g", "b", "DELAY", "4", "TRAN_MSG", "true").with("j", 2).with("l", 16));
    assertThat(bench.topics.find("%RETRY%g")).isNotNull();
    assertThat(properties(bench.stored("SCHEDULE_TOPIC_XXXX", 3, 0)))
        .containsEntry("REAL_TOPIC", "%RETRY%g");
  }

  @Test
  void createsARetryTopicWithoutATemplate() {
    bench.groups.rules.put("g", new FakeGroups.Rules(true, true, 16, 0));
    stored(send("%RETRY%g", "b").with("c", "nothing"));
    assertThat(bench.topics.find("%RETRY%g")).isEqualTo(TopicConfig.of("%RETRY%g", 1, 6));
  }

  @Test
  void refusesTheRetryTopicOfAGroupThatIsNotThere() {
    refused(send("%RETRY%nobody", "b"), 26);
  }

  @Test
  void givesUpAfterEnoughRetries() {
    bench.groups.rules.put("g", new FakeGroups.Rules(true, true, 16, 0));
    stored(send("%RETRY%g", "old", "DELAY", "4").with("j", 17).version(100).with("l", 99));
    assertThat(bench.topics.find("%DLQ%g")).isEqualTo(TopicConfig.of("%DLQ%g", 1, 6));
    MessageRecord record = bench.stored("%DLQ%g", 0, 0);
    assertThat(properties(record)).containsEntry("DELAY", "-1");

    stored(send("%RETRY%g", "own limit", "DELAY", "4").with("j", 4).with("l", 3));
    assertThat(bench.store.queue("%DLQ%g", 0).maxOffset()).isEqualTo(2);
    stored(send("%RETRY%g", "not yet", "DELAY", "4").with("j", 3).with("l", 3));
    assertThat(bench.store.queue("%DLQ%g", 0).maxOffset()).isEqualTo(2);
  }

  @Test
  void givesUpAtOnceWhereTheGroupConsumesInOrder() {
    bench.groups.rules.put("g", new FakeGroups.Rules(true, true, 16, 0));
    bench.groups.locked.add("g");
    stored(send("%RETRY%g", "b", "DELAY", "4").with("j", 1));
    assertThat(bench.store.queue("%DLQ%g", 0).maxOffset()).isEqualTo(1);
  }

  @Test
  void saysSoWhenItIsTooBusyToWaitForTheDisk() {
    bench.executor =
        task -> {
          throw new RejectedExecutionException("7 sends wait, the limit is 7");
        };
    assertThat(refused(send("NEW", "b"), 2).remark())
        .isEqualTo("[OVERLOAD]system busy: 7 sends wait, the limit is 7");
  }

  private static byte[] batch(String... bodiesAndProperties) {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
    for (int i = 0; i < bodiesAndProperties.length; i += 2) {
      byte[] body = bodiesAndProperties[i].getBytes(UTF_8);
      byte[] properties = bodiesAndProperties[i + 1].getBytes(UTF_8);
      buffer
          .putInt(22 + body.length + properties.length)
          .putInt(0)
          .putInt(0)
          .putInt(i)
          .putInt(body.length)
          .put(body)
          .putShort((short) properties.length)
          .put(properties);
    }
    byte[] bytes = new byte[buffer.position()];
    buffer.flip().get(bytes);
    return bytes;
  }

  private static FakeRequest sendBatch(String topic, byte[] body, String... properties) {
    FakeRequest request = send(topic, "", properties).body(body);
    FakeRequest batch = FakeRequest.of(RequestCode.SEND_BATCH_MESSAGE);
    request.fields().forEach(batch::with);
    return batch.with("m", true).body(body);
  }

  @Test
  void storesABatchMessageByMessage() {
    byte[] body =
        batch("one", "TAGS\u0001A\u0002UNIQ_KEY\u0001U1", "two", "", "three", "KEYS\u0001k");
    FakeReply reply = stored(sendBatch("T", body).with("e", 1));
    assertThat(reply.field("queueId")).isEqualTo("1");
    assertThat(reply.field("queueOffset")).isEqualTo("0");
    assertThat(reply.field("transactionId")).isNull();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ids.add("7F00000100002A9F" + String.format("%016X", bench.store.queue("T", 1).position(i)));
    }
    assertThat(reply.field("msgId")).isEqualTo(String.join(",", ids));
    MessageRecord first = bench.stored("T", 1, 0);
    assertThat(Bench.text(first)).isEqualTo("one");
    assertThat(new String(first.properties(), UTF_8))
        .isEqualTo("TAGS\u0001A\u0002UNIQ_KEY\u0001U1");
    assertThat(bench.store.queue("T", 1).tagsCode(0)).isEqualTo(65);
    assertThat(bench.store.queue("T", 1).tagsCode(1)).isZero();
    MessageRecord third = bench.stored("T", 1, 2);
    assertThat(Bench.text(third)).isEqualTo("three");
    assertThat(third.flag()).isEqualTo(4);
  }

  @Test
  void refusesBatchesThatMayNotBe() {
    byte[] body = batch("one", "");
    bench.groups.rules.put("g", new FakeGroups.Rules(true, true, 16, 0));
    stored(send("%RETRY%g", "b"));
    refused(sendBatch("%RETRY%g", body), 13);
    refused(sendBatch("T", body, "DELAY", "1"), 13);
    refused(sendBatch("T", body, "TRAN_MSG", "true"), 13);
    refused(sendBatch("T", body).with("f", 4), 13);
    refused(sendBatch("T", new byte[0]), 1);
    assertThat(bench.store.queue("T", 0)).isNull();
  }

  @Test
  void refusesABatchThatLiesAboutItsLengths() {
    byte[] good = batch("one", "a\u0001b", "two", "");
    for (int at = 0; at < good.length; at++) {
      for (int value : new int[] {0, 1, 0x7F, 0xFF}) {
        byte[] bad = good.clone();
        bad[at] = (byte) value;
        assertThat(bench.answer(sendBatch("T", bad)).code())
            .as("byte %s = %s", at, value)
            .isIn(0, 13);
      }
      byte[] cut = new byte[at];
      System.arraycopy(good, 0, cut, 0, at);
      assertThat(bench.answer(sendBatch("T", cut)).code()).as("cut at %s", at).isIn(0, 1, 13);
    }
  }

  @Test
  void keepsTheReplyUntilTheMessageIsOnTheDisk() throws Exception {
    bench.settings.change(Map.of("flushDiskType", "SYNC_FLUSH"));
    FakeRequest request = send("T", "b");
    bench.submit(request);
    Awaitility.await().until(request::answered);
    assertThat(request.reply().code()).isZero();
    assertThat(bench.store.durablePosition()).isEqualTo(bench.store.endPosition());

    FakeRequest batch = sendBatch("T", batch("one", "", "two", ""));
    bench.submit(batch);
    Awaitility.await().until(batch::answered);
    assertThat(batch.reply().field("msgId")).contains(",");
    FakeReply now = stored(send("T", "b", "WAIT", "false"));
    assertThat(now.field("msgId")).isNotNull();
  }

  /** A backend whose disk never takes anything, until it is told to. */
  private static final class SlowDisk implements StorageBackend {

    final List<DurabilityListener> waiting = new ArrayList<>();
    private final StorageBackend real = new MappedBackend();

    @Override
    public MessageLog open(SpanContext context) throws IOException {
      MessageLog log = real.open(context);
      return (MessageLog)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {MessageLog.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("whenDurable")) {
                  waiting.add((DurabilityListener) arguments[2]);
                  return null;
                }
                return method.invoke(log, arguments);
              });
    }
  }

  @Test
  void saysSoWhenTheDiskTakesTooLong() throws Exception {
    close();
    SlowDisk disk = new SlowDisk();
    bench = new Bench(directory, new MappedOnly(disk), "flushDiskType", "SYNC_FLUSH");
    bench.topics.put(TopicConfig.of("T", 4, 6));
    FakeRequest late = send("T", "b", "UNIQ_KEY", "U1").with("e", 2);
    FakeRequest inTime = send("T", "b");
    FakeRequest failed = send("T", "b");
    bench.submit(late);
    bench.submit(inTime);
    bench.submit(failed);
    bench.clock.advance(4_999);
    bench.scheduler.runAll();
    assertThat(late.answered()).isFalse();

    disk.waiting.get(1).settled(0, null);
    disk.waiting.get(2).settled(0, new IOException("broken"));
    bench.clock.advance(1);
    bench.scheduler.runAll();
    assertThat(inTime.reply().code()).isZero();
    assertThat(failed.reply().code()).isEqualTo(10);
    assertThat(late.reply().code()).isEqualTo(10);
    assertThat(late.reply().fields())
        .containsEntry("queueId", "2")
        .containsEntry("queueOffset", "0")
        .containsEntry("transactionId", "U1")
        .containsKeys("msgId", "MSG_REGION", "TRACE_ON");
    assertThat(late.reply().remark())
        .contains("stored", "'mapped'", "commitlog", "up to position 0", "5000 ms", "limit is 5000")
        .contains("raise syncFlushTimeout", "flushDiskType=ASYNC_FLUSH");
    assertThat(failed.reply().remark())
        .contains("stored", "'mapped'", "commitlog")
        .endsWith("broken");
    assertThat(inTime.reply().remark()).isNull();
    disk.waiting.get(0).settled(0, null);
  }

  @Test
  void givesTheRepliesThatWaitWhenItCloses() throws Exception {
    close();
    bench = new Bench(directory, new MappedOnly(new SlowDisk()), "flushDiskType", "SYNC_FLUSH");
    bench.topics.put(TopicConfig.of("T", 4, 6));
    FakeRequest waiting = send("T", "b");
    bench.submit(waiting);
    bench.sends.close();
    assertThat(waiting.reply().code()).isEqualTo(10);
    assertThat(waiting.reply().remark()).endsWith("the broker is closing");
  }

  @Test
  void saysSoWhenTheDiskIsFull() throws Exception {
    close();
    bench = new Bench(directory, "diskSpaceWarningLevelRatio", "1");
    bench.topics.put(TopicConfig.of("T", 4, 6));
    assertThat(refused(send("T", "b"), 14).remark()).contains("disk");
  }

  @Test
  void saysSoWhenTheStoreIsClosed() {
    stored(send("T", "b"));
    bench.store.close();
    refused(send("T", "b"), 14);
  }
}
