/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.marquetry.remoting.FieldName;

/** What a writer has written reads the same, whatever texts and numbers are in it. */
class RoundTripTest {

  private static final int ROUNDS = 3_000;

  private static final int[] CHARACTERS = {
    0, 1, 2, 8, 9, 10, 12, 13, 0x1f, ' ', '"', '\\', '/', '{', '}', ',', ':', 0x7f, 0x80, 0xe9,
    0x7ff, 0x800, 0x2028, 0x4e2d, 0xffff, 0x10000, 0x1f600, 0x10ffff, 'a', 'Z', '0'
  };

  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    9,
    10,
    99,
    100,
    -10,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  static String randomText(Random random, int longest) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(longest + 1);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(CHARACTERS[random.nextInt(CHARACTERS.length)]);
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(bytes = {Frame.JSON, Frame.ROCKETMQ})
  void writtenHeadersReadTheSame(byte type) throws Exception {
    Random random = new Random(42);
    HeaderWriter writer = HeaderWriter.of(type);
    HeaderOutput out = new HeaderOutput();
    for (int round = 0; round < ROUNDS; round++) {
      int code = random.nextInt(0x8000);
      int opaque = random.nextInt();
      String remark = random.nextBoolean() ? null : "r" + randomText(random, 40);
      writer.begin(out, code, round & 3, opaque);
      Map<String, String> fields = new LinkedHashMap<>();
      int count = random.nextInt(40);
      for (int i = 0; i < count; i++) {
        if (random.nextBoolean()) {
          long number = random.nextBoolean() ? random.nextLong() : NUMBERS[i % NUMBERS.length];
          writer.field(out, new FieldName("n" + i), number);
          fields.put("n" + i, "" + number);
        } else if (random.nextBoolean()) {
          String text = "t" + randomText(random, 200);
          writer.field(out, new FieldName("f" + i), text);
          fields.put("f" + i, text);
        } else {
          String name = i + randomText(random, 20);
          String text = "x" + randomText(random, 20);
          writer.field(out, name, text);
          fields.put(name, text);
        }
      }
      writer.end(out, remark, 0);

      Header header = Headers.ofFrame(Headers.written(out)).copy();
      assertThat(header.code()).isEqualTo(code);
      assertThat(header.opaque()).isEqualTo(opaque);
      assertThat(header.response()).isEqualTo((round & 1) != 0);
      assertThat(header.oneWay()).isEqualTo((round & 2) != 0);
      assertThat(header.remark()).isEqualTo(remark);
      assertThat(header.fields()).as("round %s", round).isEqualTo(fields);
      for (Map.Entry<String, String> field : fields.entrySet()) {
        if (field.getKey().startsWith("n")) {
          int index = header.find(new FieldName(field.getKey()));
          assertThat(header.number(index)).isEqualTo(Long.parseLong(field.getValue()));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(bytes = {Frame.JSON, Frame.ROCKETMQ})
  void halvesOfPairsBecomeQuestionMarks(byte type) throws Exception {
    HeaderWriter writer = HeaderWriter.of(type);
    HeaderOutput out = new HeaderOutput();
    writer.begin(out, 1, 0, 1);
    writer.field(out, "k", "a\ud83d!\ude00");
    writer.end(out, null, 0);
    assertThat(Headers.ofFrame(Headers.written(out)).fields()).containsEntry("k", "a?!?");
  }
}
