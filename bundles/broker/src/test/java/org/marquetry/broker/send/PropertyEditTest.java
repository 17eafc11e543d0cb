/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PropertyEditTest {

  /** In the texts {@code =} stands for 0x01 and {@code ;} for 0x02. */
  @ParameterizedTest
  @CsvSource({
    "'', a=1;",
    "b=2;, b=2;a=1;",
    "b=2, b=2;a=1;",
    "a=0;b=2;, b=2;a=1;",
    "a=0;b=2;a=3, b=2;a=1;",
    "broken;=odd;b=;x=y;, broken;=odd;b=;x=y;a=1;",
    "aa=7;, aa=7;a=1;",
    "ä=ö;, ä=ö;a=1;"
  })
  void setsOneAndKeepsTheOthersByteForByte(String given, String expected) {
    byte[] bytes = ("##" + encoded(given) + "##").getBytes(UTF_8);
    byte[] set = PropertyEdit.set(bytes, 2, bytes.length - 4, Map.of("a", "1"));
    assertThat(new String(set, UTF_8)).isEqualTo(encoded(expected));
  }

  private static String encoded(String text) {
    return text.replace('=', '\u0001').replace(';', '\u0002');
  }
}
