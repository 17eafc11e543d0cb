/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.store.kernel.StoreFixture.append;
import static org.marquetry.store.kernel.StoreFixture.bodies;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleanStopTest {

  @TempDir Path root;
  private final StoreFixture fixture = new StoreFixture();
  private MessageStore store;

  @BeforeEach
  void open() throws StoreException {
    store = fixture.open(root);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void whatWasAppendedIsPulledInOrder() {
    for (int i = 0; i < 1000; i++) {
      assertThat(append(store, "T", 0, "m" + i).queueOffset()).isEqualTo(i);
    }
    assertThat(bodies(store, "T", 0)).hasSize(1000).startsWith("m0", "m1").endsWith("m999");
  }

  @Test
  void aStoreIsFoundAgainAfterACleanStop() throws StoreException {
    String big = "x".repeat(100_000);
    for (int i = 0; i < 50; i++) {
      append(store, "T", i % 3, big + i);
    }
    long end = store.endPosition();
    store.close();
    store = fixture.open(root);
    assertThat(store.endPosition()).isEqualTo(end);
    assertThat(bodies(store, "T", 0)).hasSize(17).startsWith(big + 0).endsWith(big + 48);
    assertThat(append(store, "T", 1, "next").queueOffset()).isEqualTo(17);
    assertThat(bodies(store, "T", 1)).endsWith("next");
  }
}
