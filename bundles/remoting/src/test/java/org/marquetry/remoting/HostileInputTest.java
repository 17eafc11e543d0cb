/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hostile or lost peer sends closes its own connection and nothing else. */
class HostileInputTest {

  private RawServer server;
  private RawPeer witness;

  @BeforeEach
  void start() throws IOException {
    server =
        new RawServer(
            Processors.builder()
                .inline(1, request -> request.reply(0).body(request.bodyBytes()).send())
                .build());
    witness = new RawPeer(server.port);
  }

  @AfterEach
  void stop() throws IOException {
    witness.close();
    server.close();
  }

  private void assertWitnessIsServed() throws IOException {
    witness.send(RawPeer.request(1, 5));
    assertThat(witness.read().header()).contains("\"opaque\":5", "\"code\":0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "160301020001000000",
        "474554202f20485454502f312e310d0a",
        "00000000",
        "ffffffff",
        "00100000",
        "00000005000000ff7b",
        "0000000a030000060102030405060000",
        "000000060000000278787878",
        "00000010010000080000000000000000ffffffff"
      })
  void framesThatCannotBeReadCloseTheirConnection(String hex) throws Exception {
    try (RawPeer peer = new RawPeer(server.port)) {
      peer.send(HexFormat.of().parseHex(hex));
      assertThat(peer.closedByServer()).isTrue();
    }
    assertWitnessIsServed();
  }

  @Test
  void theLogNamesThePeerAndWhatWasWrong() throws Exception {
    try (CapturedErrors errors = new CapturedErrors();
        RawPeer peer = new RawPeer(server.port)) {
      String address = "127.0.0.1:" + peer.localPort();
      peer.send(HexFormat.of().parseHex("1603010200010000"));
      assertThat(peer.closedByServer()).isTrue();
      await()
          .untilAsserted(
              () ->
                  assertThat(errors.lines())
                      .filteredOn(line -> line.contains("closing the connection"))
                      .singleElement()
                      .asString()
                      .contains("WARN", address, "TLS is not supported by this listener"));
    }
  }

  @Test
  void whatCameBeforeIsAnswered() throws Exception {
    try (RawPeer peer = new RawPeer(server.port)) {
      peer.send(RawPeer.request(1, 77), new byte[] {-1, -1, -1, -1});
      assertThat(peer.read().header()).contains("\"opaque\":77");
      assertThat(peer.closedByServer()).isTrue();
    }
  }

  @Test
  void headerBombsAreRefused() throws Exception {
    StringBuilder fields = new StringBuilder("{\"code\":1,\"extFields\":{");
    for (int i = 0; i < 50_000; i++) {
      fields.append("\"k").append(i).append("\":\"\",");
    }
    String deep = "{\"x\":" + "[".repeat(500_000);
    for (String bomb : List.of(fields.toString(), deep)) {
      try (RawPeer peer = new RawPeer(server.port)) {
        peer.send(RawPeer.json(bomb));
        assertThat(peer.closedByServer()).isTrue();
      }
    }
    assertWitnessIsServed();
  }

  @Test
  void brokenOffFramesAreForgotten() throws Exception {
    byte[] frame = RawPeer.frame(0, "{\"code\":1}".getBytes(UTF_8), new byte[100_000]);
    for (int length : new int[] {1, 4, 7, 8, 12, 50_000}) {
      try (RawPeer peer = new RawPeer(server.port)) {
        peer.send(Arrays.copyOf(frame, length));
      }
    }
    await()
        .untilAsserted(
            () -> {
              assertThat(server.connected).hasSize(7);
              assertThat(server.connected).filteredOn(Connection::isOpen).hasSize(1);
            });
    assertWitnessIsServed();
  }

  @Test
  void garbageNeitherHarmsOthersNorFillsTheLog() throws Exception {
    Random random = new Random(20261121);
    byte[] valid = RawPeer.frame(1, new byte[40], "some body".getBytes(UTF_8));
    List<String> warnings;
    long start = System.nanoTime();
    try (CapturedErrors errors = new CapturedErrors()) {
      for (int i = 0; i < 500; i++) {
        byte[] garbage = new byte[random.nextInt(8_000)];
        random.nextBytes(garbage);
        if (i % 2 == 0) {
          byte[] mutated = valid.clone();
          mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
          System.arraycopy(mutated, 0, garbage, 0, Math.min(mutated.length, garbage.length));
        }
        try (RawPeer peer = new RawPeer(server.port)) {
          peer.send(garbage);
        } catch (SocketException e) {
          assertThat(e).hasMessageMatching("(?i).*(reset|pipe|closed|abort).*");
        }
      }
      assertWitnessIsServed();
      warnings = errors.lines().stream().filter(line -> line.contains("closing the")).toList();
    }
    long seconds = (System.nanoTime() - start) / 1_000_000_000L;
    assertThat(warnings).hasSizeLessThanOrEqualTo((int) seconds + 2);
  }

  @Test
  void aThousandIdleConnectionsAreHeld() throws Exception {
    assumeTrue(
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
            && system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount() > 2_500,
        "too few file descriptors for 1000 connections");
    List<RawPeer> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 1_000; i++) {
        idle.add(new RawPeer(server.port));
      }
      await().untilAsserted(() -> assertThat(server.connected).hasSize(1_001));
      assertWitnessIsServed();
      idle.get(999).send(RawPeer.request(1, 9));
      assertThat(idle.get(999).read().header()).contains("\"opaque\":9");
    } finally {
      for (RawPeer peer : idle) {
        peer.close();
      }
    }
    await()
        .untilAsserted(
            () -> assertThat(server.connected).filteredOn(Connection::isOpen).hasSize(1));
  }
}
