/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SymbolTableTest {

  private final SymbolTable symbols = new SymbolTable();

  private String get(String text) {
    byte[] bytes = ("…" + text + "…").getBytes(UTF_8);
    int edge = "…".getBytes(UTF_8).length;
    return symbols.get(bytes, edge, bytes.length - 2 * edge);
  }

  @Test
  void sameBytesGiveTheSameString() {
    String first = get("Größe");
    assertThat(first).isEqualTo("Größe");
    assertThat(get("Größe")).isSameAs(first);
    assertThat(get("")).isEmpty();
  }

  @Test
  void moreTextsThanSlotsAreStillRight() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 20_000; i++) {
        assertThat(get("topic-" + i)).isEqualTo("topic-" + i);
      }
    }
    String longText = "x".repeat(10_000);
    assertThat(get(longText)).isEqualTo(longText);
  }
}
