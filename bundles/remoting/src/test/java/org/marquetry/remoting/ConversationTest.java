/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and replies between our client and our server on real sockets, on both transports. */
class ConversationTest {

  private static final FieldName NAME = new FieldName("name");
  private static final FieldName COUNT = new FieldName("count");
  private static final FieldName FLAG = new FieldName("flag");

  private static final int ECHO = 10;
  private static final int DEFERRED = 11;
  private static final int POOLED = 12;
  private static final int PARTS = 13;
  private static final int FAILS = 14;
  private static final int REFUSES = 15;
  private static final int SILENT = 16;
  private static final int NEVER = 17;
  private static final int THROWS_LATE = 18;
  private static final int NOTE = 19;
  private static final int ADDED_LATER = 9001;
  private static final int UNKNOWN = 4711;
  private static final long TIMEOUT = 10_000;

  private final BlockingQueue<Connection> connected = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> notes = new LinkedBlockingQueue<>();
  private final BlockingQueue<PendingReply> deferred = new LinkedBlockingQueue<>();
  private final AtomicInteger released = new AtomicInteger();
  private ExecutorService pool;
  private RemotingServer server;
  private RemotingClient client;
  private String address;

  @BeforeEach
  void client() {
    pool = Executors.newFixedThreadPool(2);
    client =
        new RemotingClient(
            "test-client",
            Processors.builder()
                .inline(ECHO, request -> request.reply(0).body(request.bodyBytes()).send())
                .inline(NOTE, request -> notes.add(request.text(NAME)))
                .build());
  }

  private void serve(boolean nativeTransport) throws Exception {
    Processors processors =
        Processors.builder()
            .inline(ECHO, ConversationTest::echo)
            .inline(DEFERRED, request -> deferred.add(request.defer()))
            .on(pool, POOLED, ConversationTest::echo)
            .inline(PARTS, this::parts)
            .inline(
                FAILS,
                request -> {
                  throw new IllegalStateException("broken on purpose");
                })
            .inline(
                REFUSES,
                request -> {
                  throw new CommandException(ResponseCode.NO_PERMISSION, "not for you");
                })
            .inline(SILENT, request -> {})
            .inline(NEVER, request -> request.defer())
            .inline(
                THROWS_LATE,
                request -> {
                  request.reply(0).part(ByteBuffer.allocateDirect(3), released::incrementAndGet);
                  throw new IllegalStateException("after the reply was begun");
                })
            .inline(NOTE, request -> notes.add(request.text(NAME)))
            .build()
            .otherwise(this::other);
    ServerSettings settings =
        new ServerSettings(
            "test", "127.0.0.1", 0, 2, 120, ServerSettings.MAX_FRAME_BYTES, 16, nativeTransport);
    server = new RemotingServer(settings, processors, connected::add);
    address = "127.0.0.1:" + server.start();
  }

  private void other(Request request) throws CommandException {
    if (request.code() != ADDED_LATER) {
      throw CommandException.notSupported(request.code());
    }
    deferred.add(request.defer());
  }

  private static void echo(Request request) throws CommandException {
    request
        .reply(0)
        .field(NAME, request.symbol(NAME))
        .field(COUNT, request.longOr(COUNT, -1) + 1)
        .field(FLAG, !request.booleanOr(FLAG, false))
        .remark(request.language() + " " + request.version())
        .body(request.bodyBytes())
        .send();
  }

  private void parts(Request request) {
    ByteBuffer text = ByteBuffer.wrap("..heap and direct..".getBytes(UTF_8)).position(2).limit(11);
    ByteBuffer direct = ByteBuffer.allocateDirect(100).put(0, "direct".getBytes(UTF_8)).limit(6);
    request
        .reply(0)
        .field(NAME, "parts")
        .part(text, released::incrementAndGet)
        .part(direct.asReadOnlyBuffer(), released::incrementAndGet)
        .part(direct, released::incrementAndGet)
        .send();
  }

  @AfterEach
  void stop() {
    client.close();
    if (server != null) {
      server.close();
    }
    pool.shutdownNow();
  }

