/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.fake.DelayPlugins;
import org.marquetry.broker.fake.MappedOnly;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.RemotingClient;
import org.marquetry.system.machine.FileDisk;
import org.marquetry.system.machine.SystemClock;
import org.marquetry.system.machine.ThreadScheduler;

/** Consumers that are far behind, or do not read what they asked for, are their own problem. */
class SlowConsumersTest {

  private static final int TIMEOUT = 20_000;
  private static final int OLD_MESSAGES = 400;
  private static final int UNREAD_PULLS = 2_000;
  private static final int QUICK_PULLS = 100;

  @TempDir Path directory;
  private final ThreadScheduler scheduler = new ThreadScheduler("slow-consumers-test");
  private final RemotingClient client = new RemotingClient("test", Processors.builder().build());
  private Broker broker;

  @BeforeEach
  void start() throws Exception {
    broker =
        Broker.start(
            Map.of(
                "listenPort", "0",
                "mappedFileSizeCommitLog", "4194304",
                "mappedFileSizeConsumeQueue", "20000",
                "maxIndexNum", "1000",
                "maxHashSlotNum", "1000",
                "hotDataMegabytes", "1",
                "pullMessageThreadPoolNums", "1",
                "diskSpaceWarningLevelRatio", "100"),
            new Node(
                directory,
                new MappedOnly(),
                new DelayPlugins(),
                new FileDisk(),
                new SystemClock(),
                scheduler));
    for (int i = 0; i < OLD_MESSAGES; i++) {
      send("Old", "x".repeat(60_000));
    }
  }

  @AfterEach
  void close() {
    client.close();
    broker.close();
    scheduler.close();
  }

  private Command ask(int code, String body, Map<String, String> fields) throws Exception {
    return begin(code, body, fields).get(TIMEOUT, TimeUnit.MILLISECONDS);
  }

  private CompletableFuture<Command> begin(int code, String body, Map<String, String> fields) {
    return client.call(
        broker.addressText(), Command.request(code, fields, body.getBytes(UTF_8)), TIMEOUT);
  }

  private void send(String topic, String body) throws Exception {
    Map<String, String> fields = new HashMap<>();
    fields.put("a", "PG");
    fields.put("b", topic);
    fields.put("c", "TBW102");
    fields.put("d", "1");
    for (String zero : List.of("e", "f", "g", "h")) {
      fields.put(zero, "0");
    }
    fields.put("i", "");
    Command sent = ask(310, body, fields);
    assertThat(sent.code()).as(sent.remark()).isZero();
  }

  private static Map<String, String> pull(String group, String topic, long offset) {
    Map<String, String> fields = new HashMap<>();
    fields.put("consumerGroup", group);
    fields.put("topic", topic);
    fields.put("queueId", "0");
    fields.put("queueOffset", Long.toString(offset));
    fields.put("maxMsgNums", "32");
    fields.put("sysFlag", "6");
    fields.put("commitOffset", "0");
    fields.put("suspendTimeoutMillis", "10000");
    fields.put("subVersion", "0");
    fields.put("subscription", "*");
    return fields;
  }

  private static Map<String, String> pop(String group, String topic) {
    Map<String, String> fields = new HashMap<>();
    fields.put("consumerGroup", group);
    fields.put("topic", topic);
    fields.put("queueId", "-1");
    fields.put("maxMsgNums", "1");
    fields.put("invisibleTime", "60000");
    fields.put("pollTime", "10000");
    fields.put("bornTime", Long.toString(System.currentTimeMillis()));
    fields.put("initMode", "0");
    return fields;
  }

  /** Messages given out so far, to whomever. */
  private long given() throws Exception {
    String body = new String(ask(28, "", Map.of()).body(), UTF_8);
    String name = "\"msgGetTotalTodayNow\":\"";
    int at = body.indexOf(name) + name.length();
    return Long.parseLong(body.substring(at, body.indexOf('"', at)));
  }

  /**
   * A client that reads nothing.
   *
   * @param writer writes its requests, as far as the broker reads them
   */
  private record Deaf(Socket socket, Thread writer) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** Asks the same again and again, and reads no answer. */
  private Deaf deafClient(int code, Map<String, String> fields) throws IOException {
    String[] address = broker.addressText().split(":", -1);
    Socket socket = new Socket();
    socket.setReceiveBufferSize(32 * 1024);
    socket.connect(
        new InetSocketAddress(InetAddress.getByName(address[0]), Integer.parseInt(address[1])));
    socket.setSoTimeout(TIMEOUT);
    Thread writer =
        new Thread(
            () -> {
              try {
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                for (int i = 0; i < UNREAD_PULLS; i++) {
                  byte[] header = header(code, i, fields).getBytes(UTF_8);
                  out.writeInt(4 + header.length);
                  out.writeInt(header.length);
                  out.write(header);
                }
              } catch (IOException e) {
                // The broker does not read either: the socket is full until the test closes it.
                Thread.currentThread().interrupt();
              }
            },
            "deaf-client");
    writer.setDaemon(true);
    writer.start();
    return new Deaf(socket, writer);
  }

