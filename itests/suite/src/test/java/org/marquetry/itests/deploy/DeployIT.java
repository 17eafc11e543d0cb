/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.marquetry.itests.environment.FelixNode;
import org.marquetry.itests.environment.Inventory;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.environment.SourceTree;
import org.marquetry.itests.plugin.GeneratedPlugin;
import org.marquetry.itests.plugin.PluginJar;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.wiring.BundleWiring;

/** The deploy folder of a real node: real bundles with real components come and go. */
class DeployIT {

  private static final String STRATEGY = "org.marquetry.allocate.AllocateStrategy";
  private static FelixNode node;
  private static Inventory inventory;

  @BeforeAll
  static void start() throws IOException {
    node = Nodes.felix("deploy");
    node.start();
    inventory = new Inventory(node.shell());
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @AfterEach
  void emptyTheFolder() throws IOException {
    try (var files = Files.list(node.deployFolder())) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Awaitility.await("an empty folder")
        .until(() -> deployed().isEmpty() && inventory.rows().stream().noneMatch(this::isFile));
  }

  private boolean isFile(Inventory.Row row) {
    return row.kind().equals("-");
  }

  @Test
  void aDroppedPluginIsInUseSoon(TestReporter reporter) throws IOException {
    List<Long> millis = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      long start = System.nanoTime();
      strategy("1." + i).dropInto(node.deployFolder());
      inventory.awaitInUse("TEST", "1." + i + ".0");
      millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    }
    Collections.sort(millis);
    reporter.publishEntry(
        "from drop to in use, ms",
        "median " + millis.get(millis.size() / 2) + ", most " + millis.get(millis.size() - 1));
  }

  @Test
  void replacingInPlaceLeavesNoMomentWithoutTheService() throws Exception {
    Path file = node.deployFolder().resolve("strategy.jar");
    strategy("1.0").drop(file);
    inventory.awaitInUse("TEST", "1.0.0");
    AtomicInteger present = new AtomicInteger(1);
    AtomicInteger least = new AtomicInteger(1);
    ServiceListener listener =
        event -> {
          if (event.getType() == ServiceEvent.REGISTERED) {
            present.incrementAndGet();
          } else if (event.getType() == ServiceEvent.UNREGISTERING) {
            least.accumulateAndGet(present.decrementAndGet(), Math::min);
          }
        };
    node.bundleContext()
        .addServiceListener(listener, "(&(objectClass=" + STRATEGY + ")(strategy.name=TEST))");
    for (int i = 2; i <= 6; i++) {
      // Written over, as cp does it, and not moved.
      Files.write(file, strategy("1." + i).content());
      inventory.awaitInUse("TEST", "1." + i + ".0");
      inventory.awaitNone("the old one gone", row -> row.state().equals("standby"));
    }
    node.bundleContext().removeServiceListener(listener);

    assertThat(least).as("providers at the worst moment").hasValue(1);
    awaitDeployed(1);
  }

  @Test
  void aComponentThatFailsIsShownWithItsCauseAndTheOldOneGoesOn() throws IOException {
    Path file = node.deployFolder().resolve("strategy.jar");
    strategy("1.0").drop(file);
    inventory.awaitInUse("TEST", "1.0.0");

    plugin("2.0", "public Strategy() { throw new IllegalStateException(\"no room table\"); }")
        .drop(file);
    Inventory.Row refused = inventory.awaitRefused("strategy.jar");

    assertThat(refused.version()).isEqualTo("2.0.0");
    assertThat(refused.detail())
        .contains("fails in activation", "no room table", "1.0.0, which was there before, goes on");
    inventory.awaitInUse("TEST", "1.0.0");
  }

  @Test
  void aComponentThatWaitsForAServiceIsShown() throws IOException {
    GeneratedPlugin.of("waiting", "1.0")
        .source("Waiting", "public class Waiting { public void bind(Runnable r) {} }")
        .component(
            "Waiting", "<reference name=\"r\" interface=\"java.lang.Runnable\" bind=\"bind\"/>")
        .jar()
        .drop(node.deployFolder().resolve("waiting.jar"));

    assertThat(inventory.awaitRefused("waiting.jar").detail())
        .isEqualTo(
            "its component waiting.Waiting waits for a service java.lang.Runnable; drop a bundle"
                + " that offers it");
  }

  @Test
  void anActivatorThatThrowsIsShownWithItsCause() throws IOException {
    GeneratedPlugin.of("throwing", "1.0", framework())
        .header("Bundle-Activator", "generated.Start")
        .header("Import-Package", "org.osgi.framework")
        .source(
            "Start",
            "import org.osgi.framework.*; public class Start implements BundleActivator {"
                + " public void start(BundleContext c) { throw new IllegalStateException(\"outer\","
                + " new java.io.IOException(\"licence expired\")); }"
                + " public void stop(BundleContext c) {} }")
        .jar()
        .drop(node.deployFolder().resolve("throwing.jar"));

    assertThat(inventory.awaitRefused("throwing.jar").detail())
        .isEqualTo("it fails when it is started: IOException: licence expired");
    awaitDeployed(0);
  }

  @Test
  void anImportThatIsMissingIsShownUntilItIsThere() throws IOException {
    strategyFrom(GeneratedPlugin.of("strategy", "1.0", SourceTree.part("api")), "")
        .header("Import-Package", "org.marquetry.allocate,lib;version=\"[1,2)\"")
        .jar()
        .drop(node.deployFolder().resolve("strategy.jar"));
    assertThat(inventory.awaitRefused("strategy.jar").detail())
        .contains("no bundle here offers package lib");

    GeneratedPlugin.of("lib", "1.3")
        .header("Export-Package", "lib;version=1.3")
        .entry("lib/readme", "")
        .jar()
        .drop(node.deployFolder().resolve("lib.jar"));
    inventory.awaitInUse("TEST", "1.0.0");
  }

