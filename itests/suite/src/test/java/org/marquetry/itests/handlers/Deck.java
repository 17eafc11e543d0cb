/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.handlers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.marquetry.itests.environment.Inventory;
import org.marquetry.itests.node.DistributionNode;
import org.marquetry.itests.plugin.PluginJar;

/** One bundle that is dropped into a running node, replaced and removed. Not thread-safe. */
final class Deck {

  /** States of one that has come, whatever became of it. */
  private static final Set<String> COME = Set.of("in use", "put aside", "refused");

  private final DistributionNode node;
  private final Inventory inventory;
  private final PluginJar jar;
  private final List<String> plugins;
  private Path dropped;
  private int version;

  /**
   * @param plugins names of all the plugins in the jar, as {@code mq:plugins} shows them
   */
  Deck(DistributionNode node, PluginJar jar, List<String> plugins) {
    this.node = node;
    this.inventory = new Inventory(node.shell());
    this.jar = jar;
    this.plugins = plugins;
  }

  boolean present() {
    return dropped != null;
  }

  /** Drops the next version. */
  void drop() throws IOException {
    dropped = next().dropInto(node.deployFolder());
    awaitCome();
  }

  /** Drops the next version beside the one that is there, then takes that one away. */
  void upgrade() throws IOException {
    Path old = dropped;
    drop();
    Files.delete(old);
    awaitGone("1.0." + (version - 1));
  }

  /** Writes the next version over the one that is there. */
  void overwrite() throws IOException {
    next().drop(dropped);
    awaitCome();
  }

  void remove() throws IOException {
    Files.delete(dropped);
    dropped = null;
    awaitGone("1.0." + version);
  }

  private PluginJar next() throws IOException {
    version++;
    return jar.withVersion("1.0." + version);
  }

  private void awaitCome() {
    String come = "1.0." + version;
    for (String plugin : plugins) {
      inventory.await(
          plugin + " " + come + " has come",
          row ->
              row.name().equals(plugin)
                  && row.version().equals(come)
                  && COME.contains(row.state()));
    }
  }

  private void awaitGone(String gone) {
    inventory.awaitNone(
        gone + " is gone", row -> plugins.contains(row.name()) && row.version().equals(gone));
  }
}
