/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.TransactionAdmin;
import org.marquetry.broker.fake.BrokerFixture;
import org.marquetry.broker.fake.FakeConnection;
import org.marquetry.broker.fake.FakeReply;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.broker.fake.ManualScheduler;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyBytes;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.Processors;
import org.marquetry.store.kernel.Appended;
import org.marquetry.store.kernel.MessageDraft;

class TransactionServiceTest {

  private static final String HALF = "RMQ_SYS_TRANS_HALF_TOPIC";
  private static final String NOTES = "RMQ_SYS_TRANS_OP_HALF_TOPIC";
  private static final String ASIDE = "TRANS_CHECK_MAX_TIME_TOPIC";
  private static final String GROUP = "PG";
  private static final int COMMIT = 8;
  private static final int ROLLBACK = 12;

  private Path root;
  private BrokerFixture broker;
  private ManualScheduler scheduler;
  private TransactionService service;
  private Processors processors;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    root = directory;
    broker =
        new BrokerFixture(
            directory,
            Map.of(
                "transactionCheckInterval",
                "30000",
                "transactionTimeOut",
                "6000",
                "transactionCheckMax",
                "2"));
    broker.topic("T", 4);
    begin();
  }

  /** The transactions of a broker that starts on what there is. */
  private void begin() throws IOException {
    scheduler = new ManualScheduler();
    service =
        new TransactionService(
            new TransactionParts(
                broker.settings,
                broker.topics,
                broker.clients.producers(),
                broker.store,
                broker.writer,
                new TransactionFile(
                    new JsonFile(broker.disk, root.resolve("config/transactions.json")),
                    broker.offsets),
                broker.stats,
                broker.clock,
                scheduler));
    service.recover();
    Processors.Builder builder = Processors.builder();
    service.contribute(builder, Runnable::run, Runnable::run);
    processors = builder.build();
    service.start();
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private Appended half(String key, String... more) throws IOException {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("TRAN_MSG", "true");
    properties.put("PGROUP", GROUP);
    properties.put("UNIQ_KEY", key);
    properties.put("KEYS", "k-" + key);
    properties.put("TAGS", "A");
    properties.put("REAL_TOPIC", "T");
    properties.put("REAL_QID", "2");
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    String level = properties.remove("DELAY");
    if (level == null) {
      return broker.store(HALF, 0, "body-" + key, properties);
    }
    properties.put("DELAY", level);
    byte[] encoded = PropertyBytes.encode(properties);
    Appended appended = new Appended();
    broker.writer.write(
        HALF,
        0,
        new MessageDraft()
            .body(ByteBuffer.wrap(("body-" + key).getBytes(UTF_8)))
            .bornTimestamp(broker.clock.millis())
            .properties(encoded, 0, encoded.length),
        appended);
    return appended;
  }

  private static FakeRequest end(Appended half, int decision) {
    return FakeRequest.of(37)
        .with("producerGroup", GROUP)
        .with("tranStateTableOffset", half.queueOffset())
        .with("commitLogOffset", half.position())
        .with("commitOrRollback", decision)
        .with("msgId", "U");
  }

  private FakeReply ask(FakeRequest request) {
    return request.answeredBy(processors);
  }

  private void commit(Appended half) {
    FakeReply reply = ask(end(half, COMMIT));
    assertThat(reply.code()).as(reply.remark()).isZero();
  }

  private FakeConnection producer() {
    FakeConnection connection = new FakeConnection();
    String body =
        "{\"clientID\":\"c1\",\"consumerDataSet\":[],\"producerDataSet\":[{\"groupName\":\""
            + GROUP
            + "\"}]}";
    broker.ask(FakeRequest.of(34).body(body).over(connection));
    return connection;
  }

  private void round() {
    broker.clock.advance(30_000);
    scheduler.runAll();
  }

  @Test
  void commitDeliversTheMessageAndNotesThat() throws IOException {
    commit(half("a"));
    List<String> facts =
        broker.messages(
            "T",
            2,
            record ->
                BrokerFixture.body(record)
                    + " "
                    + record.sysFlag()
                    + " "
                    + record.property("REAL_TOPIC")
                    + " "
                    + record.property("REAL_QID")
                    + " "
                    + record.property("TRAN_MSG")
                    + " "
                    + record.property("UNIQ_KEY")
                    + " "
                    + record.preparedTransactionPosition());
    assertThat(facts).containsExactly("body-a 8 null null true a 0");
    assertThat(broker.store.queue("T", 2).tagsCode(0)).isEqualTo("A".hashCode());
    assertThat(broker.bodies(NOTES, 0)).containsExactly("0");
    assertThat(broker.messages(NOTES, 0, record -> record.property("TAGS"))).containsExactly("d");
  }

  @Test
  void rollbackDropsTheMessage() throws IOException {
    assertThat(ask(end(half("a"), ROLLBACK)).code()).isZero();
    assertThat(broker.bodies("T", 2)).isEmpty();
    assertThat(broker.bodies(NOTES, 0)).containsExactly("0");
  }

  @Test
  void unknownChangesNothing() throws IOException {
    assertThat(ask(end(half("a"), 0)).code()).isZero();
    assertThat(broker.bodies("T", 2)).isEmpty();
    assertThat(broker.bodies(NOTES, 0)).isEmpty();
  }

  @Test
  void aSecondDecisionIsRefused() throws IOException {
    Appended half = half("a");
    commit(half);
    FakeReply reply = ask(end(half, COMMIT));
    assertThat(reply.code()).isEqualTo(1);
    assertThat(reply.remark()).contains("ended before");
    assertThat(ask(end(half, ROLLBACK)).code()).isEqualTo(1);
    assertThat(broker.bodies("T", 2)).hasSize(1);
  }

  @Test
  void refusesWhatDoesNotFit() throws IOException {
    Appended half = half("a");
    assertThat(ask(end(half, COMMIT).with("producerGroup", "other")).remark())
        .isEqualTo("The producer group wrong");
    assertThat(ask(end(half, COMMIT).with("tranStateTableOffset", 7)).remark())
        .isEqualTo("The transaction state table offset wrong");
    assertThat(ask(end(half, COMMIT).with("commitLogOffset", 7)).remark())
        .contains("Find prepared transaction message failed");
    assertThat(ask(end(half, 5)).remark()).contains("commitOrRollback is 5");
    Appended other = broker.store("T", 0, "no half", Map.of("PGROUP", GROUP));
    assertThat(ask(end(other, COMMIT)).remark()).contains("Find prepared");
    assertThat(broker.bodies("T", 2)).isEmpty();
  }

  @Test
  void aDelayedMessageIsDelayedAtItsCommit() throws IOException {
    commit(half("a", "DELAY", "3"));
    assertThat(broker.bodies("T", 2)).isEmpty();
    assertThat(
            broker.messages(
                "SCHEDULE_TOPIC_XXXX",
                2,
                record -> record.property("REAL_TOPIC") + "/" + record.property("REAL_QID")))
        .containsExactly("T/2");
  }

  @Test
  void aTopicThatIsGoneKeepsTheTransactionUndecided() throws IOException {
    Appended half = half("a", "REAL_TOPIC", "GONE");
    assertThat(ask(end(half, COMMIT)).remark()).contains("GONE");
    broker.topic("GONE", 4);
    commit(half);
    assertThat(broker.bodies("GONE", 2)).containsExactly("body-a");
  }

  @Test
  void producersAreAskedOnceTheMessageIsOldEnough() throws IOException {
    FakeConnection producer = producer();
    broker.clock.advance(25_000);
    Appended half = half("a");
    broker.clock.advance(5_000);
    scheduler.runAll();
    assertThat(producer.sent()).as("5 s after it was sent").isEmpty();
    round();
    assertThat(producer.sent()).hasSize(1);
    Command question = producer.sent().get(0);
    assertThat(question.code()).isEqualTo(39);
    assertThat(question.fields())
        .containsEntry("commitLogOffset", Long.toString(half.position()))
        .containsEntry("tranStateTableOffset", Long.toString(half.queueOffset()))
        .containsEntry("msgId", "a")
        .containsEntry("transactionId", "a")
        .containsEntry("topic", HALF)
        .containsEntry("bname", "broker-a");
    MessageRecord asked = new MessageRecord().wrap(ByteBuffer.wrap(question.body()), 0);
    assertThat(asked.topic()).isEqualTo("T");
    assertThat(asked.queueId()).isEqualTo(2);
    assertThat(asked.property("TRANSACTION_CHECK_TIMES")).isEqualTo("1");
    assertThat(BrokerFixture.body(asked)).isEqualTo("body-a");

    assertThat(ask(end(half, COMMIT).with("fromTransactionCheck", true)).code()).isZero();
    assertThat(broker.messages("T", 2, r -> r.property("TRANSACTION_CHECK_TIMES")))
        .containsExactly("1");
    round();
    assertThat(producer.sent()).hasSize(1);
  }

  @Test
  void afterTooManyQuestionsTheMessageIsSetAsideAndMayStillBeCommitted() throws IOException {
    FakeConnection producer = producer();
    Appended half = half("a");
    round();
    round();
    assertThat(producer.sent()).hasSize(2);
    assertThat(broker.bodies(ASIDE, 0)).isEmpty();
    round();
    round();
    assertThat(producer.sent()).hasSize(2);
    assertThat(broker.bodies(ASIDE, 0)).containsExactly("body-a");
    assertThat(broker.messages(ASIDE, 0, r -> r.property("TRANSACTION_CHECK_TIMES")))
        .containsExactly("2");
    commit(half);
    assertThat(broker.bodies("T", 2)).containsExactly("body-a");
    assertThat(ask(end(half, COMMIT)).code()).isEqualTo(1);
  }

  @Test
  void aMessageThatIsTooOldIsSetAside() throws IOException {
    FakeConnection producer = producer();
    half("a", "CHECK_IMMUNITY_TIME_IN_SECONDS", "9999999");
    broker.clock.advance(73 * 3_600_000L);
    scheduler.runAll();
    assertThat(producer.sent()).isEmpty();
    assertThat(broker.bodies(ASIDE, 0)).containsExactly("body-a");
  }

  @Test
  void immunityHoldsQuestionsBackAndThenOnlyAnswersCount() throws IOException {
    FakeConnection producer = producer();
    Appended half = half("a", "CHECK_IMMUNITY_TIME_IN_SECONDS", "50");
    round();
    assertThat(producer.sent()).isEmpty();
    round();
    assertThat(producer.sent()).hasSize(1);
    FakeReply reply = ask(end(half, COMMIT));
    assertThat(reply.code()).isEqualTo(604);
    assertThat(broker.bodies("T", 2)).isEmpty();
    assertThat(ask(end(half, COMMIT).with("fromTransactionCheck", true)).code()).isZero();
    assertThat(broker.bodies("T", 2)).hasSize(1);
  }

  @Test
  void whatWasUndecidedIsUndecidedAfterARestart() throws Exception {
    Appended first = half("a");
    Appended second = half("b");
    Appended third = half("c");
    commit(second);
    round();
    broker.store.prepare(broker.store.openQueue(HALF, 0));
    service.close();
    assertThat(broker.offsets.offset("CID_RMQ_SYS_TRANS", HALF, 0)).isZero();
    begin();
    assertThat(undecided()).containsExactly("a asked 1", "c asked 1");
    assertThat(ask(end(second, COMMIT)).code()).isEqualTo(1);
    commit(first);
    assertThat(ask(end(third, ROLLBACK)).code()).isZero();
    service.close();
    assertThat(broker.offsets.offset("CID_RMQ_SYS_TRANS", HALF, 0)).isEqualTo(3);
    assertThat(broker.offsets.offset("CID_RMQ_SYS_TRANS", NOTES, 0)).isEqualTo(3);
    begin();
    assertThat(undecided()).isEmpty();
    assertThat(broker.bodies("T", 2)).containsExactly("body-b", "body-a");
  }

  @Test
  void withoutItsOwnStateTheNotesInTheLogAreEnough() throws Exception {
    Appended first = half("a");
    Appended second = half("b");
    commit(second);
    begin();
    assertThat(undecided()).containsExactly("a waiting 0");
    assertThat(ask(end(second, COMMIT)).code()).isEqualTo(1);
    commit(first);
  }

  @Test
  void readsTheNotesOfEveryVersionOfRocketMq() throws Exception {
    for (String key : List.of("a", "b", "c", "d", "e")) {
      half(key);
    }
    broker.store(NOTES, 0, "1", Map.of("TAGS", "d"));
    broker.store(NOTES, 0, "0,3,", Map.of("TAGS", "d"));
    broker.store(NOTES, 0, "nonsense,99999999", Map.of("TAGS", "d"));
    begin();
    assertThat(undecided()).containsExactly("c waiting 0", "e waiting 0");
  }

  @Test
  void aDeliveryWhoseNoteACrashHasTakenIsFound() throws Exception {
    Appended half = half("a");
    half("b");
    deliver(half);
    begin();
    assertThat(undecided()).containsExactly("b waiting 0");
    assertThat(ask(end(half, COMMIT)).code()).isEqualTo(1);
    assertThat(broker.bodies("T", 2)).hasSize(1);
    scheduler.runAll();
    assertThat(broker.bodies(NOTES, 0)).containsExactly("0");
  }

  @Test
  void aDeliveryBeforeTheLastNoteIsFoundToo() throws Exception {
    half("a");
    Appended half = half("b");
    Appended noted = half("c");
    deliver(half);
    deliver(noted);
    broker.store(NOTES, 0, noted.queueOffset() + ",", Map.of("TAGS", "d"));
    begin();
    assertThat(undecided()).containsExactly("a waiting 0");
    assertThat(ask(end(half, COMMIT)).code()).isEqualTo(1);
    assertThat(broker.bodies("T", 2)).hasSize(2);
  }

  @Test
  void ofAHalfMessageThatRocketMqHasStoredAnewOnlyTheLastCounts() throws Exception {
    half("twice");
    half("twice");
    Appended first = half("asked");
    half("asked", "TRANSACTION_CHECK_TIMES", "1");
    Appended last = half("asked", "TRANSACTION_CHECK_TIMES", "2");
    begin();
    assertThat(undecided()).containsExactly("twice waiting 0", "twice waiting 0", "asked asked 2");
    assertThat(ask(end(first, COMMIT)).code()).isEqualTo(1);
    commit(last);
    scheduler.runAll();
    begin();
    assertThat(undecided()).containsExactly("twice waiting 0", "twice waiting 0");
  }

  @Test
  void whatRocketMqNotesOfAnImmuneHalfMessageCountsForItsCopies() throws Exception {
    half("open");
    half("noted", "CHECK_IMMUNITY_TIME_IN_SECONDS", "900");
    Appended delivered = half("delivered", "CHECK_IMMUNITY_TIME_IN_SECONDS", "900");
    half("open", "TRAN_PREPARED_QUEUE_OFFSET", "0");
    half("noted", "TRAN_PREPARED_QUEUE_OFFSET", "1");
    half("delivered", "TRAN_PREPARED_QUEUE_OFFSET", "2");
    half("open", "TRAN_PREPARED_QUEUE_OFFSET", "0");
    broker.store(NOTES, 0, "1,", Map.of("TAGS", "d"));
    deliver(delivered);
    broker.offsets.commit("CID_RMQ_SYS_TRANS", HALF, 0, 3);
    begin();
    assertThat(undecided()).containsExactly("open waiting 0");
    assertThat(service.admin().undecided(1).get(0).offset()).isEqualTo(6);
  }

  /** Delivers without a note. */
  private void deliver(Appended half) throws IOException {
    byte[] properties = {};
    broker.writer.write(
        "T",
        2,
        new MessageDraft()
            .sysFlag(COMMIT)
            .preparedTransactionPosition(half.position())
            .body(ByteBuffer.wrap("body".getBytes(UTF_8)))
            .properties(properties, 0, 0),
        new Appended());
  }

  private List<String> undecided() throws AdminException {
    return service.admin().undecided(10).stream()
        .map(
            half ->
                half.key()
                    + (half.givenUp() ? " given up " : half.checks() == 0 ? " waiting " : " asked ")
                    + half.checks())
        .toList();
  }

  @Test
  void anOperatorSeesWhatIsUndecidedAndEndsIt() throws Exception {
    Appended first = half("a");
    half("b");
    broker.clock.advance(5_000);
    TransactionAdmin admin = service.admin();
    TransactionAdmin.Undecided seen = admin.undecided(10).get(0);
    assertThat(seen)
        .isEqualTo(
            new TransactionAdmin.Undecided(0, "T", 2, "a", "k-a", GROUP, false, 5_000, 0, false));
    producer();
    assertThat(admin.undecided(1)).hasSize(1);
    assertThat(admin.undecided(1).get(0).producerOnline()).isTrue();
    admin.commit(0);
    admin.rollback(1);
    assertThat(admin.undecided(10)).isEmpty();
    assertThat(broker.bodies("T", 2)).containsExactly("body-a");
    assertThatThrownBy(() -> admin.commit(0)).hasMessageContaining("mq:transactions");
    assertThatThrownBy(() -> admin.rollback(5)).hasMessageContaining("half message 5");
    assertThat(ask(end(first, COMMIT)).code()).isEqualTo(1);
    assertThat(admin.totals()).isEqualTo(new TransactionAdmin.Totals(0, 1, 1, 0, 0, 0));
  }

  @Test
  void checksCanBeResumed() throws IOException {
    FakeConnection producer = producer();
    Appended half = half("a");
    round();
    round();
    round();
    assertThat(producer.sent()).hasSize(2);
    String id = "7F00000100002A9F" + String.format("%016X", half.position());
    assertThat(ask(FakeRequest.of(323).with("topic", HALF).with("msgId", id)).code()).isZero();
    round();
    assertThat(producer.sent()).hasSize(3);
    assertThat(ask(FakeRequest.of(323).with("topic", HALF).with("msgId", "x")).code()).isOne();
    assertThat(ask(FakeRequest.of(323).with("topic", HALF).with("msgId", id)).remark())
        .contains("no undecided half message");
  }
}