  private static String header(int code, int opaque, Map<String, String> fields) {
    StringBuilder text = new StringBuilder();
    fields.forEach(
        (name, value) ->
            text.append(text.isEmpty() ? "" : ",").append("\"%s\":\"%s\"".formatted(name, value)));
    return "{\"code\":%d,\"flag\":0,\"language\":\"JAVA\",\"opaque\":%d,\"version\":500,"
            .formatted(code, opaque)
        + "\"serializeTypeCurrentRPC\":\"JSON\",\"extFields\":{"
        + text
        + "}}";
  }

  /** How often a deaf client was answered with each code, once it hears. */
  private static Map<Integer, Integer> answers(Socket hearing) throws IOException {
    Pattern code = Pattern.compile("\"code\":(\\d+)");
    Pattern opaque = Pattern.compile("\"opaque\":(\\d+)");
    Map<Integer, Integer> codes = new HashMap<>();
    Set<String> answered = new HashSet<>();
    DataInputStream in = new DataInputStream(new BufferedInputStream(hearing.getInputStream()));
    while (answered.size() < UNREAD_PULLS) {
      int length = in.readInt();
      int headerLength = in.readInt() & 0xffffff;
      String header = new String(in.readNBytes(headerLength), UTF_8);
      in.skipNBytes(length - 4 - headerLength);
      assertThat(answered.add(first(opaque, header))).as("answered twice: %s", header).isTrue();
      codes.merge(Integer.valueOf(first(code, header)), 1, Integer::sum);
    }
    return codes;
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }

  /**
   * Others are served while a client is deaf; then it hears.
   *
   * @param most messages that it may have been given before it heard any
   */
  private Map<Integer, Integer> deafThenHearing(Deaf deaf, int most) throws Exception {
    Awaitility.await("the deaf client's requests are answered")
        .atMost(Duration.ofSeconds(20))
        .until(() -> given() > 0);
    send("New", "first");
    for (int i = 0; i < QUICK_PULLS; i++) {
      CompletableFuture<Command> pulled = begin(11, "", pull("Quick", "New", i + 1));
      send("New", "m" + i);
      Command answer = pulled.get(TIMEOUT, TimeUnit.MILLISECONDS);
      assertThat(answer.code()).as("pull %s: %s", i, answer.remark()).isZero();
    }
    assertThat(given() - QUICK_PULLS)
        .as("messages given to a client that reads none")
        .isLessThanOrEqualTo(most);
    return answers(deaf.socket());
  }

  @Test
  void whoDoesNotReadGetsNoMoreOfWhatIsOnTheDisk() throws Exception {
    try (Deaf deaf = deafClient(11, pull("Deaf", "Old", 0))) {
      assertThat(deafThenHearing(deaf, 1_000)).isEqualTo(Map.of(0, UNREAD_PULLS));
    }
  }

  @Test
  void whoDoesNotReadGetsNoMorePops() throws Exception {
    Map<String, String> pop = pop("DeafPops", "Old");
    pop.put("pollTime", "0");
    try (Deaf deaf = deafClient(200_050, pop)) {
      Map<Integer, Integer> codes = deafThenHearing(deaf, OLD_MESSAGES / 2);
      assertThat(codes).containsOnlyKeys(0, 210);
    }
  }

  @Test
  void whoDoesNotReadGetsNoMoreOfWhatItWaitedFor() throws Exception {
    Map<String, String> pull = pull("Deaf", "Old", OLD_MESSAGES);
    pull.put("suspendTimeoutMillis", "60000");
    try (Deaf deaf = deafClient(11, pull)) {
      deaf.writer().join(TIMEOUT);
      assertThat(deaf.writer().isAlive()).as("not all was asked").isFalse();
      send("Old", "y".repeat(60_000));
      assertThat(deafThenHearing(deaf, 500)).isEqualTo(Map.of(0, UNREAD_PULLS));
    }
  }

  @Test
  void othersGetTheirMessages() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    List<CompletableFuture<Void>> behind = new ArrayList<>();
    send("New", "first");
    try (Deaf deaf = deafClient(11, pull("Deaf", "Old", 0))) {
      Awaitility.await("the deaf client's pulls are answered")
          .atMost(Duration.ofSeconds(20))
          .until(() -> given() > 0);
      for (int i = 0; i < 8; i++) {
        behind.add(readAgainAndAgain("Behind" + i, over));
      }
      for (int i = 0; i < 100; i++) {
        CompletableFuture<Command> pulled = begin(11, "", pull("Quick", "New", i + 1));
        CompletableFuture<Command> popped = begin(200_050, "", pop("QuickPops", "New"));
        send("New", "m" + i);
        Command answer = pulled.get(TIMEOUT, TimeUnit.MILLISECONDS);
        assertThat(answer.code()).as("pull %s: %s", i, answer.remark()).isZero();
        answer = popped.get(TIMEOUT, TimeUnit.MILLISECONDS);
        assertThat(answer.code()).as("pop %s: %s", i, answer.remark()).isZero();
      }
      over.set(true);
      for (CompletableFuture<Void> each : behind) {
        each.get(TIMEOUT, TimeUnit.MILLISECONDS);
      }
      assertThat(deaf.socket().isClosed()).isFalse();
    }
  }

  private CompletableFuture<Void> readAgainAndAgain(String group, AtomicBoolean over) {
    return begin(11, "", pull(group, "Old", 0))
        .thenCompose(
            answer ->
                over.get()
                    ? CompletableFuture.completedFuture(null)
                    : readAgainAndAgain(group, over));
  }
}
