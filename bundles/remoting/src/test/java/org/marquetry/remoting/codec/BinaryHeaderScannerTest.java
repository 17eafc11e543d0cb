/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinaryHeaderScannerTest {

  private static final String FIXED = "0069 09 0201 00000007 00000002 ";

  @Test
  void emptyValuesAreAbsentAndTrailingBytesIgnored() throws Exception {
    Header header =
        Headers.binary(FIXED + "00000000 0000000f 0001 61 00000000 0001 62 00000001 31 ffff");
    assertThat(header.language()).isEqualTo("GO");
    assertThat(header.oneWay()).isTrue();
    assertThat(header.fields()).isEqualTo(Map.of("b", "1"));
  }

  @Test
  void negativeCodesAndUnknownLanguagesAreRead() throws Exception {
    Header header = Headers.binary("ffff ff ffff ffffffff 00000000 00000000 00000000");
    assertThat(header.code()).isEqualTo(-1);
    assertThat(header.version()).isEqualTo(-1);
    assertThat(header.opaque()).isEqualTo(-1);
    assertThat(header.language()).isEqualTo("OTHER");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0069 00 0201",
        "0069 00 0201 00000007 00000000 00000000",
        FIXED + "00000001 00000000",
        FIXED + "ffffffff 00000000",
        FIXED + "7fffffff 00000000",
        FIXED + "00000000 00000001",
        FIXED + "00000000 ffffffff",
        FIXED + "00000000 80000000",
        FIXED + "00000000 00000001 00",
        FIXED + "00000000 00000002 0000",
        FIXED + "00000000 00000007 0002 61 00000000",
        FIXED + "00000000 00000007 ffff 61 00000000",
        FIXED + "00000000 00000007 0001 61 00000001",
        FIXED + "00000000 00000007 0001 61 ffffffff",
        FIXED + "00000000 00000007 0001 61 7fffffff"
      })
  void lyingLengthsAreRefused(String header) {
    assertThatThrownBy(() -> Headers.binary(header)).isInstanceOf(FrameException.class);
  }

  @Test
  void tooManyFieldsAreRefused() {
    int count = Header.MAX_FIELDS + 1;
    ByteBuffer header = ByteBuffer.allocate(21 + count * 7);
    header.putInt(17, count * 7).position(21);
    for (int i = 0; i < count; i++) {
      header.putShort((short) 0).putInt(1).put((byte) 'x');
    }
    assertThatThrownBy(() -> Headers.read(Frame.ROCKETMQ, header.array()))
        .isInstanceOf(FrameException.class)
        .hasMessageContaining("more than 4096 fields");
  }

  @Test
  void unknownSerializeTypesAreRefused() {
    assertThatThrownBy(() -> Headers.read((byte) 2, new byte[30]))
        .isInstanceOf(FrameException.class)
        .hasMessageContaining("serialize type 2");
  }
}