  @Test
  void nothingInTheFolderMovesABundleOfTheNode() throws IOException {
    Map<Bundle, BundleWiring> before = wirings();

    // What bundles of the node import optionally, and what they import anyway.
    GeneratedPlugin.of("everything", "99.0")
        .header(
            "Export-Package",
            "com.google.protobuf,com.google.protobuf.nano,org.bouncycastle.jce.provider,"
                + "org.slf4j;version=2.0.99,com.google.gson;version=2.99,"
                + "org.osgi.service.log;version=1.5,io.netty.util;version=4.2.99")
        .entry("io/netty/util/readme", "")
        .jar()
        .drop(node.deployFolder().resolve("everything.jar"));
    inventory.await("everything", row -> row.name().equals("everything.jar"));
    Files.delete(node.deployFolder().resolve("everything.jar"));
    inventory.awaitNone("everything gone", row -> row.name().equals("everything.jar"));

    assertThat(wirings()).isEqualTo(before);
  }

  @Test
  void aPartOfTheNodeIsRefused() throws IOException {
    Files.copy(SourceTree.part("broker"), node.deployFolder().resolve("broker-0.1.0.jar"));

    assertThat(inventory.awaitRefused("broker-0.1.0.jar").detail())
        .contains("org.marquetry.broker is a part of the node, not a plugin");
  }

  @Test
  void aNewerPluginStandsBesideTheBuiltInOneAndIsUsed() throws IOException {
    Path jar = SourceTree.part("store-memory");
    Path same = PluginJar.read(jar).dropInto(node.deployFolder());
    inventory.await("the same", row -> isMemory(row, "0.1.0", "standby"));
    Path newer = PluginJar.read(jar).withVersion("0.2.0").dropInto(node.deployFolder());
    inventory.await("the newer", row -> isMemory(row, "0.2.0", "in use"));
    inventory.await("the built-in", row -> isMemory(row, "0.1.0", "standby"));

    Files.delete(newer);
    Files.delete(same);
    inventory.await("the built-in", row -> isMemory(row, "0.1.0", "in use"));
    inventory.awaitNone(
        "others", row -> row.name().equals("memory") && !row.state().equals("in use"));
  }

  private static boolean isMemory(Inventory.Row row, String version, String state) {
    return row.name().equals("memory")
        && row.version().equals(version)
        && row.state().equals(state);
  }

  @Test
  void trustIsAppliedWhenItChanges() throws IOException {
    strategy("1.0").drop(node.deployFolder().resolve("strategy.jar"));
    inventory.awaitInUse("TEST", "1.0.0");
    Path settings = node.configuration().resolve("org.marquetry.plugins.cfg");
    String before = Files.readString(settings);
    try {
      Keys.make(node.configuration().resolve("trusted.p12"), "test");
      Files.writeString(
          settings,
          """
          plugins.trust = signed
          plugins.keystore = trusted.p12
          plugins.keystore.password = changeit
          """);

      assertThat(inventory.awaitRefused("strategy.jar").detail()).contains("is not signed");
      inventory.awaitNone("what is not signed", row -> row.name().equals("TEST"));
      awaitDeployed(0);

      Path signed = node.deployFolder().resolve("strategy.jar");
      Path half = Files.createTempFile(node.deployFolder(), ".", ".part");
      Files.write(half, strategy("1.1").content());
      Keys.sign(node.configuration().resolve("trusted.p12"), "test", half, signed);
      Files.delete(half);
      inventory.awaitInUse("TEST", "1.1.0");
    } finally {
      Files.writeString(settings, before);
    }
  }

  private static PluginJar strategy(String version) throws IOException {
    return plugin(version, "");
  }

  private static PluginJar plugin(String version, String more) throws IOException {
    return strategyFrom(GeneratedPlugin.of("strategy", version, SourceTree.part("api")), more)
        .jar();
  }

  private static GeneratedPlugin strategyFrom(GeneratedPlugin plugin, String more) {
    return plugin
        .header("Import-Package", "org.marquetry.allocate")
        .source(
            "Strategy",
            "import org.marquetry.allocate.*; import java.util.List;"
                + " public class Strategy implements AllocateStrategy { "
                + more
                + " public List<QueueId> allocate(AllocateContext c) { return c.queues(); } }")
        .component("Strategy", STRATEGY, Map.of("strategy.name", "TEST"));
  }

  private static Path framework() throws IOException {
    try (var files = Files.list(SourceTree.runtime().resolve("lib"))) {
      return files
          .filter(file -> file.getFileName().toString().contains("felix.framework"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** What is told of a jar may be told before its bundle has gone. */
  private static void awaitDeployed(int bundles) {
    Awaitility.await("bundles of the folder")
        .untilAsserted(() -> assertThat(deployed()).hasSize(bundles));
  }

  private static List<Bundle> deployed() {
    return Arrays.stream(context().getBundles())
        .filter(bundle -> bundle.getLocation().startsWith("deploy:"))
        .toList();
  }

  private static Map<Bundle, BundleWiring> wirings() {
    Map<Bundle, BundleWiring> wirings = new HashMap<>();
    for (Bundle bundle : context().getBundles()) {
      wirings.put(bundle, bundle.adapt(BundleWiring.class));
    }
    return wirings;
  }

  private static BundleContext context() {
    return node.bundleContext();
  }
}
