/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PropertyBytesTest {

  private static String value(String encoded, String name) {
    byte[] bytes = encoded.getBytes(UTF_8);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    String found = PropertyBytes.value(buffer, 0, bytes.length, name.getBytes(UTF_8));
    PropertyText into = new PropertyText();
    boolean copied = PropertyBytes.value(buffer, 0, bytes.length, name.getBytes(UTF_8), into);
    assertThat(copied ? into.toString() : null).as("copied").isEqualTo(found);
    assertThat(into.length() > 0).as("something is copied").isEqualTo(copied);
    return found;
  }

  @Test
  void roundTrips() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("KEYS", "a b");
    properties.put("größe", "ß😀");

    assertThat(PropertyBytes.decode(PropertyBytes.encode(properties))).isEqualTo(properties);
  }

  @Test
  void findsWithAndWithoutTheLastSeparator() {
    assertThat(value("A\u00011\u0002B\u00012", "B")).isEqualTo("2");
    assertThat(value("A\u00011\u0002B\u00012\u0002", "B")).isEqualTo("2");
    assertThat(value("A\u00011\u0002B\u00012\u0002", "A")).isEqualTo("1");
  }

  @Test
  void theLastOfTwoCounts() {
    assertThat(value("A\u00011\u0002A\u00012\u0002", "A")).isEqualTo("2");
    assertThat(PropertyBytes.decode("A\u00011\u0002A\u00012\u0002".getBytes(UTF_8)))
        .containsExactly(Map.entry("A", "2"));
  }

  @Test
  void passesOverBrokenPairs() {
    String broken = "nonsense\u0002\u0001x\u0002E\u0001\u0002A\u00011\u0002";
    assertThat(value(broken, "A")).isEqualTo("1");
    assertThat(value(broken, "E")).isNull();
    assertThat(value(broken, "nonsense")).isNull();
    assertThat(value(broken, "")).isNull();
    assertThat(PropertyBytes.decode(broken.getBytes(UTF_8))).containsExactly(Map.entry("A", "1"));
  }
}
