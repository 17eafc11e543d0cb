/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Numbers are read as the JDK reads them. */
class NumberTextTest {

  private static final int TEXTS = 200_000;

  private final Random random = new Random(42);
  private final IntegerText integer = new IntegerText();
  private final DecimalText decimal = new DecimalText();

  @Test
  void readsIntegersAsTheJdkDoes() {
    for (String text : texts("0123456789", "+- 5٥१５𝟓x.e")) {
      Long expected;
      try {
        expected = Long.parseLong(text);
      } catch (NumberFormatException e) {
        expected = null;
      }
      byte[] bytes = padded(text);
      boolean read = integer.read(bytes, bytes.length - 3);
      assertThat(read ? integer.value() : null).as("«%s»", text).isEqualTo(expected);
    }
  }

  @Test
  void readsDecimalNumbersAsTheJdkDoes() {
    for (String text : texts("0123456789.", "+-eE.0 \t\u0000fFdDLxXpPaNIninfity٥é")) {
      checkDecimal(text);
    }
    for (String text :
        List.of(
            "NaN",
            "+NaN",
            "-NaN",
            "NaNd",
            "Infinity",
            "-Infinity",
            "+Infinity",
            "Infinit",
            "nan",
            "0x1p3",
            "-0x1.8P1",
            "0x1",
            "0xp1",
            "0x",
            "1e5f",
            "1.e5",
            ".e5",
            ".5e",
            "1e+",
            "1e--5",
            "1__0",
            "",
            " ",
            "-",
            "+.",
            " 5 ",
            "\u001f5\u0000",
            "5\u00A0",
            "1f",
            "1ff",
            "1e400",
            "1e99999999999",
            "1e-99999999999",
            "0e99999999999",
            "-0",
            "-0.0e5",
            "00005.5000",
            "123456789012345",
            "1234567890123456",
            "9007199254740993",
            "1e22",
            "1e23",
            "1e-22",
            "1e-23",
            "123456789012345e22",
            "123456789012345e23",
            "0.000000000000000000000000001",
            "1" + "0".repeat(30_000),
            "0." + "0".repeat(30_000) + "1e30001")) {
      checkDecimal(text);
    }
  }

  private void checkDecimal(String text) {
    Double expected;
    try {
      expected = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      expected = null;
    }
    byte[] bytes = padded(text);
    boolean read = decimal.read(bytes, bytes.length - 3);
    assertThat(read ? decimal.value() : null).as("«%s»", text).isEqualTo(expected);
  }

  /** What lies behind the text belongs to another. */
  private static byte[] padded(String text) {
    return (text + "5e9").getBytes(UTF_8);
  }

  private List<String> texts(String often, String seldom) {
    List<String> texts = new ArrayList<>();
    int[] rare = seldom.codePoints().toArray();
    for (int i = 0; i < TEXTS; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(24); length >= 0; length--) {
        if (random.nextInt(6) == 0) {
          text.appendCodePoint(rare[random.nextInt(rare.length)]);
        } else {
          text.append(often.charAt(random.nextInt(often.length())));
        }
      }
      texts.add(text.toString());
    }
    for (long limit : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, Integer.MAX_VALUE}) {
      texts.add(Long.toString(limit));
      texts.add(limit + "0");
      texts.add(Long.toString(limit).replaceFirst("7$|8$", "9"));
    }
    return texts;
  }
}
