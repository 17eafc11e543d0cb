/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.registration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.fake.FakeClock;
import org.marquetry.broker.fake.ManualScheduler;
import org.marquetry.broker.fake.MemoryDisk;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.broker.topic.TopicFile;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.RemotingException;

class RegistrationTest {

  private static final String A = "127.0.0.1:9876";
  private static final String B = "127.0.0.1:9877";

  private final FakeClock clock = new FakeClock();
  private final ManualScheduler scheduler = new ManualScheduler();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private TopicTable topics;
  private LiveSettings settings;

  private record Call(String address, Command request, CompletableFuture<Command> answer) {}

  @BeforeEach
  void open() throws Exception {
    topics = new TopicTable(new TopicFile(new MemoryDisk(), Path.of("topics.json")), clock);
    topics.put(TopicConfig.of("T", 4, 6));
  }

  private Registration start(String... keysAndValues) throws Exception {
    Map<String, String> given = new HashMap<>();
    given.put("namesrvAddr", A + ";" + B);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      given.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    settings = new LiveSettings(given, Path.of("data"));
    Registration registration =
        new Registration(settings, topics, this::call, () -> "10.0.0.7:10911", clock, scheduler);
    registration.start();
    scheduler.runAll();
    return registration;
  }

  private CompletableFuture<Command> call(String address, Command request, long timeoutMillis) {
    Call call = new Call(address, request, new CompletableFuture<>());
    calls.add(call);
    return call.answer;
  }

  private void answer(int index, String body) {
    calls.get(index).answer.complete(new Command(0, null, Map.of(), body.getBytes(UTF_8)));
  }

  private void fail(int index) {
    calls.get(index).answer.completeExceptionally(new RemotingException("out of reach"));
  }

  private static JsonObject topicsIn(Call call) {
    return JsonParser.parseString(new String(call.request.body(), UTF_8))
        .getAsJsonObject()
        .getAsJsonObject("topicConfigSerializeWrapper")
        .getAsJsonObject("topicConfigTable");
  }

  @Test
  void tellsEveryNameServerAtStart() throws Exception {
    Registration registration = start("brokerName", "b", "brokerClusterName", "c");

    assertThat(calls).extracting(Call::address).containsExactlyInAnyOrder(A, B);
    Command request = calls.get(0).request;
    assertThat(request.code()).isEqualTo(103);
    CRC32 crc = new CRC32();
    crc.update(request.body());
    assertThat(request.fields())
        .containsEntry("brokerName", "b")
        .containsEntry("brokerAddr", "10.0.0.7:10911")
        .containsEntry("clusterName", "c")
        .containsEntry("brokerId", "0")
        .containsEntry("haServerAddr", "10.0.0.7:10912")
        .containsEntry("compressed", "false")
        .containsEntry("bodyCrc32", Long.toString(crc.getValue() & 0x7FFFFFFF))
        .containsEntry("heartbeatTimeoutMillis", "120000");
    assertThat(topicsIn(calls.get(0)).keySet()).containsExactly("T");
    assertThat(registration.nameServers()).containsEntry(A, false).containsEntry(B, false);

    answer(0, "");
    answer(1, "");
    assertThat(registration.nameServers()).containsEntry(A, true).containsEntry(B, true);
  }

  @Test
  void registersAgainAfterThePeriod() throws Exception {
    start();
    answer(0, "");
    answer(1, "");
    clock.advance(29_999);
    scheduler.runAll();
    assertThat(calls).hasSize(2);

    clock.advance(1);
    scheduler.runAll();
    assertThat(calls).hasSize(4);
  }

  @Test
  void nameServerThatComesBackIsToldAtOnce() throws Exception {
    Registration registration = start();
    answer(0, "");
    answer(1, "");
    registration.connectionLost(A);
    registration.connectionLost("127.0.0.1:1");
    assertThat(registration.nameServers()).containsEntry(A, false).containsEntry(B, true);

    clock.advance(500);
    scheduler.runAll();
    assertThat(calls).hasSize(3);
    assertThat(calls.get(2).address).isEqualTo(A);
    assertThat(calls.get(2).request.code()).as("a full registration").isEqualTo(103);
  }

  @Test
  void nameServerThatDoesNotAnswerDelaysNoOther() throws Exception {
    start();
    answer(1, "");
    topics.put(TopicConfig.of("U", 1, 6));
    scheduler.runAll();

    assertThat(calls).hasSize(3);
    assertThat(calls.get(2).address).isEqualTo(calls.get(1).address);
    assertThat(topicsIn(calls.get(2)).keySet()).containsExactly("T", "U");
  }

  @Test
  void changeWhileAnAnswerIsOutstandingIsToldAfterwards() throws Exception {
    start("namesrvAddr", A);
    topics.put(TopicConfig.of("U", 1, 6));
    scheduler.runAll();
    assertThat(calls).hasSize(1);

    answer(0, "");
    assertThat(calls).hasSize(2);
    assertThat(topicsIn(calls.get(1)).keySet()).containsExactly("T", "U");
  }

  @Test
  void changesThatComeTogetherAreToldTogether() throws Exception {
    start("namesrvAddr", A);
    answer(0, "");
    topics.put(TopicConfig.of("U", 1, 6));
    topics.put(TopicConfig.of("V", 1, 6));
    scheduler.runAll();

    assertThat(calls).hasSize(2);
    assertThat(topicsIn(calls.get(1)).keySet()).containsExactly("T", "U", "V");
  }

