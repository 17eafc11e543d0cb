/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marquetry.message.PropertyBytes;
import org.marquetry.remoting.CommandException;

class PropertyScanTest {

  private static final String[] NAMES = {
    "TAGS",
    "DELAY",
    "WAIT",
    "UNIQ_KEY",
    "TRAN_MSG",
    "POP_CK",
    "MSG_REGION",
    "TRACE_ON",
    "CLUSTER",
    "REAL_TOPIC",
    "REAL_QID",
    "TIMER_DELAY_MS",
    "TIMER_DELAY_SEC",
    "TIMER_DELIVER_MS",
    "KEYS",
    "TAG",
    "TAGSS",
    "täg",
    "x"
  };
  private static final String[] VALUES = {
    "", "a", "TagA", "täg", "true", "TRUE", "false", "3", "-1", "x\u0001y", "😀"
  };

  private static PropertyScan scan(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    PropertyScan scan = new PropertyScan();
    scan.scan(bytes, 0, bytes.length);
    return scan;
  }

  @Test
  void tellsTheHashOfTheTag() {
    assertThat(scan("TAGS\u0001TagA\u0002").tagsCode()).isEqualTo("TagA".hashCode());
    assertThat(scan("TAGS\u0001日本語😀\u0002").tagsCode()).isEqualTo("日本語😀".hashCode());
    assertThat(scan("KEYS\u0001k\u0002").tagsCode()).isZero();
    assertThat(scan("").tagsCode()).isZero();
  }

  @Test
  void agreesWithTheDecoderOnAnything() {
    Random random = new Random(42);
    for (int round = 0; round < 20_000; round++) {
      String text = randomProperties(random);
      byte[] padding = new byte[random.nextInt(4)];
      byte[] encoded = text.getBytes(UTF_8);
      byte[] bytes = new byte[padding.length + encoded.length + 3];
      Arrays.fill(bytes, (byte) 'T');
      System.arraycopy(encoded, 0, bytes, padding.length, encoded.length);
      PropertyScan scan = new PropertyScan();
      scan.scan(bytes, padding.length, encoded.length);
      Map<String, String> expected = PropertyBytes.decode(encoded);
      assertThat(facts(scan)).as("of <%s>", text).isEqualTo(facts(expected));
    }
  }

  @Test
  void dropsOnlyWhatItIsToldTo() {
    Random random = new Random(43);
    for (int round = 0; round < 20_000; round++) {
      String text = randomProperties(random);
      byte[] encoded = text.getBytes(UTF_8);
      byte[] target = new byte[encoded.length];
      int length =
          PropertyScan.copyWithout(
              PropertyScan.BROKER | PropertyScan.DESTINATION, encoded, 0, encoded.length, target);
      Map<String, String> expected = PropertyBytes.decode(encoded);
      for (String name :
          new String[] {"POP_CK", "MSG_REGION", "TRACE_ON", "CLUSTER", "REAL_TOPIC", "REAL_QID"}) {
        expected.remove(name);
      }
      assertThat(PropertyBytes.decode(Arrays.copyOf(target, length)))
          .as("rest of <%s>", text)
          .isEqualTo(expected);
    }
  }

  private static String randomProperties(Random random) {
    StringBuilder text = new StringBuilder();
    int pairs = random.nextInt(6);
    for (int i = 0; i < pairs; i++) {
      text.append(NAMES[random.nextInt(NAMES.length)]);
      if (random.nextInt(10) > 0) {
        text.append('\u0001').append(VALUES[random.nextInt(VALUES.length)]);
      }
      if (i < pairs - 1 || random.nextBoolean()) {
        text.append('\u0002');
      }
      if (random.nextInt(20) == 0) {
        text.append('\u0002');
      }
    }
    return text.toString();
  }

  private static String delay(PropertyScan scan) {
    try {
      return Integer.toString(scan.delayLevel());
    } catch (CommandException e) {
      return "refused";
    }
  }

  private static String delay(String text) {
    try {
      return Integer.toString(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      return "refused";
    }
  }

  private static Map<String, Object> facts(PropertyScan scan) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("tag", scan.tagsCode());
    facts.put("delay", delay(scan));
    facts.put("unique", scan.uniqueKey());
    facts.put("wait", scan.waits());
    facts.put("transaction", scan.transaction());
    facts.put("timer", scan.has(PropertyScan.TIMER));
    facts.put("broker", scan.has(PropertyScan.BROKER));
    facts.put("destination", scan.has(PropertyScan.DESTINATION));
    return facts;
  }

  private static Map<String, Object> facts(Map<String, String> decoded) {
    Map<String, Object> facts = new LinkedHashMap<>();
    String tag = decoded.get("TAGS");
    facts.put("tag", tag == null ? 0L : (long) tag.hashCode());
    facts.put("delay", delay(decoded.getOrDefault("DELAY", "0")));
    facts.put("unique", decoded.get("UNIQ_KEY"));
    facts.put("wait", Boolean.parseBoolean(decoded.getOrDefault("WAIT", "true")));
    facts.put("transaction", Boolean.parseBoolean(decoded.get("TRAN_MSG")));
    facts.put(
        "timer",
        decoded.containsKey("TIMER_DELAY_MS")
            || decoded.containsKey("TIMER_DELAY_SEC")
            || decoded.containsKey("TIMER_DELIVER_MS"));
    facts.put(
        "broker",
        decoded.containsKey("POP_CK")
            || decoded.containsKey("MSG_REGION")
            || decoded.containsKey("TRACE_ON")
            || decoded.containsKey("CLUSTER"));
    facts.put("destination", decoded.containsKey("REAL_TOPIC") || decoded.containsKey("REAL_QID"));
    return facts;
  }
}
