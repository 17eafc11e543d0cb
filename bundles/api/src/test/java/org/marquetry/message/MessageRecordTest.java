/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageRecordTest {

  /** A record written by RocketMQ 5.5.0: topic T1, body "hello"; properties shortened to two. */
  private static byte[] golden() {
    byte[] properties = PropertyBytes.encode(Map.of("MSG_REGION", "DefaultRegion")).clone();
    String head =
        "daa320a73610a68600000000000000000000000000000000000000000000000000000000"
            + "000001a1fb74d7237f0000010000cb7c000001a1fb74d7677f00000100009fcf"
            + "0000000000000000000000000000000568656c6c6f025431";
    byte[] rest = HexFormat.of().parseHex(head);
    ByteBuffer record = ByteBuffer.allocate(4 + rest.length + 2 + properties.length);
    record.putInt(record.capacity()).put(rest).putShort((short) properties.length).put(properties);
    return record.array();
  }

  @Test
  void readsARecordOfTheReferenceBroker() {
    MessageRecord record = new MessageRecord().wrap(ByteBuffer.wrap(golden()), 0);

    assertThat(record.topic()).isEqualTo("T1");
    assertThat(UTF_8.decode(record.body()).toString()).isEqualTo("hello");
    assertThat(record.bodyCrc()).isEqualTo(0x3610a686);
    assertThat(record.bornTimestamp()).isEqualTo(0x1a1fb74d723L);
    assertThat(record.storeTimestamp()).isEqualTo(0x1a1fb74d767L);
    assertThat(record.bornHost().getPort()).isEqualTo(0xcb7c);
    assertThat(record.storeHost().getAddress().getHostAddress()).isEqualTo("127.0.0.1");
    assertThat(record.storeHost().getPort()).isEqualTo(0x9fcf);
    assertThat(record.property("MSG_REGION")).isEqualTo("DefaultRegion");
    assertThat(record.property("MSG")).isNull();
    assertThat(record.size()).isEqualTo(golden().length);
  }

  @Test
  void refusesEveryCutAndSaysWhy() {
    byte[] whole = golden();
    for (int length = 0; length < whole.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(whole, 0, length);
      assertThatThrownBy(() -> new MessageRecord().wrap(cut, 0))
          .as("record of %d bytes cut to %d", whole.length, length)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("bytes");
    }
  }

  @Test
  void neverReadsOutsideOfADamagedRecord() {
    Random random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = golden();
      for (int i = random.nextInt(4); i >= 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        MessageRecord record = new MessageRecord().wrap(ByteBuffer.wrap(damaged), 0);
        record.property("MSG_REGION");
        record.properties();
        assertThat(record.body().remaining()).isEqualTo(record.bodyLength());
      } catch (IllegalArgumentException expected) {
        assertThat(expected).hasMessageMatching(".*(bytes|magic|hosts).*");
      }
    }
  }
}
