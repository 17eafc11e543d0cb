/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.handlers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.marquetry.itests.node.DistributionNode;
import org.marquetry.itests.node.Shell;
import org.marquetry.itests.plugin.PluginJar;

/** One bundle that is dropped into a running node, replaced and removed. Not thread-safe. */
final class Deck {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final DistributionNode node;
  private final Shell shell;
  private final PluginJar jar;
  private final String kind;
  private Path dropped;
  private int version;

  /**
   * @param kind of a plugin in the bundle, as {@code mq:plugins} shows it
   */
  Deck(DistributionNode node, PluginJar jar, String kind) {
    this.node = node;
    this.shell = node.shell();
    this.jar = jar;
    this.kind = kind;
  }

  boolean present() {
    return dropped != null;
  }

  /** Drops the next version. */
  void drop() throws IOException {
    dropped = next().dropInto(node.deployFolder());
    awaitInUse();
  }

  /** Drops the next version beside the one that is there, then takes that one away. */
  void upgrade() throws IOException {
    Path old = dropped;
    drop();
    Files.delete(old);
    await(rowOf("1.0." + (version - 1)), false);
  }

  /** Writes the next version over the one that is there. */
  void overwrite() throws IOException {
    next().drop(dropped);
    awaitInUse();
  }

  void remove() throws IOException {
    Files.delete(dropped);
    dropped = null;
    await("(?m)^" + kind + " ", false);
  }

  private PluginJar next() throws IOException {
    version++;
    return jar.withVersion("1.0." + version);
  }

  private void awaitInUse() {
    await(rowOf("1.0." + version) + ".*in use", true);
  }

  private String rowOf(String shown) {
    return "(?m)^" + kind + " .* " + Pattern.quote(shown) + " ";
  }

  private void await(String row, boolean there) {
    Pattern pattern = Pattern.compile(row);
    Awaitility.await(row + (there ? " is there" : " is gone"))
        .atMost(PATIENCE)
        .until(() -> pattern.matcher(shell.must("mq:plugins")).find() == there);
  }
}
