/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.marquetry.broker.fake.FakeClock;

class OffsetIdsTest {

  private static InetSocketAddress host(String address, int port) throws Exception {
    return new InetSocketAddress(InetAddress.getByName(address), port);
  }

  @Test
  void tellsAddressPortAndPosition() throws Exception {
    assertThat(new OffsetIds(host("127.0.0.1", 40911)).of(0x37A9))
        .isEqualTo("7F00000100009FCF00000000000037A9");
    assertThat(new OffsetIds(host("255.1.2.3", 65535)).of(Long.MAX_VALUE))
        .isEqualTo("FF0102030000FFFF7FFFFFFFFFFFFFFF");
  }

  @Test
  void isLongerForIpv6() throws Exception {
    assertThat(new OffsetIds(host("::1", 10911)).of(1))
        .isEqualTo("0000000000000000000000000000000100002A9F0000000000000001");
  }

  @Test
  void uniqueKeysLookLikeThoseOfClients() throws Exception {
    UniqueKeys keys = new UniqueKeys(host("10.0.0.1", 10911), new FakeClock());
    Set<String> made = new HashSet<>();
    for (int i = 0; i < 60_000; i++) {
      made.add(keys.next());
    }
    assertThat(made).hasSize(60_000).allMatch(key -> key.matches("0A000001[0-9A-F]{24}"));
  }
}
