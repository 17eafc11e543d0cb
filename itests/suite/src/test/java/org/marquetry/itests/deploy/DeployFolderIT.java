/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.environment.Inventory;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.environment.SourceTree;
import org.marquetry.itests.node.DistributionNode;
import org.marquetry.itests.plugin.GeneratedPlugin;
import org.marquetry.itests.plugin.PluginJar;

/** What operators do to the deploy folder of the distribution, and a process that is killed. */
class DeployFolderIT {

  private static final String FILTER = "SQL92";
  private static final String COMPONENT = "OSGI-INF/org.marquetry.filter.sql.SqlFilterProvider.xml";

  private DistributionNode node;
  private Inventory inventory;
  private Path deploy;
  private PluginJar filter;

  @BeforeEach
  void start() throws IOException {
    node = Nodes.distribution("deploy-folder", spec -> spec);
    node.start();
    inventory = new Inventory(node.shell());
    deploy = node.deployFolder();
    filter = PluginJar.read(SourceTree.bundle("plugins-filter-sql"));
  }

  @AfterEach
  void stop() throws IOException {
    Files.setPosixFilePermissions(deploy, PosixFilePermissions.fromString("rwxr-xr-x"));
    node.stop();
    node.close();
  }

  @Test
  void everythingThatIsDroppedHasAVisibleResultAndOutlivesAKill() throws Exception {
    filter.withVersion("1.0.1").drop(deploy.resolve("filter.jar"));
    inventory.awaitInUse(FILTER, "1.0.1");

    Map<String, String> expected = new LinkedHashMap<>(dropWhatIsRefused());
    expected.forEach(this::awaitRefused);
    // Two versions of one bundle, the same content twice, names that differ in case alone.
    PluginJar second = filter.withVersion("1.0.2");
    second.drop(deploy.resolve("Filter.jar"));
    inventory.awaitInUse(FILTER, "1.0.2");
    second.drop(deploy.resolve("again.jar"));
    inventory.await(
        "the same content again",
        row ->
            row.name().equals("again.jar") && row.detail().contains("Filter.jar, which is used"));
    overwriteWithHalf("Filter.jar");
    awaitRefused("Filter.jar", "1.0.2, which was there before, goes on");
    dropWhatVanishes();
    awaitFilters("1.0.2", "1.0.1");

    node.kill();
    // While it is down: one is deleted, one comes, and nobody may write into the folder any more.
    Files.delete(deploy.resolve("filter.jar"));
    filter.withVersion("1.0.3").drop(deploy.resolve("newer.jar"));
    Files.setPosixFilePermissions(deploy, PosixFilePermissions.fromString("r-xr-xr-x"));
    node.start();

    awaitFilters("1.0.3", "1.0.2");
    expected.forEach(this::awaitRefused);
    awaitRefused("Filter.jar", "1.0.2, which was there before, goes on");
  }

  /** What is wrong with each file, by its name. */
  private Map<String, String> dropWhatIsRefused() throws IOException {
    overwriteWithHalf("half.jar");
    Files.createSymbolicLink(deploy.resolve("dangling.jar"), node.home().resolve("nowhere"));
    Files.createSymbolicLink(deploy.resolve("link.jar"), node.home());
    Path sub = Files.createDirectory(deploy.resolve("sub"));
    filter.withVersion("9.0.0").drop(sub.resolve("filter.jar"));
    Files.createDirectory(deploy.resolve("directory.jar"));
    GeneratedPlugin.of("lost", "1.0")
        .header("Import-Package", "nowhere")
        .jar()
        .drop(deploy.resolve("lost.jar"));
    GeneratedPlugin.of("failing", "1.0", SourceTree.part("api"))
        .header("Bundle-Activator", "generated.Nobody")
        .jar()
        .drop(deploy.resolve("failing.jar"));
    return Map.of(
        "half.jar",
        "copy it here again",
        "dangling.jar",
        "cannot be reached",
        "link.jar",
        "let it point to a jar file",
        "sub",
        "move them up into deploy",
        "directory.jar",
        "pack it into a jar file",
        "lost.jar",
        "no bundle here offers package nowhere",
        "failing.jar",
        "generated.Nobody");
  }

