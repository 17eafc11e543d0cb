/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody can make the server hold more than it is willing to. */
class BackPressureTest {

  private static final int BODY = 64 * 1024;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPeerThatDoesNotReadIsNotReadFrom(boolean nativeTransport) throws Exception {
    int requests = 1_500;
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger held = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ByteBuffer body = ByteBuffer.allocateDirect(BODY);
    Processors processors =
        Processors.builder()
            .inline(
                1,
                request -> {
                  begun.incrementAndGet();
                  most.accumulateAndGet(held.incrementAndGet(), Math::max);
                  request.reply(0).part(body.duplicate(), held::decrementAndGet).send();
                })
            .build();
    try (RawServer server = new RawServer(processors, 120, 16, nativeTransport);
        RawPeer peer = new RawPeer(server.port, 32 * 1024)) {
      for (int i = 0; i < requests; i++) {
        peer.send(RawPeer.request(1, i));
      }
      await().untilAsserted(() -> assertThat(most.get()).isGreaterThan(8));
      for (int i = 0; i < requests; i++) {
        RawPeer.Frame reply = peer.read();
        assertThat(reply.header()).contains("\"opaque\":" + i + ",");
        assertThat(reply.body()).hasSize(BODY);
      }
      await().untilAsserted(() -> assertThat(held).hasValue(0));
    }
    assertThat(begun).hasValue(requests);
    assertThat(most.get()).as("replies held at once").isLessThan(64);
  }

  @Test
  void requestsThatWaitForAnExecutorAreBounded() throws Exception {
    int requests = 200;
    int bound = 4;
    BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    Processors processors =
        Processors.builder().on(waiting::add, 1, request -> request.reply(0).send()).build();
    try (RawServer server = new RawServer(processors, 120, bound, true);
        RawPeer peer = new RawPeer(server.port);
        RawPeer other = new RawPeer(server.port)) {
      for (int i = 0; i < requests; i++) {
        peer.send(RawPeer.request(1, i));
      }
      await().untilAsserted(() -> assertThat(waiting).hasSize(bound));
      other.send(RawPeer.request(1, 4711));
      await().untilAsserted(() -> assertThat(waiting).hasSize(bound + 1));
      int most = 0;
      for (int i = 0; i <= requests; i++) {
        Runnable next = waiting.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("request %s", i).isNotNull();
        next.run();
        most = Math.max(most, waiting.size());
      }
      assertThat(most).isLessThanOrEqualTo(bound + 1);
      for (int i = 0; i < requests; i++) {
        assertThat(peer.read().header()).contains("\"opaque\":" + i + ",");
      }
      assertThat(other.read().header()).contains("\"opaque\":4711,");
    }
  }

  @Test
  void parkedRepliesDoNotCount() throws Exception {
    int requests = 100;
    Queue<PendingReply> parked = new ConcurrentLinkedQueue<>();
    Processors processors =
        Processors.builder().on(Runnable::run, 1, request -> parked.add(request.defer())).build();
    try (RawServer server = new RawServer(processors, 120, 2, true);
        RawPeer peer = new RawPeer(server.port)) {
      for (int i = 0; i < requests; i++) {
        peer.send(RawPeer.request(1, i));
      }
      await().untilAsserted(() -> assertThat(parked).hasSize(requests));
      parked.forEach(reply -> reply.reply(0).send());
      for (int i = 0; i < requests; i++) {
        assertThat(peer.read().header()).contains("\"opaque\":" + i + ",");
      }
    }
  }

