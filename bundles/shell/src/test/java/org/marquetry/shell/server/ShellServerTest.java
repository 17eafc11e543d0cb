/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.system.machine.ThreadScheduler;

@Timeout(30)
class ShellServerTest {

  @TempDir private Path directory;
  private final ThreadScheduler scheduler = new ThreadScheduler("test");
  private final AtomicInteger open = new AtomicInteger();
  private final CountDownLatch never = new CountDownLatch(1);
  private Path file;
  private ShellServer server;

  @BeforeEach
  void start() throws IOException {
    file = directory.resolve("run").resolve("shell");
    server = ShellServer.start(file, scheduler, Echo::new);
  }

  @AfterEach
  void stop() {
    server.close();
    scheduler.close();
  }

  @Test
  void theFileHoldsPortAndTokenForItsOwnerOnly() throws IOException {
    List<String> lines = Files.readAllLines(file);

    assertThat(lines).hasSize(2);
    assertThat(Integer.parseInt(lines.get(0))).isPositive();
    assertThat(lines.get(1)).matches("[0-9a-f]{64}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aLineIsAnsweredWithItsOutputAndItsStatus() throws IOException {
    try (Client client = new Client()) {
      assertThat(client.ask("héllo")).isEqualTo("héllo\n=0");
      assertThat(client.ask("fail")).isEqualTo("before\nerror: it went wrong\n=1");
      assertThat(client.ask("again\r")).isEqualTo("again\n=0");
      assertThat(client.ask("")).isEqualTo("=0");
    }
    await().untilAsserted(() -> assertThat(open).hasValue(0));
  }

  @Test
  void longOutputComesInSeveralChunks() throws IOException {
    try (Client client = new Client()) {
      assertThat(client.ask("long")).hasSize(100_000 + "\n=0".length());
    }
  }

  @Test
  void aWrongTokenIsSentAway() throws IOException {
    try (Client client = new Client("0".repeat(64))) {
      client.send("anything\n");
      assertThat(client.atEnd()).isTrue();
    }
    assertThat(open).hasValue(0);
  }

  @Test
  void anEndlessTokenIsSentAway() throws IOException {
    try (Client client = new Client("x".repeat(100_000))) {
      assertThat(client.atEnd()).isTrue();
    }
  }

  @Test
  void anOverlongLineIsRefusedWithAReasonAndTheNextOneServed() throws IOException {
    try (Client client = new Client()) {
      assertThat(client.ask("x".repeat(ShellConnection.MAX_LINE_BYTES + 100_000)))
          .isEqualTo("error: the command is longer than 65536 bytes: shorten or split it\n=1");
      assertThat(client.ask("ok")).isEqualTo("ok\n=0");
      assertThat(client.ask("x".repeat(ShellConnection.MAX_LINE_BYTES))).endsWith("=0");
    }
  }

  @Test
  void severalClientsAreServedAtOnce() throws IOException {
    try (Client first = new Client();
        Client second = new Client()) {
      first.send("wait\n");
      assertThat(second.ask("ok")).isEqualTo("ok\n=0");
      never.countDown();
      assertThat(first.answer()).isEqualTo("waited\n=0");
    }
  }

  @Test
  void clientsThatComeAtTheSameMomentAreAllServed() throws Exception {
    ExecutorService pollers = Executors.newFixedThreadPool(4);
    try {
      List<Future<Void>> polls = new ArrayList<>();
      for (int poller = 0; poller < 4; poller++) {
        polls.add(
            pollers.submit(
                () -> {
                  for (int i = 0; i < 300; i++) {
                    try (Client client = new Client()) {
                      assertThat(client.ask("ok")).isEqualTo("ok\n=0");
                    }
                    // Those before may still be on their way out.
                    await()
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> open.get() < 8);
                  }
                  return null;
                }));
      }
      for (Future<Void> poll : polls) {
        poll.get();
      }
    } finally {
      pollers.shutdownNow();
    }
  }

  @Test
  void tooManyClientsAreToldSo() throws IOException {
    Client[] clients = new Client[16];
    try {
      for (int i = 0; i < 16; i++) {
        clients[i] = new Client();
        assertThat(clients[i].ask("ok")).isEqualTo("ok\n=0");
      }
      try (Client last = new Client()) {
        assertThat(last.ask("ok"))
            .isEqualTo(
                "error: 16 shell clients are connected already: close one, then try again\n=1");
        assertThat(last.atEnd()).isTrue();
      }
    } finally {
      for (Client client : clients) {
        if (client != null) {
          client.close();
        }
      }
    }
  }

  @Test
  void closingSendsClientsAwayAndTakesTheFileBack() throws IOException {
    try (Client client = new Client()) {
      client.send("wait\n");
      await().untilAsserted(() -> assertThat(open).hasValue(1));
      never.countDown();

      server.close();

      assertThat(file).doesNotExist();
      await().untilAsserted(() -> assertThat(open).hasValue(0));
    }
  }

  @Test
  void aFileLeftByANodeThatWasKilledIsReplaced() throws IOException {
    server.close();
    Files.writeString(file, "1\nold\n");
    Files.writeString(file.resolveSibling("shell.new"), "half");

    server = ShellServer.start(file, scheduler, Echo::new);

    try (Client client = new Client()) {
      assertThat(client.ask("ok")).isEqualTo("ok\n=0");
    }
  }

  /** Says what it is told. */
  private final class Echo implements ShellSession {

    private final OutputStream out;

    Echo(OutputStream out) {
      this.out = out;
      open.incrementAndGet();
    }

    @Override
    public void execute(String line) throws Exception {
      switch (line) {
        case "fail" -> {
          print("before\n");
          throw new IllegalStateException("it went wrong");
        }
        case "long" -> {
          print("x".repeat(5_000));
          for (int i = 0; i < 4_500; i++) {
            print("0123456789");
          }
          print("y".repeat(50_000) + "\n");
        }
        case "wait" -> {
          never.await();
          print("waited\n");
        }
        default -> print(line + "\n");
      }
    }

    private void print(String text) throws IOException {
      out.write(text.getBytes(UTF_8));
    }

    @Override
    public void close() {
      open.decrementAndGet();
    }
  }

  /** What {@code marquetry shell} does. */
  private final class Client implements AutoCloseable {

    private final Socket socket;
    private final DataInputStream in;

    Client() throws IOException {
      this(Files.readAllLines(file).get(1));
    }

    Client(String token) throws IOException {
      int port = Integer.parseInt(Files.readAllLines(file).get(0));
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(20_000);
      in = new DataInputStream(socket.getInputStream());
      send(token + "\n");
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    String ask(String line) throws IOException {
      send(line + "\n");
      return answer();
    }

    /** Output, then the status line. */
    String answer() throws IOException {
      StringBuilder all = new StringBuilder();
      while (true) {
        String head = line();
        if (head.startsWith("=")) {
          return all.append(head).toString();
        }
        assertThat(head).startsWith("+");
        all.append(new String(in.readNBytes(Integer.parseInt(head.substring(1))), UTF_8));
      }
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int b = in.readUnsignedByte(); b != '\n'; b = in.readUnsignedByte()) {
        line.append((char) b);
      }
      return line.toString();
    }

    boolean atEnd() {
      try {
        return in.read() < 0;
      } catch (SocketTimeoutException e) {
        return false;
      } catch (IOException e) {
        return true;
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