  private void overwriteWithHalf(String name) throws IOException {
    byte[] content = filter.content();
    Files.write(deploy.resolve(name), Arrays.copyOf(content, content.length / 2));
  }

  /** Jars that go while the node may be reading them. */
  private void dropWhatVanishes() throws Exception {
    Path file = deploy.resolve("flicker.jar");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    for (int i = 0; System.nanoTime() < end; i++) {
      PluginJar flicker = filter.withVersion("0.0." + i);
      flicker.drop(file);
      TimeUnit.MILLISECONDS.sleep(i * 37L % 450); // any moment of the node's look
      Files.delete(file);
    }
    inventory.awaitNone(
        "what vanished",
        row -> row.name().equals("flicker.jar") || row.version().startsWith("0.0."));
  }

  private void awaitRefused(String file, String why) {
    inventory.await(
        file + " is refused: " + why,
        row ->
            row.name().equals(file) && row.state().equals("refused") && row.detail().contains(why));
  }

  private void awaitFilters(String inUse, String standby) {
    inventory.awaitInUse(FILTER, inUse);
    inventory.await(
        standby + " on standby",
        row ->
            row.name().equals(FILTER)
                && row.version().equals(standby)
                && row.state().equals("standby"));
    // After a restart one version may come of two files: of again.jar, and of what Filter.jar was.
    assertThat(inventory.rows())
        .filteredOn(row -> row.name().equals(FILTER))
        .extracting(Inventory.Row::version)
        .containsOnly(inUse, standby);
  }

  @Test
  void whereOnlySignedJarsAreTakenTheReasonAgainstOthersIsTold() throws Exception {
    Path conf = node.home().resolve("conf");
    Path trusted = conf.resolve("trusted.p12");
    Path others = node.dataDirectory().resolve("others.p12");
    Keys.make(trusted, "good");
    Keys.make(trusted, "old", "-startdate", "-10d", "-validity", "5");
    Keys.make(others, "stranger");
    Files.writeString(
        conf.resolve("org.marquetry.plugins.cfg"),
        """
        plugins.trust = signed
        plugins.keystore = trusted.p12
        plugins.keystore.password = changeit
        """);
    Path bench = Files.createDirectory(node.dataDirectory().resolve("bench"));
    Path plain = filter.withVersion("1.0.1").drop(bench.resolve("unsigned.jar"));
    Path signed = bench.resolve("signed.jar");
    Keys.sign(trusted, "good", plain, signed);
    Keys.sign(trusted, "old", plain, bench.resolve("expired.jar"));
    Keys.sign(others, "stranger", plain, bench.resolve("foreign.jar"));
    change(Files.copy(signed, bench.resolve("tampered.jar")), COMPONENT);
    change(Files.copy(signed, bench.resolve("partial.jar")), "more/readme");
    try (var jars = Files.list(bench)) {
      for (Path jar : jars.toList()) {
        PluginJar.read(jar).drop(deploy.resolve(jar.getFileName()));
      }
    }

    awaitRefused("unsigned.jar", "is not signed");
    awaitRefused("tampered.jar", COMPONENT + " was changed after it was signed");
    awaitRefused("partial.jar", "more/readme is not signed");
    awaitRefused("expired.jar", "CN=old expired on");
    awaitRefused("foreign.jar", "CN=stranger");
    inventory.awaitInUse(FILTER, "1.0.1");
    assertThat(inventory.rows()).filteredOn(row -> row.name().equals(FILTER)).hasSize(1);
  }

  /** Writes something else over an entry of a jar, or adds it. */
  private static void change(Path jar, String entry) throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(jar)) {
      Path changed = zip.getPath(entry);
      if (changed.getParent() != null) {
        Files.createDirectories(changed.getParent());
      }
      Files.writeString(changed, "something else");
    }
  }
}
