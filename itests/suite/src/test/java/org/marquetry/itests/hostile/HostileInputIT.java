/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.node.Node;
import org.marquetry.itests.process.Clients;
import org.marquetry.itests.process.Queues;
import org.marquetry.itests.wire.Topics;
import org.marquetry.itests.wire.Wire;

/** Garbage on both ports while a normal client works, and 1,000 connections that say nothing. */
class HostileInputIT {
  private static final String TOPIC = "Hostile-Normal";
  private static final long SEED = 20_260_101;
  private static final int BYTES = 3_000_000;
  private static final int FRAMES_PER_CONNECTION = 20;
  private static final int IDLE_CONNECTIONS = 1_000;

  private static Node node;

  @BeforeAll
  static void start() throws IOException {
    node = Nodes.underTest("hostile");
    node.start();
    Topics.create(node.nameServer(), node.broker(), TOPIC, 1);
  }

  @AfterAll
  static void stop() throws IOException {
    node.stop();
    node.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"broker", "name server"})
  void normalClientsWorkUnderGarbage(String victim) throws Exception {
    int port = victim.equals("broker") ? node.spec().brokerPort() : node.spec().routePort();
    Corpus corpus = new Corpus(SEED);
    try (NormalClient client = new NormalClient()) {
      long sent = 0;
      while (sent < BYTES) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
          for (int i = 0; i < FRAMES_PER_CONNECTION; i++) {
            byte[] bytes =
                switch (i % 5) {
                  case 3 -> corpus.lying();
                  case 4 -> corpus.noise();
                  default -> corpus.mutated();
                };
            sent += bytes.length;
            socket.getOutputStream().write(bytes);
            drain(socket);
          }
        } catch (IOException e) {
          // The server may close the connection on us: that is the right answer.
          assertThat(node.brokerProcess().isAlive()).isTrue();
        }
      }
      client.assertWorked();
    }
    assertStillServes();
  }

  @Test
  void headerBombsCostTheirConnectionOnly() throws Exception {
    try (NormalClient client = new NormalClient()) {
      for (int port : new int[] {node.spec().brokerPort(), node.spec().routePort()}) {
        for (byte[] bomb : Corpus.bombs()) {
          try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(200);
            socket.getOutputStream().write(bomb);
            drain(socket);
          } catch (IOException e) {
            assertThat(node.brokerProcess().isAlive()).isTrue();
          }
        }
      }
      client.assertWorked();
    }
    assertStillServes();
  }

  @Test
  void idleConnectionsDoNotKeepOthersOut() throws Exception {
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < IDLE_CONNECTIONS; i++) {
        int port = i % 2 == 0 ? node.spec().brokerPort() : node.spec().routePort();
        idle.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }
      // Half-sent frames must not hold a thread either.
      for (Socket socket : idle.subList(0, 100)) {
        socket.getOutputStream().write(new byte[] {0, 0, 1});
      }
      assertStillServes();
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
    assertStillServes();
  }

  private static void drain(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    while (in.available() > 0) {
      if (in.read(new byte[in.available()]) < 0) {
        throw new IOException("closed by the server");
      }
    }
  }

  private static void assertStillServes() throws Exception {
    try (Clients clients = new Clients(node);
        Wire route = Wire.to(node.nameServer())) {
      assertThat(route.call(105, Map.of("topic", TOPIC)).getCode()).isZero();
      DefaultMQProducer producer = clients.producer("HostileProducers");
      String body = "still here " + System.nanoTime();
      producer.send(new Message(TOPIC, body.getBytes(StandardCharsets.UTF_8)));
      DefaultMQPullConsumer reader = clients.pullConsumer("HostileReaders");
      List<MessageExt> all =
          Queues.readWhole(reader, new MessageQueue(TOPIC, node.brokerName(), 0));
      assertThat(new String(all.get(all.size() - 1).getBody(), StandardCharsets.UTF_8))
          .isEqualTo(body);
    }
  }

  /** A producer in the background that must not notice anything. */
  private static final class NormalClient implements AutoCloseable {
    private final Clients clients = new Clients(node);
    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicInteger sent = new AtomicInteger();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Thread thread;

    NormalClient() throws Exception {
      DefaultMQProducer producer = clients.producer("HostileNormal");
      producer.setRetryTimesWhenSendFailed(0);
      thread =
          new Thread(
              () -> {
                while (!done.get()) {
                  try {
                    producer.send(new Message(TOPIC, "normal".getBytes(StandardCharsets.UTF_8)));
                    sent.incrementAndGet();
                  } catch (Exception e) {
                    failures.add(e);
                  }
                }
              },
              "normal-client");
      thread.start();
    }

    void assertWorked() throws InterruptedException {
      done.set(true);
      thread.join();
      assertThat(failures).isEmpty();
      assertThat(sent.get()).isPositive();
    }

    @Override
    public void close() {
      done.set(true);
      clients.close();
    }
  }
}