  /** As {@link #aPeerThatDoesNotReadIsNotReadFrom}, with replies that other threads make. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nothingIsMadeForAPeerThatDoesNotRead(boolean nativeTransport) throws Exception {
    int requests = 1_500;
    AtomicInteger held = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ByteBuffer body = ByteBuffer.allocateDirect(BODY);
    ExecutorService executor = Executors.newFixedThreadPool(4);
    Processors processors =
        Processors.builder()
            .inline(1, request -> inTurn(request.defer(), executor, body, held, most))
            .inline(2, request -> request.reply(0).send())
            .build();
    try (RawServer server = new RawServer(processors, 120, 256, nativeTransport);
        RawPeer peer = new RawPeer(server.port, 32 * 1024);
        RawPeer other = new RawPeer(server.port)) {
      for (int i = 0; i < requests; i++) {
        peer.send(RawPeer.request(1, i));
      }
      await().untilAsserted(() -> assertThat(most.get()).isGreaterThan(8));
      other.send(RawPeer.request(2, 4711));
      assertThat(other.read().header()).contains("\"opaque\":4711,");
      Set<Integer> answered = new HashSet<>();
      for (int i = 0; i < requests; i++) {
        RawPeer.Frame reply = peer.read();
        answered.add(RawPeer.opaque(reply));
        assertThat(reply.body()).hasSize(BODY);
      }
      assertThat(answered).hasSize(requests);
      await().untilAsserted(() -> assertThat(held).hasValue(0));
    } finally {
      executor.shutdownNow();
    }
    assertThat(most.get()).as("replies held at once").isLessThan(128);
  }

  private static void inTurn(
      PendingReply pending,
      Executor executor,
      ByteBuffer body,
      AtomicInteger held,
      AtomicInteger most) {
    Runnable answer =
        () ->
            executor.execute(
                () -> {
                  most.accumulateAndGet(held.incrementAndGet(), Math::max);
                  pending.reply(0).part(body.duplicate(), held::decrementAndGet).send();
                });
    if (pending.takeTurn(answer)) {
      answer.run();
    }
  }

  @Test
  void whoWaitsForSomethingElseTakesNoTurn() throws Exception {
    int requests = 200;
    Queue<PendingReply> parked = new ConcurrentLinkedQueue<>();
    Processors processors =
        Processors.builder()
            .inline(
                1,
                request -> {
                  PendingReply pending = request.defer();
                  assertThat(pending.takeTurn(() -> {})).isTrue();
                  pending.yieldTurn();
                  parked.add(pending);
                })
            .build();
    try (RawServer server = new RawServer(processors);
        RawPeer peer = new RawPeer(server.port)) {
      for (int i = 0; i < requests; i++) {
        peer.send(RawPeer.request(1, i));
      }
      await().untilAsserted(() -> assertThat(parked).hasSize(requests));
      parked.forEach(reply -> reply.reply(0).send());
      for (int i = 0; i < requests; i++) {
        assertThat(peer.read().header()).contains("\"opaque\":" + i + ",");
      }
    }
  }

  @Test
  void turnsAreOfAConnectionAndEndWithIt() throws Exception {
    Queue<PendingReply> begun = new ConcurrentLinkedQueue<>();
    Processors processors =
        Processors.builder()
            .inline(
                1,
                request -> {
                  PendingReply pending = request.defer();
                  Runnable begin = () -> begun.add(pending);
                  if (pending.takeTurn(begin)) {
                    begin.run();
                  }
                })
            .build();
    int requests = 40;
    try (RawServer server = new RawServer(processors, 120, 64, true);
        RawPeer other = new RawPeer(server.port)) {
      try (RawPeer peer = new RawPeer(server.port)) {
        for (int i = 0; i < requests; i++) {
          peer.send(RawPeer.request(1, i));
        }
        await().untilAsserted(() -> assertThat(begun).hasSize(32));
        other.send(RawPeer.request(1, 4711));
        await().untilAsserted(() -> assertThat(begun).hasSize(33));
      }
      await("those that waited for a turn are told of the end")
          .untilAsserted(() -> assertThat(begun).hasSize(requests + 1));
      begun.forEach(pending -> pending.reply(0).send());
      assertThat(other.read().header()).contains("\"opaque\":4711,");
    }
  }

  @Test
  void aFullExecutorIsToldOf() throws Exception {
    Processors processors =
        Processors.builder()
            .on(
                task -> {
                  throw new RejectedExecutionException("7 of 7 wait");
                },
                34,
                request -> request.reply(0).send())
            .build();
    try (RawServer server = new RawServer(processors);
        RawPeer peer = new RawPeer(server.port)) {
      peer.send(RawPeer.request(34, 1), RawPeer.request(34, 2));
      for (int i = 1; i <= 2; i++) {
        assertThat(peer.read().header())
            .contains(
                "\"code\":2,", "\"opaque\":" + i, "[OVERLOAD]system busy", "34", "7 of 7 wait");
      }
    }
  }
}
