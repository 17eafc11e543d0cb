/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.plugin.deploy.BundleMaker.bundle;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node makes of its folder after it was down, and of trust that changes. */
class DeployRestartTest {

  private static final String THROWS = "throw new IllegalStateException(\"broken\");";

  @TempDir private Path directory;
  private DeployWorld world;
  private Path jar;

  @AfterEach
  void stop() throws Exception {
    world.close();
  }

  private void start() throws Exception {
    if (world != null) {
      world.close();
    }
    world = new DeployWorld(directory);
    jar = world.deploy.resolve("x.jar");
  }

  private void restart() throws Exception {
    start();
    world.settle();
  }

  @Test
  void whatWasDeletedMeanwhileIsGone() throws Exception {
    start();
    bundle("x", "1").into(jar);
    world.settle();
    world.close();
    world = null;
    Files.delete(jar);

    restart();

    assertThat(world.installed()).isEmpty();
    assertThat(directory.resolve("data/last-good")).isEmptyDirectory();
  }

  @Test
  void rubbishBesideTheCopiesStopsNothing() throws Exception {
    Files.createDirectories(directory.resolve("data/incoming/jar-0/x"));
    Files.createDirectories(directory.resolve("data/last-good/x.jar/x"));
    start();
    bundle("x", "1").into(jar);
    world.settle();
    bundle("y", "1").into(world.deploy.resolve("y.jar"));

    restart();

    assertThat(world.active()).containsExactly("x 1.0.0", "y 1.0.0");
  }

  @Test
  void whatWasReplacedMeanwhileRunsWithItsNewContent() throws Exception {
    start();
    bundle("x", "1").into(jar);
    world.settle();
    bundle("x", "2").into(jar);

    restart();

    assertThat(world.active()).containsExactly("x 2.0.0");
  }

  @Test
  void whatWasBrokenMeanwhileGoesOnWithItsLastWorkingContent() throws Exception {
    start();
    bundle("x", "1").into(jar);
    world.settle();
    Files.writeString(jar, "no jar");

    restart();
    world.clock.forward(3_000);
    world.settle();

    assertThat(world.active()).containsExactly("x 1.0.0");
    assertThat(world.refusal().detail()).contains("no jar file", "1.0.0", "goes on");

    restart();
    world.clock.forward(3_000);
    world.settle();
    assertThat(world.active()).as("after another restart").containsExactly("x 1.0.0");

    bundle("x", "2").into(jar);
    world.settle();
    assertThat(world.installed()).containsExactly("x 2.0.0");
    assertThat(world.refused()).isEmpty();
  }

  @Test
  void whatDoesNotStartAnyMoreGoesOnWithItsLastWorkingContent() throws Exception {
    start();
    bundle("x", "1").into(jar);
    world.settle();
    bundle("x", "2").activator(THROWS).into(jar);

    restart();

    assertThat(world.active()).containsExactly("x 1.0.0");
    assertThat(world.refusal().version()).isEqualTo("2.0.0");
    assertThat(world.refusal().detail()).contains("broken", "1.0.0", "goes on");
  }

  @Test
  void whatDoesNotResolveAnyMoreGoesOnWithItsLastWorkingContentUntilItDoes() throws Exception {
    start();
    bundle("x", "1").into(jar);
    world.settle();
    bundle("x", "2").header("Import-Package", "lib").into(jar);

    restart();
    assertThat(world.active()).containsExactly("x 1.0.0");

    bundle("lib", "1").header("Export-Package", "lib").into(world.deploy.resolve("lib.jar"));
    world.settle();
    world.settle();
    assertThat(world.installed()).containsExactly("lib 1.0.0", "x 2.0.0");
    assertThat(world.refused()).isEmpty();
  }

  @Test
  void aBrokenJarThatNeverWorkedStaysRefused() throws Exception {
    start();
    Files.writeString(jar, "no jar");
    bundle("y", "1").into(world.deploy.resolve("y.jar"));
    world.settle();

    restart();
    world.clock.forward(3_000);
    world.settle();

    assertThat(world.active()).containsExactly("y 1.0.0");
    assertThat(world.refusal().name()).isEqualTo("x.jar");
  }

  @Test
  void trustIsAskedBeforeAnyCodeRuns() throws Exception {
    start();
    Keys keys = new Keys(directory.resolve("keys.p12"));
    keys.make("vendor");
    Path store = keys.trusting(directory.resolve("trusted.p12"), "vendor");
    world.trust(DeployWorld.settings("signed", store, Keys.PASSWORD));
    System.clearProperty("deploy.test.ran");
    byte[] content =
        bundle("x", "1").activator("System.setProperty(\"deploy.test.ran\", \"\");").bytes();

    Files.write(jar, content);
    world.settle();
    assertThat(world.installed()).isEmpty();
    assertThat(world.refusal().detail()).contains("is not signed");
    assertThat(System.getProperty("deploy.test.ran")).isNull();

    Files.write(jar, keys.sign(content, "vendor"));
    world.settle();
    assertThat(world.active()).containsExactly("x 1.0.0");
    assertThat(world.refused()).isEmpty();
  }

  @Test
  void changedTrustIsAppliedToWhatRuns() throws Exception {
    start();
    Keys keys = new Keys(directory.resolve("keys.p12"));
    keys.make("vendor");
    keys.make("other");
    Path store = keys.trusting(directory.resolve("trusted.p12"), "vendor");
    Files.write(jar, keys.sign(bundle("x", "1").entry("a", "").bytes(), "vendor"));
    bundle("y", "1").entry("a", "").into(world.deploy.resolve("y.jar"));
    world.settle();
    assertThat(world.active()).containsExactly("x 1.0.0", "y 1.0.0");

    world.trust(DeployWorld.settings("signed", store, Keys.PASSWORD));
    world.settle();
    assertThat(world.installed()).containsExactly("x 1.0.0");
    assertThat(world.refusal().name()).isEqualTo("y.jar");
    assertThat(world.refusal().detail()).contains("is not signed");

    keys.trusting(store, "other");
    world.clock.forward(1_000);
    world.settle();
    assertThat(world.installed()).isEmpty();
    assertThat(world.refused()).extracting(row -> row.name()).containsExactly("x.jar", "y.jar");

    world.trust(DeployWorld.settings("any", null, null));
    world.settle();
    assertThat(world.active()).containsExactly("x 1.0.0", "y 1.0.0");
    assertThat(world.refused()).isEmpty();
  }

  @Test
  void aSettingThatCannotWorkStopsNothingAndTakesNothing() throws Exception {
    start();
    bundle("x", "1").into(jar);
    world.settle();

    world.trust(DeployWorld.settings("signed", directory.resolve("missing.p12"), null));
    bundle("y", "1").into(world.deploy.resolve("y.jar"));
    world.settle();

    assertThat(world.active()).containsExactly("x 1.0.0");
    assertThat(world.refused())
        .filteredOn(row -> row.name().equals("y.jar"))
        .singleElement()
        .satisfies(row -> assertThat(row.detail()).contains("missing.p12 cannot be read"));
  }
}
