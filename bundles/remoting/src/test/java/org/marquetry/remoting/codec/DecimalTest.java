/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {

  private static long parse(String text) {
    byte[] bytes = ("x" + text + "9").getBytes(US_ASCII);
    return Decimal.parse(bytes, 1, text.length());
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, 1, -1, 9, 10, -10, 1234567890, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE})
  void numbersAreWrittenAndParsed(long value) {
    String text = Long.toString(value);
    assertThat(Decimal.length(value)).isEqualTo(text.length());
    byte[] bytes = new byte[text.length() + 1];
    Decimal.write(bytes, text.length(), value);
    assertThat(new String(bytes, 0, text.length(), US_ASCII)).isEqualTo(text);
    assertThat(parse(text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "+",
        " 1",
        "1 ",
        "1.0",
        "x",
        "--1",
        "9223372036854775808",
        "-9223372036854775809",
        "99999999999999999999999"
      })
  void otherTextsAreRefused(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(NumberFormatException.class);
  }
}