  @Test
  void failedRegistrationIsTriedAgainSoonAndThenLessOften() throws Exception {
    start("namesrvAddr", A);
    fail(0);
    scheduler.runAll();
    assertThat(calls).hasSize(1);
    clock.advance(500);
    scheduler.runAll();
    assertThat(calls).hasSize(2);

    fail(1);
    clock.advance(500);
    scheduler.runAll();
    assertThat(calls).hasSize(2);
    clock.advance(500);
    scheduler.runAll();
    assertThat(calls).hasSize(3);
  }

  @Test
  void refusedRegistrationCountsAsFailed() throws Exception {
    Registration registration = start("namesrvAddr", A);
    calls.get(0).answer.complete(new Command(1, "no", Map.of(), new byte[0]));

    assertThat(registration.nameServers()).containsEntry(A, false);
    clock.advance(500);
    scheduler.runAll();
    assertThat(calls).hasSize(2);
  }

  @Test
  void aChangeIsToldWhenTheNameServersThatAreThereHaveAnswered() throws Exception {
    Registration registration = start();
    answer(0, "");
    fail(1);
    topics.put(TopicConfig.of("New", 1, 6));
    CompletableFuture<Void> told = registration.changesTold();
    clock.advance(5);
    scheduler.runAll();
    int toldToA = lastCallTo(calls.get(0).address);
    assertThat(topicsIn(calls.get(toldToA)).keySet()).contains("New");
    assertThat(told).isNotDone();

    answer(toldToA, "");
    assertThat(told).isCompleted();
  }

  @Test
  void aChangeDuringARegistrationIsToldByTheNext() throws Exception {
    Registration registration = start("namesrvAddr", A);
    answer(0, "");
    topics.put(TopicConfig.of("First", 1, 6));
    clock.advance(5);
    scheduler.runAll();
    topics.put(TopicConfig.of("Second", 1, 6));
    clock.advance(5);
    scheduler.runAll();
    CompletableFuture<Void> told = registration.changesTold();
    answer(1, "");
    assertThat(told).isNotDone();
    assertThat(topicsIn(calls.get(2)).keySet()).contains("Second");

    answer(2, "");
    assertThat(told).isCompleted();
  }

  @Test
  void nobodyWaitsLongForANameServerThatIsSilent() throws Exception {
    Registration registration = start("namesrvAddr", A);
    answer(0, "");
    topics.put(TopicConfig.of("New", 1, 6));
    clock.advance(5);
    scheduler.runAll();
    assertThat(registration.changesTold()).isNotDone();

    clock.advance(3_000);
    scheduler.runAll();
    assertThat(registration.changesTold()).isCompleted();
  }

  private int lastCallTo(String address) {
    int last = -1;
    for (int i = 0; i < calls.size(); i++) {
      last = calls.get(i).address.equals(address) ? i : last;
    }
    return last;
  }

  @Test
  void nameServersCanBeChangedWhileRunning() throws Exception {
    Registration registration = start("namesrvAddr", A);
    answer(0, "");
    settings.change(Map.of("namesrvAddr", B));
    scheduler.runAll();

    assertThat(calls).extracting(Call::address).containsExactlyInAnyOrder(A, A, B);
    assertThat(calls)
        .extracting(call -> call.request.code())
        .containsExactlyInAnyOrder(103, 103, 104);
    assertThat(registration.nameServers()).containsOnlyKeys(B);
  }

  @Test
  void upToDateNameServerIsOnlyAskedWhereRegistrationIsNotForced() throws Exception {
    start("namesrvAddr", A, "forceRegister", "false");
    answer(0, "");
    clock.advance(30_000);
    scheduler.runAll();
    assertThat(calls.get(1).request.code()).isEqualTo(322);
    calls.get(1).answer.complete(Command.request(0, Map.of("changed", "false")));
    assertThat(calls).hasSize(2);

    clock.advance(30_000);
    scheduler.runAll();
    calls.get(2).answer.complete(Command.request(0, Map.of("changed", "true")));
    assertThat(calls.get(3).request.code()).isEqualTo(103);
  }

  @Test
  void orderedTopicsOfTheNameServerAreTakenOver() throws Exception {
    start("namesrvAddr", A);
    answer(0, "{\"table\":{\"T\":\"b:4\",\"Unknown\":\"b:4\"}}");
    scheduler.runAll();

    assertThat(topics.find("T").order()).isTrue();
  }

  @Test
  void answerThatIsNoJsonIsPassedOver() throws Exception {
    Registration registration = start("namesrvAddr", A);
    answer(0, "{oops");

    assertThat(registration.nameServers()).containsEntry(A, true);
    assertThat(topics.find("T").order()).isFalse();
  }

  @Test
  void brokersPermissionLimitsThatOfTopics() throws Exception {
    topics.put(TopicConfig.of("Inherited", 1, 7));
    start("namesrvAddr", A, "brokerPermission", "4");

    JsonObject told = topicsIn(calls.get(0));
    assertThat(told.getAsJsonObject("T").get("perm").getAsInt()).isEqualTo(4);
    assertThat(told.getAsJsonObject("Inherited").get("perm").getAsInt()).isEqualTo(5);
  }

  @Test
  void unregistersAtTheEndWhereItIsRegistered() throws Exception {
    Registration registration = start();
    answer(0, "");
    fail(1);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(registration::close);
    Awaitility.await("farewell").until(() -> calls.size() == 3);
    answer(2, "");
    closing.join();

    assertThat(calls.get(2).request.code()).isEqualTo(104);
    assertThat(calls.get(2).address).isEqualTo(calls.get(0).address);
    assertThat(calls.get(2).request.fields())
        .containsEntry("brokerAddr", "10.0.0.7:10911")
        .containsEntry("brokerId", "0");
    topics.put(TopicConfig.of("U", 1, 6));
    scheduler.runAll();
    assertThat(calls).hasSize(3);
  }
}
