/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.admin.RouteAdmin.RegisteredBroker;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.RemotingClient;
import org.marquetry.route.RouteFixture.Broker;
import org.marquetry.system.machine.FileDisk;
import org.marquetry.system.machine.SystemClock;
import org.marquetry.system.machine.ThreadScheduler;

/** The route service over real connections. */
@Timeout(60)
class RouteServerTest {

  @TempDir private Path directory;
  private final ThreadScheduler scheduler = new ThreadScheduler("test");
  private final RemotingClient client = new RemotingClient("client", Processors.builder().build());
  private RouteServer server;

  @BeforeEach
  void open() throws IOException {
    server = start(Map.of("route.listenPort", "0", "scanNotActiveBrokerInterval", "50"));
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
    scheduler.close();
  }

  private RouteServer start(Map<String, String> settings) throws IOException {
    return RouteServer.start(
        new CurrentSettings(settings), directory, new SystemClock(), scheduler, new FileDisk());
  }

  @Test
  void aBrokerRegistersAndAClientFindsIt() {
    Broker broker = broker("b", "127.0.0.1:10911");
    assertThat(register(client, broker).code()).isZero();

    Command found = ask(105, Map.of("topic", "T1"));

    assertThat(found.code()).isZero();
    assertThat(text(found)).contains("\"0\":\"127.0.0.1:10911\"");
    assertThat(ask(105, Map.of("topic", "T9")).code()).isEqualTo(17);
  }

  @Test
  void aBrokerIsGoneAtOnceWhenItsConnectionEnds() {
    RemotingClient broker = new RemotingClient("broker", Processors.builder().build());
    register(broker, broker("b", "127.0.0.1:10911"));
    assertThat(ask(105, Map.of("topic", "T1")).code()).isZero();

    broker.close();

    await().untilAsserted(() -> assertThat(ask(105, Map.of("topic", "T1")).code()).isEqualTo(17));
  }

  @Test
  void aSilentBrokerIsDropped() {
    register(client, broker("b", "127.0.0.1:10911").field("heartbeatTimeoutMillis", "100"));

    await().untilAsserted(() -> assertThat(server.brokers()).isEmpty());
  }

  @Test
  void manyBrokersRegisterAndAskAtOnce() {
    List<CompletableFuture<Command>> replies = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Broker broker = broker("b" + i, "127.0.0.1:" + (20_000 + i));
      replies.add(client.call(address(), request(broker), 20_000));
      replies.add(client.call(address(), Command.request(105, Map.of("topic", "T1")), 20_000));
    }
    for (CompletableFuture<Command> reply : replies) {
      assertThat(reply.join().code()).isIn(0, 17);
    }

    assertThat(server.brokers()).hasSize(200);
    assertThat(text(ask(105, Map.of("topic", "T1")))).contains("\"brokerName\":\"b199\"");
  }

  @Test
  void aMissingFieldAndACodeNobodyAnswersAreTold() {
    Command missing = ask(105, Map.of());
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.remark()).contains("topic");

    assertThat(ask(1001, Map.of()).code()).isEqualTo(3);
  }

  @Test
  void aBrokerMayUnregisterAndItsVersionBeAskedFor() {
    Broker broker = broker("b", "127.0.0.1:10911");
    register(client, broker);
    byte[] version = broker.version().getBytes(StandardCharsets.UTF_8);

    Command asked =
        client.call(address(), Command.request(322, broker.fields(), version), 20_000).join();
    assertThat(asked.fields()).containsEntry("changed", "false");

    assertThat(ask(104, broker.fields()).code()).isZero();
    assertThat(ask(105, Map.of("topic", "T1")).code()).isEqualTo(17);
  }

  @Test
  void keysAndValuesOutliveTheServer() throws IOException {
    Map<String, String> entry = Map.of("namespace", "ns", "key", "k", "value", "v");
    assertThat(ask(100, entry).code()).isZero();
    server.close();

    server = start(Map.of("route.listenPort", "0"));

    assertThat(ask(101, entry).fields()).containsEntry("value", "v");
    assertThat(directory.resolve("kvConfig.json")).exists();
  }

  @Test
  void keysAndValuesMayBeKeptElsewhere() throws IOException {
    server.close();
    Path elsewhere = directory.resolve("other").resolve("kv.json");
    server = start(Map.of("route.listenPort", "0", "kvConfigPath", elsewhere.toString()));

    ask(100, Map.of("namespace", "ns", "key", "k", "value", "v"));

    assertThat(Files.readString(elsewhere)).contains("\"configTable\"", "\"ns\"");
  }

  @Test
  void aPortInUseIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      String port = Integer.toString(taken.getLocalPort());

      assertThatThrownBy(() -> start(Map.of("route.listenPort", port)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(port);
    }
  }

  @Test
  void operatorsSeeBrokersAndFigures() {
    register(client, broker("b", "127.0.0.1:10911"));
    register(client, broker("a", "127.0.0.1:20911"));

    assertThat(server.brokers()).extracting(RegisteredBroker::name).containsExactly("a", "b");
    assertThat(server.brokers().get(0).topics()).isEqualTo(2);
    assertThat(server.status())
        .containsEntry("port", server.port())
        .containsEntry("topics", 2)
        .containsEntry("brokers", 2);
  }

  private static Broker broker(String name, String address) {
    return new Broker(name, 0, address, null).topics("T1", "T2");
  }

  private Command register(RemotingClient from, Broker broker) {
    return from.call(address(), request(broker), 20_000).join();
  }

  private static Command request(Broker broker) {
    return Command.request(
        103, new HashMap<>(broker.fields()), broker.body().getBytes(StandardCharsets.UTF_8));
  }

  private Command ask(int code, Map<String, String> fields) {
    return client.call(address(), Command.request(code, fields), 20_000).join();
  }

  private String address() {
    return "127.0.0.1:" + server.port();
  }

  private static String text(Command reply) {
    return new String(reply.body(), StandardCharsets.UTF_8);
  }
}