  private Command call(Command request) throws Exception {
    return client.call(address, request, TIMEOUT).get(TIMEOUT, TimeUnit.MILLISECONDS);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void requestsAreAnswered(boolean nativeTransport) throws Exception {
    serve(nativeTransport);
    for (int code : List.of(ECHO, POOLED)) {
      Command answer =
          call(
              Command.request(
                  code,
                  Map.of("name", "Ünï\"\u0001\u0002\\", "count", "41", "flag", "true"),
                  "body".getBytes(UTF_8)));
      assertThat(answer.code()).isZero();
      assertThat(answer.remark()).isEqualTo("JAVA 513");
      assertThat(answer.fields())
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("name", "Ünï\"\u0001\u0002\\", "count", "42", "flag", "false"));
      assertThat(answer.body()).asString(UTF_8).isEqualTo("body");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void partsAreSentInOrderAndReleasedOnce(boolean nativeTransport) throws Exception {
    serve(nativeTransport);
    Command answer = call(Command.request(PARTS, Map.of()));
    assertThat(answer.body()).asString(UTF_8).isEqualTo("heap and directdirect");
    await().untilAsserted(() -> assertThat(released).hasValue(3));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void pipelinedRequestsAndLargeBodiesAreAnswered(boolean nativeTransport) throws Exception {
    serve(nativeTransport);
    List<CompletableFuture<Command>> answers =
        IntStream.range(0, 500)
            .mapToObj(
                i ->
                    client.call(
                        address,
                        Command.request(
                            i % 2 == 0 ? ECHO : POOLED,
                            Map.of("count", "" + i),
                            new byte[i % 50 == 0 ? 300_000 : i]),
                        TIMEOUT))
            .toList();
    for (int i = 0; i < answers.size(); i++) {
      Command answer = answers.get(i).get(TIMEOUT, TimeUnit.MILLISECONDS);
      assertThat(answer.fields()).containsEntry("count", "" + (i + 1));
      assertThat(answer.body()).hasSize(i % 50 == 0 ? 300_000 : i);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void deferredRepliesAreGivenFromOtherThreads(boolean nativeTransport) throws Exception {
    serve(nativeTransport);
    CompletableFuture<Command> first =
        client.call(address, Command.request(DEFERRED, Map.of()), TIMEOUT);
    CompletableFuture<Command> second =
        client.call(address, Command.request(DEFERRED, Map.of()), TIMEOUT);
    PendingReply one = deferred.poll(10, TimeUnit.SECONDS);
    PendingReply two = deferred.poll(10, TimeUnit.SECONDS);
    assertThat(call(Command.request(ECHO, Map.of())).code()).isZero();
    assertThat(one.wanted()).isTrue();
    two.reply(2).field(COUNT, 2).send();
    one.reply(1).field(COUNT, 1).body(new byte[] {1}).send();
    assertThat(first.get(10, TimeUnit.SECONDS).fields()).containsEntry("count", "1");
    assertThat(second.get(10, TimeUnit.SECONDS).fields()).containsEntry("count", "2");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void codesWithoutProcessorGoToTheOneForAllOthers(boolean nativeTransport) throws Exception {
    serve(nativeTransport);
    CompletableFuture<Command> answer =
        client.call(address, Command.request(ADDED_LATER, Map.of()), TIMEOUT);
    deferred.poll(10, TimeUnit.SECONDS).reply(0).remark("by another").send();
    assertThat(answer.get(10, TimeUnit.SECONDS).remark()).isEqualTo("by another");
  }

  @ParameterizedTest
  @ValueSource(ints = {FAILS, REFUSES, SILENT, THROWS_LATE, UNKNOWN})
  void failuresAreAnswered(int code) throws Exception {
    serve(true);
    Command answer = call(Command.request(code, Map.of()));
    switch (code) {
      case FAILS -> {
        assertThat(answer.code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
        assertThat(answer.remark()).isEqualTo("java.lang.IllegalStateException: broken on purpose");
      }
      case REFUSES -> {
        assertThat(answer.code()).isEqualTo(ResponseCode.NO_PERMISSION);
        assertThat(answer.remark()).isEqualTo("not for you");
      }
      case SILENT -> {
        assertThat(answer.code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
        assertThat(answer.remark()).isEqualTo("not set any response code");
      }
      case THROWS_LATE -> {
        assertThat(answer.code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
        assertThat(answer.remark()).contains("after the reply was begun");
        assertThat(released).hasValue(1);
      }
      default -> {
        assertThat(answer.code()).isEqualTo(ResponseCode.REQUEST_CODE_NOT_SUPPORTED);
        assertThat(answer.remark()).isEqualTo(" request type 4711 not supported");
      }
    }
    assertThat(call(Command.request(ECHO, Map.of())).code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theServerCallsItsClients(boolean nativeTransport) throws Exception {
    serve(nativeTransport);
    client.oneWay(address, Command.request(NOTE, Map.of("name", "hello")));
    assertThat(notes.poll(10, TimeUnit.SECONDS)).isEqualTo("hello");
    Connection connection = connected.poll(10, TimeUnit.SECONDS);
    Command answer =
        connection
            .call(Command.request(ECHO, Map.of(), "ping".getBytes(UTF_8)), TIMEOUT)
            .get(10, TimeUnit.SECONDS);
    assertThat(answer.body()).asString(UTF_8).isEqualTo("ping");
    connection.oneWay(Command.request(NOTE, Map.of("name", "back")));
    assertThat(notes.poll(10, TimeUnit.SECONDS)).isEqualTo("back");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void callsEndByTimeOutAndByClosing(boolean nativeTransport) throws Exception {
    serve(nativeTransport);
    assertThat(call(Command.request(ECHO, Map.of())).code()).as("connected").isZero();
    Throwable late = Failures.of(client.call(address, Command.request(NEVER, Map.of()), 50));
    assertThat(late)
        .isInstanceOf(RemotingException.class)
        .hasMessageContaining(address)
        .hasMessageContaining("did not answer request code 17 within");
    CompletableFuture<Command> lost =
        client.call(address, Command.request(DEFERRED, Map.of()), TIMEOUT);
    PendingReply pending = deferred.poll(10, TimeUnit.SECONDS);
    CompletableFuture<Void> told = new CompletableFuture<>();
    pending.connection().onClose(() -> told.complete(null));
    pending.connection().close();
    assertThat(Failures.of(lost))
        .isInstanceOf(RemotingException.class)
        .hasMessageContaining(address)
        .hasMessageContaining("closed");
    told.get(10, TimeUnit.SECONDS);
    assertThat(pending.wanted()).isFalse();
    pending.reply(0).part(ByteBuffer.allocateDirect(1), released::incrementAndGet).send();
    await().untilAsserted(() -> assertThat(released).hasValue(1));
    assertThat(call(Command.request(ECHO, Map.of())).code()).as("connected again").isZero();
  }
}
