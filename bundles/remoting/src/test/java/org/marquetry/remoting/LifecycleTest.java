/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LifecycleTest {

  private static final Processors NONE = Processors.builder().build();

  private static boolean threadsOf(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith(name + "-io"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTakenPortIsNamed(boolean nativeTransport) throws Exception {
    try (RawServer first = new RawServer(NONE, 120, 16, nativeTransport);
        RemotingServer second =
            new RemotingServer(
                RawServer.settings(first.port, 120, 16, nativeTransport), NONE, c -> {})) {
      assertThatThrownBy(second::start)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("port " + first.port + " is already in use")
          .hasMessageContaining("choose another port");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aHostThatIsNotOursIsNamed(boolean nativeTransport) {
    ServerSettings settings =
        new ServerSettings("raw", "203.0.113.7", 0, 1, 120, 1024, 16, nativeTransport);
    try (RemotingServer server = new RemotingServer(settings, NONE, c -> {})) {
      assertThatThrownBy(server::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("203.0.113.7 is not an address of this machine");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closingAnswersWhatIsBeingWorkedOn(boolean nativeTransport) throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger released = new AtomicInteger();
    BlockingQueue<PendingReply> parked = new LinkedBlockingQueue<>();
    Processors processors =
        Processors.builder()
            .on(
                pool,
                1,
                request -> {
                  started.countDown();
                  go.await();
                  request.reply(0).send();
                })
            .inline(2, request -> parked.add(request.defer()))
            .build();
    RawServer server = new RawServer(processors, 120, 16, nativeTransport);
    try (RawPeer peer = new RawPeer(server.port)) {
      peer.send(RawPeer.request(2, 1), RawPeer.request(1, 2));
      started.await();
      PendingReply pending = parked.poll(10, TimeUnit.SECONDS);
      CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> new RawPeer(server.port).close())
                      .isInstanceOf(ConnectException.class));
      go.countDown();
      assertThat(peer.read().header()).contains("\"opaque\":2");
      assertThat(peer.closedByServer()).isTrue();
      closing.get(10, TimeUnit.SECONDS);
      assertThat(pending.wanted()).isFalse();
      pending.reply(0).part(ByteBuffer.allocateDirect(1), released::incrementAndGet).send();
      assertThat(released).hasValue(1);
      assertThat(Failures.of(pending.connection().call(Command.request(1, Map.of()), 1_000)))
          .isInstanceOf(RemotingException.class);
    } finally {
      pool.shutdownNow();
    }
    await().until(() -> !threadsOf("raw"));
  }

  @Test
  void idleConnectionsAreClosed() throws Exception {
    try (RawServer server = new RawServer(NONE, 1, 16, true);
        RawPeer peer = new RawPeer(server.port)) {
      assertThat(peer.closedByServer()).isTrue();
    }
  }

  @Test
  void aServerStartsOnce() throws Exception {
    try (RemotingServer server =
        new RemotingServer(RawServer.settings(0, 120, 16, true), NONE, c -> {})) {
      assertThat(server.start()).isPositive();
      assertThatThrownBy(server::start).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aConnectionThatIsNotWelcomeIsClosed() throws Exception {
    try (RemotingServer server =
        new RemotingServer(
            RawServer.settings(0, 120, 16, true),
            NONE,
            connection -> {
              throw new IllegalStateException("no");
            })) {
      try (RawPeer peer = new RawPeer(server.start())) {
        assertThat(peer.closedByServer()).isTrue();
      }
    }
  }

  @Test
  void clientsTellOfPeersThatGoAway() throws Exception {
    Queue<String> lost = new ConcurrentLinkedQueue<>();
    try (RemotingClient client = new RemotingClient("forsaken", NONE, lost::add)) {
      String address;
      try (RawServer server = new RawServer(NONE)) {
        address = "127.0.0.1:" + server.port;
        assertThat(client.call(address, Command.request(1, Map.of()), 5_000).get().code())
            .isEqualTo(ResponseCode.REQUEST_CODE_NOT_SUPPORTED);
        assertThat(lost).isEmpty();
      }
      await().untilAsserted(() -> assertThat(lost).containsExactly(address));
    }
  }

  @Test
  void clientsSayWhyTheyFail() throws Exception {
    int free;
    try (RawServer server = new RawServer(NONE)) {
      free = server.port;
    }
    Command request = Command.request(1, Map.of());
    RemotingClient client = new RemotingClient("lost", NONE);
    try (client) {
      assertThat(Failures.of(client.call("127.0.0.1:" + free, request, 5_000)))
          .isInstanceOf(RemotingException.class)
          .hasMessageContaining("127.0.0.1:" + free + " cannot be reached");
      for (String address : new String[] {"nowhere", ":1", "host:", "host:x", "host:70000"}) {
        assertThat(Failures.of(client.call(address, request, 5_000)))
            .isInstanceOf(RemotingException.class)
            .hasMessageContaining("'" + address + "' is not an address; it must be host:port");
      }
      assertThat(Failures.of(client.call("no-such-host.invalid:1", request, 60_000)))
          .isInstanceOf(RemotingException.class)
          .hasMessageContaining("no-such-host.invalid:1");
      client.oneWay("127.0.0.1:" + free, request);
    }
    await().until(() -> !threadsOf("lost"));
    assertThat(Failures.of(client.call("127.0.0.1:" + free, request, 5_000)))
        .isInstanceOf(RemotingException.class)
        .hasMessageContaining("the client is closed");
  }

  @RepeatedTest(5)
  void closingAClientFailsItsCalls() throws Exception {
    Processors silent = Processors.builder().inline(1, Request::defer).build();
    try (RawServer server = new RawServer(silent)) {
      RemotingClient client = new RemotingClient("closing", NONE);
      CompletableFuture<Command> call =
          client.call("127.0.0.1:" + server.port, Command.request(1, Map.of()), 60_000);
      Connection connection = server.connected.poll(10, TimeUnit.SECONDS);
      client.close();
      assertThat(Failures.of(call)).isInstanceOf(RemotingException.class);
      await().until(() -> !connection.isOpen());
    }
  }
}
