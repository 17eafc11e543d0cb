/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProducerBodyTest {

  private static byte[] deflated(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      out.write(body);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  @Test
  void aPlainBodyIsCopied() {
    ByteBuffer stored = ByteBuffer.wrap("..hello..".getBytes(UTF_8)).position(2).limit(7);
    byte[] body = ProducerBody.of(stored, 0);
    assertThat(body).isEqualTo("hello".getBytes(UTF_8));
    assertThat(stored.position()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x1, 0x301})
  void aCompressedBodyIsUncompressed(int sysFlag) {
    byte[] body = "hello ".repeat(10_000).getBytes(UTF_8);
    assertThat(ProducerBody.of(ByteBuffer.wrap(deflated(body)), sysFlag)).isEqualTo(body);
    assertThat(ProducerBody.of(ByteBuffer.wrap(deflated(new byte[0])), sysFlag)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0x101, LZ4", "0x201, ZSTD", "0x701, unknown"})
  void othersAreNamed(String sysFlag, String name) {
    assertThatThrownBy(() -> ProducerBody.of(ByteBuffer.allocate(9), Integer.decode(sysFlag)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(name);
  }

  @Test
  void nonsenseIsNoBody() {
    byte[] whole = deflated("hello ".repeat(1_000).getBytes(UTF_8));
    assertThatThrownBy(() -> ProducerBody.of(ByteBuffer.wrap(whole, 0, whole.length / 2), 1))
        .hasMessageContaining("ends early");
    assertThatThrownBy(() -> ProducerBody.of(ByteBuffer.wrap(new byte[] {1, 2, 3}), 1))
        .hasMessageContaining("no ZLIB data");
    assertThatThrownBy(() -> ProducerBody.of(ByteBuffer.allocate(0), 1))
        .hasMessageContaining("ends early");
  }

  @Test
  void aBombIsNotUncompressed() {
    byte[] zeros = new byte[ProducerBody.MAX_BYTES + 1];
    Arrays.fill(zeros, (byte) 'x');
    assertThatThrownBy(() -> ProducerBody.of(ByteBuffer.wrap(deflated(zeros)), 1))
        .hasMessageContaining("longer than");
  }
}
