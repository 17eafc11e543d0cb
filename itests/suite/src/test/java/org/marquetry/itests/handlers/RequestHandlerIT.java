/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.remoting.netty.NettyClientConfig;
import org.apache.rocketmq.remoting.netty.NettyRemotingClient;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.environment.SourceTree;
import org.marquetry.itests.node.DistributionNode;
import org.marquetry.itests.plugin.PluginJar;
import org.marquetry.itests.wire.Wire;

/** Request codes that a bundle adds to a running broker and takes away again. */
class RequestHandlerIT {

  private static final int ECHO = 9001;
  private static final int COUNT = 9002;
  private static final int THROW = 9003;
  private static final int NOT_SUPPORTED = 3;
  private static final long TIMEOUT_MILLIS = 10_000;

  private static DistributionNode node;
  private static Deck deck;

  @BeforeAll
  static void start() throws Exception {
    node = Nodes.distribution("handlers", spec -> spec);
    node.start();
    deck =
        new Deck(
            node,
            PluginJar.read(SourceTree.bundle("itests/request-handlers")),
            List.of("9001", "9002", "9003", "10"));
  }

  @AfterAll
  static void stop() throws Exception {
    node.stop();
    node.close();
  }

  private static void present(boolean wanted) throws IOException {
    if (wanted && !deck.present()) {
      deck.drop();
    } else if (!wanted && deck.present()) {
      deck.remove();
    }
  }

  @Test
  void aCodeIsAnsweredWhileItsHandlerIsThere() throws Exception {
    present(false);
    try (Wire wire = Wire.to(node.broker())) {
      RemotingCommand unknown = wire.call(ECHO, Map.of());
      assertThat(unknown.getCode()).isEqualTo(NOT_SUPPORTED);
      assertThat(unknown.getRemark()).isEqualTo(" request type 9001 not supported");

      present(true);
      RemotingCommand echo = wire.call(ECHO, Map.of("color", "blau ö"), "hello".getBytes(UTF_8));
      assertThat(echo.getCode()).as(echo.getRemark()).isZero();
      assertThat(echo.getRemark()).isEqualTo("echo");
      assertThat(echo.getExtFields())
          .containsEntry("color", "blau ö")
          .containsEntry("seenLanguage", "JAVA");
      assertThat(echo.getExtFields().get("seenClient")).startsWith("127.0.0.1:");
      assertThat(new String(echo.getBody(), UTF_8)).isEqualTo("hello");

      RemotingCommand failed = wire.call(THROW, Map.of("fail", "1"));
      assertThat(failed.getCode()).isEqualTo(1);
      assertThat(failed.getRemark()).contains("failed on purpose");
      RemotingCommand silent = wire.call(COUNT, Map.of("silent", "1"));
      assertThat(silent.getCode()).isEqualTo(1);
      assertThat(silent.getRemark()).contains("without a reply");

      present(false);
      assertThat(wire.call(ECHO, Map.of()).getCode()).isEqualTo(NOT_SUPPORTED);
      assertThat(wire.closed()).isNotDone();
    }
  }

  @Test
  void aCodeOfTheBrokerIsNotTakenOver() throws Exception {
    present(true);
    assertThat(node.shell().must("mq:plugins"))
        .containsPattern("request-handler +10 .*refused .*code 10 is the broker's own");
    try (Wire wire = Wire.to(node.broker())) {
      assertThat(wire.call(10, Map.of()).getRemark()).doesNotContain("taken over");
    }
  }

  @Test
  void theRealClientsTransportCallsItToo() throws Exception {
    present(true);
    NettyRemotingClient client = new NettyRemotingClient(new NettyClientConfig());
    client.start();
    try {
      RemotingCommand request = RemotingCommand.createRequestCommand(ECHO, null);
      request.addExtField("color", "red");
      request.setBody("hello".getBytes(UTF_8));
      RemotingCommand echo = client.invokeSync(node.broker(), request, TIMEOUT_MILLIS);
      assertThat(echo.getCode()).as(echo.getRemark()).isZero();
      assertThat(echo.getExtFields()).containsEntry("color", "red");
      assertThat(new String(echo.getBody(), UTF_8)).isEqualTo("hello");
    } finally {
      client.shutdown();
    }
  }

  @Test
  void requestsOfAConnectionAreHandledInTheirOrder() throws Exception {
    present(true);
    try (Wire wire = Wire.to(node.broker())) {
      List<CompletableFuture<RemotingCommand>> answers = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        answers.add(wire.send(wire.request(COUNT, Map.of(), null)));
      }
      long last = -1;
      for (CompletableFuture<RemotingCommand> answer : answers) {
        long number = Long.parseLong(new String(Wire.await(answer).getBody(), UTF_8));
        assertThat(number).as("number of the request after %d", last).isGreaterThan(last);
        last = number;
      }
    }
  }

  @Test
  void oneWayRequestsAreHandledAndNotAnswered() throws Exception {
    present(true);
    try (Wire wire = Wire.to(node.broker())) {
      long before = number(wire);
      for (int i = 0; i < 10; i++) {
        wire.sendOneWay(COUNT, Map.of(), null);
      }
      assertThat(number(wire)).isEqualTo(before + 11);
      assertThat(wire.nextPushed(Duration.ZERO)).isNull();
    }
  }

  private static long number(Wire wire) throws IOException {
    return Long.parseLong(new String(wire.call(COUNT, Map.of()).getBody(), UTF_8));
  }

  @Test
  void underLoadABundleComesAndGoesAndNoConnectionNotices() throws Exception {
    present(true);
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger unknown = new AtomicInteger();
    ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    List<Wire> wires = new ArrayList<>();
    List<Thread> callers = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        Wire wire = Wire.to(node.broker());
        wires.add(wire);
        Thread caller =
            new Thread(() -> call(wire, done, answered, unknown, wrong), "handler-caller-" + i);
        callers.add(caller);
        caller.start();
      }
      for (int round = 0; round < 3; round++) {
        progress(answered);
        deck.upgrade();
        progress(answered);
        deck.overwrite();
        progress(answered);
        deck.remove();
        progress(unknown);
        deck.drop();
      }
      progress(answered);
      done.set(true);
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(wrong).isEmpty();
      assertThat(wires).allSatisfy(wire -> assertThat(wire.closed()).isNotDone());
    } finally {
      done.set(true);
      wires.forEach(Wire::close);
    }
  }

  private static void progress(AtomicInteger counter) {
    int before = counter.get();
    Awaitility.await("requests are answered")
        .atMost(Duration.ofSeconds(30))
        .until(() -> counter.get() > before + 50);
  }

  private static void call(
      Wire wire,
      AtomicBoolean done,
      AtomicInteger answered,
      AtomicInteger unknown,
      ConcurrentLinkedQueue<String> wrong) {
    byte[] body = "hello".getBytes(UTF_8);
    while (!done.get()) {
      try {
        RemotingCommand answer = wire.call(ECHO, Map.of(), body);
        if (answer.getCode() == 0 && "hello".equals(new String(answer.getBody(), UTF_8))) {
          answered.incrementAndGet();
        } else if (answer.getCode() == NOT_SUPPORTED) {
          unknown.incrementAndGet();
        } else {
          wrong.add(answer.toString());
        }
      } catch (IOException e) {
        wrong.add(e.toString());
        return;
      }
    }
  }
}
