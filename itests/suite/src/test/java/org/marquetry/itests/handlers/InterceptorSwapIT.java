/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.audit.Ledger;
import org.marquetry.itests.environment.Inventory;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.environment.SourceTree;
import org.marquetry.itests.node.DistributionNode;
import org.marquetry.itests.plugin.PluginJar;

/** Interceptors come, are replaced and go while producers and consumers work. */
class InterceptorSwapIT {

  private static final int SWAPS = Integer.getInteger("itests.interceptor.swaps", 6);

  private static DistributionNode node;

  @BeforeAll
  static void start() throws Exception {
    node = Nodes.distribution("interceptors", spec -> spec);
    node.start();
  }

  @AfterAll
  static void stop() throws Exception {
    node.stop();
    node.close();
  }

  @Test
  void noConnectionAndNoMessageNotices() throws Exception {
    try (Traffic traffic = new Traffic(node, "Audited")) {
      Deck deck =
          new Deck(
              node,
              PluginJar.read(SourceTree.bundle("examples/interceptor-audit")),
              List.of("audit"));
      Random random = new Random(7);
      deck.drop();
      for (int i = 0; i < SWAPS; i++) {
        traffic.awaitProgress();
        if (!deck.present()) {
          deck.drop();
        } else {
          switch (random.nextInt(3)) {
            case 0 -> deck.upgrade();
            case 1 -> deck.overwrite();
            default -> deck.remove();
          }
        }
      }
      traffic.awaitProgress();
      if (deck.present()) {
        deck.remove();
      }
      traffic.endUnharmed();
      checkAudit(traffic.ledger(), "Audited");
    }
  }

  /** What is audited is what was acknowledged, once. */
  private static void checkAudit(Ledger ledger, String topic) throws IOException {
    Set<String> seen = new HashSet<>();
    int delivered = 0;
    try (Stream<Path> files = Files.list(node.dataDirectory().resolve("audit"))) {
      for (Path file : files.toList()) {
        for (String line : Files.readAllLines(file)) {
          String[] columns = line.split("\t", -1);
          assertThat(columns).as(line).hasSize(10);
          if (columns[1].equals("DELIVER")) {
            delivered++;
          } else if (columns[4].equals(topic)) {
            assertThat(columns[9]).as(line).isEqualTo("stored");
            assertThat(seen.add(columns[8])).as("%s is audited once", columns[8]).isTrue();
            Ledger.Entry entry = ledger.find(columns[8]);
            assertThat(entry).as("acknowledged: %s", line).isNotNull();
            assertThat(columns[5] + "@" + columns[6])
                .isEqualTo(entry.queueId() + "@" + entry.queueOffset());
          }
        }
      }
    }
    assertThat(seen).as("audited sends").isNotEmpty();
    assertThat(delivered).as("audited deliveries").isPositive();
  }

  @Test
  void hostileOnesArePutAsideAndNobodyIsHurt() throws Exception {
    try (Traffic traffic = new Traffic(node, "Baited")) {
      Deck deck = new Deck(node, Hostile.jar(), Hostile.NAMES);
      Inventory inventory = new Inventory(node.shell());
      deck.drop();
      awaitPutAside(inventory, "1.0.1");
      traffic.awaitProgress();
      // Nothing is held against the next version: it gets its chance, and spoils it.
      deck.upgrade();
      awaitPutAside(inventory, "1.0.2");
      traffic.awaitProgress();
      deck.remove();
      traffic.endUnharmed();
    }
  }

  private static void awaitPutAside(Inventory inventory, String version) {
    for (String name : Hostile.NAMES) {
      inventory.await(
          name + " is put aside",
          row ->
              row.name().equals(name)
                  && row.version().equals(version)
                  && row.state().equals("put aside"));
    }
  }
}
