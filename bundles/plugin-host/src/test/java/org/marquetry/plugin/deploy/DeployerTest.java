/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.plugin.deploy.BundleMaker.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.admin.PluginAdmin.Plugin;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.BundleWiring;

class DeployerTest {

  private static final String THROWS =
      "throw new IllegalStateException(\"outer\", new java.io.IOException(\"no licence file\"));";

  @TempDir private Path directory;
  private DeployWorld world;
  private Path jar;

  @BeforeEach
  void start() throws BundleException, IOException {
    world = new DeployWorld(directory);
    world.clock.forward(-1);
    jar = world.deploy.resolve("x.jar");
  }

  @AfterEach
  void stop() throws BundleException, InterruptedException {
    world.close();
  }

  @Test
  void aDroppedBundleRunsWhenTwoLooksSawTheSame() throws Exception {
    world.look();
    bundle("x", "1.2").into(jar);
    world.look();
    assertThat(world.active()).isEmpty();

    world.look();

    assertThat(world.active()).containsExactly("x 1.2.0");
    assertThat(world.refused()).isEmpty();
    assertThat(world.running())
        .containsExactly(
            new Plugin(
                "-",
                "x.jar",
                "1.2.0",
                "x",
                "running",
                "it offers no plugin of a kind that this node uses"));
  }

  @Test
  void whatWasThereBeforeTheStartRunsAfterTheFirstLook() throws Exception {
    bundle("x", "1").into(jar);
    Files.setLastModifiedTime(jar, FileTime.fromMillis(world.clock.millis() - 10_000));

    world.look();

    assertThat(world.active()).containsExactly("x 1.0.0");
  }

  @Test
  void aDeletedBundleGoesWhenTwoLooksMissedIt() throws Exception {
    bundle("x", "1").into(jar);
    world.settle();
    Files.delete(jar);

    world.look();
    assertThat(world.active()).containsExactly("x 1.0.0");

    world.look();
    assertThat(world.installed()).isEmpty();
    assertThat(world.running()).isEmpty();
    assertThat(directory.resolve("data/last-good")).isEmptyDirectory();
    assertThat(directory.resolve("data/incoming")).isEmptyDirectory();
  }

  @Test
  void newContentRunsBeforeTheOldStops() throws Exception {
    bundle("x", "1").into(jar);
    world.settle();
    List<String> events = events();

    bundle("x", "2").into(jar);
    world.settle();

    assertThat(world.installed()).containsExactly("x 2.0.0");
    assertThat(world.refused()).isEmpty();
    assertThat(events.indexOf("STARTED 2.0.0"))
        .as("%s", events)
        .isNotNegative()
        .isLessThan(events.indexOf("STOPPING 1.0.0"));
  }

  @Test
  void aNewBuildOfTheSameVersionReplacesTheOldOne() throws Exception {
    bundle("x", "1").into(jar);
    world.settle();
    long old = world.bundle("x").getBundleId();

    bundle("x", "1").entry("changed", "").into(jar);
    world.settle();

    assertThat(world.installed()).containsExactly("x 1.0.0");
    assertThat(world.bundle("x").getBundleId()).isNotEqualTo(old);
  }

  @Test
  void anOlderVersionReplacesANewerOneToo() throws Exception {
    bundle("x", "2").into(jar);
    world.settle();

    bundle("x", "1").into(jar);
    world.settle();

    assertThat(world.active()).containsExactly("x 1.0.0");
  }

  @Test
  void aFileThatIsWrittenAgainAsItWasChangesNothing() throws Exception {
    bundle("x", "1").into(jar);
    world.settle();
    List<String> events = events();

    bundle("x", "1").into(jar);
    world.settle();

    assertThat(events).isEmpty();
    assertThat(world.active()).containsExactly("x 1.0.0");
    assertThat(directory.resolve("data/incoming")).isEmptyDirectory();
  }

  @Test
  void whereTheNewContentDoesNotStartTheOldGoesOn() throws Exception {
    bundle("x", "1").into(jar);
    world.settle();
    List<String> events = events();

    bundle("x", "2").activator(THROWS).into(jar);
    world.settle();

    assertThat(events).noneMatch(event -> event.endsWith(" 1.0.0"));
    assertThat(world.installed()).containsExactly("x 1.0.0");
    assertThat(world.refusal())
        .isEqualTo(
            new Plugin(
                "-",
                "x.jar",
                "2.0.0",
                "x",
                "refused",
                "it fails when it is started: IOException: no licence file; 1.0.0, which was there"
                    + " before, goes on"));
    assertThat(world.running()).hasSize(1);

    bundle("x", "3").into(jar);
    world.settle();
    assertThat(world.installed()).containsExactly("x 3.0.0");
    assertThat(world.refused()).isEmpty();
  }

  @Test
  void whereAComponentOfTheNewContentFailsTheOldGoesOn() throws Exception {
    bundle("x", "1").into(jar);
    world.settle();
    world.components =
        bundle ->
            bundle.getVersion().getMajor() == 2
                ? new ComponentStates.State(ComponentStates.Kind.FAILED, "its component fails")
                : ComponentStates.State.FINE;

    bundle("x", "2").into(jar);
    world.settle();

    assertThat(world.installed()).containsExactly("x 1.0.0");
    assertThat(world.refusal().detail()).startsWith("its component fails; 1.0.0");
  }

  @Test
  void whereAComponentOfTheNewContentWaitsTheOldGoesOnUntilItDoesNot() throws Exception {
    bundle("x", "1").into(jar);
    world.settle();
    world.components =
        bundle ->
            bundle.getVersion().getMajor() == 2
                ? new ComponentStates.State(ComponentStates.Kind.WAITING, "it waits")
                : ComponentStates.State.FINE;
    bundle("x", "2").into(jar);
    world.settle();
    assertThat(world.active()).containsExactly("x 1.0.0", "x 2.0.0");
    assertThat(world.refusal().detail()).startsWith("it waits; 1.0.0");

    world.components = ComponentStates.NONE;
    world.clock.forward(1_000);
    world.settle();

    assertThat(world.installed()).containsExactly("x 2.0.0");
    assertThat(world.refused()).isEmpty();
  }

  @Test
  void aComponentThatFailsIsShownAndTheRestOfTheBundleRuns() throws Exception {
    world.components =
        bundle -> new ComponentStates.State(ComponentStates.Kind.FAILED, "its component fails");
    bundle("x", "1").into(jar);
    world.settle();

    assertThat(world.active()).containsExactly("x 1.0.0");
    assertThat(world.refusal().detail()).isEqualTo("its component fails");

    world.components = ComponentStates.NONE;
    world.clock.forward(1_000);
    world.settle();
    assertThat(world.refused()).isEmpty();
  }

  @Test
  void aBundleThatFailsToStartLeavesNothing() throws Exception {
    bundle("x", "1").activator(THROWS).into(jar);
    world.settle();

    assertThat(world.installed()).isEmpty();
    assertThat(world.refusal().detail())
        .isEqualTo("it fails when it is started: IOException: no licence file");

    Files.delete(jar);
    world.settle();
    assertThat(world.refused()).isEmpty();
    assertThat(directory.resolve("data/incoming")).isEmptyDirectory();
  }

  @Test
  void aBundleThatFailedIsTriedAgainWhenAnotherOneHasCome() throws Exception {
    bundle("x", "1")
        .activator(
            "if (context.getServiceReference(\"java.lang.Runnable\") == null) { throw new"
                + " IllegalStateException(\"no runnable\"); }")
        .into(jar);
    world.settle();
    assertThat(world.refusal().detail()).contains("no runnable");

    bundle("y", "1")
        .activator("context.registerService(Runnable.class, () -> {}, null);")
        .into(world.deploy.resolve("y.jar"));
    world.settle();
    world.settle();

    assertThat(world.active()).containsExactly("x 1.0.0", "y 1.0.0");
    assertThat(world.refused()).isEmpty();
  }

  @Test
  void aBundleThatFailedIsTriedAgainWhenItsFileIsTouched() throws Exception {
    System.setProperty("deployer.test.fail", "yes");
    bundle("x", "1")
        .activator(
            "if (System.getProperty(\"deployer.test.fail\") != null) {"
                + " throw new IllegalStateException(\"told to\"); }")
        .into(jar);
    world.settle();
    assertThat(world.refusal().detail()).contains("told to");

    System.clearProperty("deployer.test.fail");
    Files.setLastModifiedTime(jar, FileTime.fromMillis(world.clock.millis() + 5_000));
    world.settle();

    assertThat(world.active()).containsExactly("x 1.0.0");
    assertThat(world.refused()).isEmpty();
  }

  @Test
  void aBundleThatMissesAPackageRunsAsSoonAsItIsThere() throws Exception {
    bundle("x", "1").header("Import-Package", "lib;version=\"[1,2)\"").into(jar);
    world.settle();
    assertThat(world.active()).isEmpty();
    assertThat(world.refusal().detail())
        .isEqualTo(
            "it does not resolve: no bundle here offers package lib in version 1.0.0 up to, not"
                + " with, 2.0.0; drop a bundle that exports it, or put the package into the jar");

    Path lib = world.deploy.resolve("lib.jar");
    library("1.1").into(lib);
    world.settle();
    assertThat(world.active()).containsExactly("lib 1.1.0", "x 1.0.0");
    assertThat(world.refused()).isEmpty();

    Files.delete(lib);
    world.settle();
    assertThat(world.active()).isEmpty();
    assertThat(world.refusal().detail()).contains("no bundle here offers package lib");

    library("1.2").into(lib);
    world.settle();
    assertThat(world.active()).containsExactly("lib 1.2.0", "x 1.0.0");
  }

  @Test
  void usersOfALibraryMoveToItsNewContent() throws Exception {
    library("1.1").into(world.deploy.resolve("lib.jar"));
    bundle("x", "1").header("Import-Package", "lib;version=\"[1,2)\"").into(jar);
    bundle("bystander", "1").into(world.deploy.resolve("y.jar"));
    world.settle();
    List<String> events = events();

    library("1.2").into(world.deploy.resolve("lib.jar"));
    world.settle();
    world.settle();

    assertThat(world.active()).containsExactly("bystander 1.0.0", "lib 1.2.0", "x 1.0.0");
    assertThat(world.bundle("x").adapt(BundleWiring.class).getRequiredWires(null))
        .extracting(wire -> wire.getProvider().getBundle().getVersion().toString())
        .containsExactly("1.2.0");
    assertThat(events).as("of the bystander").noneMatch(event -> event.contains("bystander"));
  }

  @Test
  void theWrongVersionOfAPackageIsSaid() throws Exception {
    bundle("x", "1").header("Import-Package", "org.marquetry.filter;version=\"[3,4)\"").into(jar);
    world.settle();

    assertThat(world.refusal().detail())
        .contains(
            "package org.marquetry.filter in version 3.0.0",
            "only version 1.0.0 of org.apache.felix.framework");
  }

  @Test
  void aBundleForANewerJavaIsRefusedWithThat() throws Exception {
    bundle("x", "1")
        .header("Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"")
        .into(jar);
    world.settle();

    assertThat(world.refusal().detail()).contains("it was made for Java 99", "--release 17");
  }

  @Test
  void anActivatorThatIsNotThereIsSaid() throws Exception {
    bundle("x", "1").header("Bundle-Activator", "no.such.Activator").into(jar);
    world.settle();

    assertThat(world.refusal().detail()).contains("fails when it is started", "no.such.Activator");
  }

  @Test
  void twoFilesOfOneBundleAndVersionRunBesideEachOther() throws Exception {
    bundle("x", "1").into(jar);
    bundle("x", "1").entry("other", "").into(world.deploy.resolve("y.jar"));
    world.settle();

    assertThat(world.active()).containsExactly("x 1.0.0", "x 1.0.0");

    Files.delete(jar);
    world.settle();
    assertThat(world.active()).containsExactly("x 1.0.0");
  }

  @Test
  void twoFilesWithTheSameContentAreOneBundle() throws Exception {
    bundle("x", "1").into(jar);
    world.settle();
    bundle("x", "1").into(world.deploy.resolve("y.jar"));
    world.settle();

    assertThat(world.active()).containsExactly("x 1.0.0");
    assertThat(world.refusal())
        .isEqualTo(
            new Plugin(
                "-",
                "y.jar",
                "1.0.0",
                "x",
                "standby",
                "it has the same content as x.jar, which is used"));

    List<String> events = events();
    Files.delete(jar);
    world.settle();
    assertThat(events).isEmpty();
    assertThat(world.active()).containsExactly("x 1.0.0");
    assertThat(world.refused()).isEmpty();
    assertThat(world.running()).extracting(Plugin::name).containsExactly("y.jar");
  }

  @Test
  void aRenamedFileKeepsItsBundle() throws Exception {
    bundle("x", "1").into(jar);
    world.settle();
    List<String> events = events();

    Files.move(jar, world.deploy.resolve("z.jar"));
    world.settle();

    assertThat(events).isEmpty();
    assertThat(world.running()).extracting(Plugin::name).containsExactly("z.jar");
  }

  @Test
  void aSingletonIsExchangedAndNeverThereTwice() throws Exception {
    bundle("x;singleton:=true", "1").into(jar);
    world.settle();
    List<String> events = events();

    bundle("x;singleton:=true", "2").into(jar);
    world.settle();

    assertThat(world.installed()).containsExactly("x 2.0.0");
    assertThat(events.indexOf("STOPPED 1.0.0"))
        .as("%s", events)
        .isNotNegative()
        .isLessThan(events.indexOf("STARTING 2.0.0"));
  }

  @Test
  void aSingletonComesBackWhereItsNewContentFails() throws Exception {
    bundle("x;singleton:=true", "1").into(jar);
    world.settle();

    bundle("x;singleton:=true", "2").activator(THROWS).into(jar);
    world.settle();

    assertThat(world.active()).containsExactly("x 1.0.0");
    assertThat(world.refusal().detail()).contains("no licence file", "1.0.0");
  }

  @Test
  void theSecondFileOfASingletonWaitsForTheFirstToGo() throws Exception {
    bundle("x;singleton:=true", "1").into(jar);
    world.settle();
    bundle("x;singleton:=true", "2").into(world.deploy.resolve("y.jar"));
    world.settle();

    assertThat(world.active()).containsExactly("x 1.0.0");
    assertThat(world.refusal().detail()).contains("singleton", "1.0.0", "x.jar");

    Files.delete(jar);
    world.settle();
    assertThat(world.active()).containsExactly("x 2.0.0");
    assertThat(world.refused()).isEmpty();
  }

  @Test
  void ofTwoFilesOfASingletonTheNewerRunsAfterAStart() throws Exception {
    bundle("x;singleton:=true", "1").into(jar);
    bundle("x;singleton:=true", "2").into(world.deploy.resolve("y.jar"));
    world.settle();

    assertThat(world.active()).containsExactly("x 2.0.0");
  }

  @Test
  void aFragmentBecomesPartOfABundleOfTheFolder() throws Exception {
    bundle("x", "1").into(jar);
    world.settle();
    bundle("f", "1")
        .header("Fragment-Host", "x")
        .entry("words.txt", "hello")
        .into(world.deploy.resolve("f.jar"));
    world.settle();
    world.settle();

    assertThat(world.refused()).isEmpty();
    assertThat(world.active()).containsExactly("x 1.0.0");
    assertThat(world.bundle("x").getResource("words.txt")).isNotNull();

    Files.delete(world.deploy.resolve("f.jar"));
    world.settle();
    world.settle();
    assertThat(world.installed()).containsExactly("x 1.0.0");
    assertThat(world.active()).containsExactly("x 1.0.0");
    assertThat(world.bundle("x").getResource("words.txt")).isNull();
  }

  @Test
  void aFragmentOfTheNodeIsRefused() throws Exception {
    bundle("f", "1").header("Fragment-Host", "host").into(jar);
    world.settle();

    assertThat(world.installed()).isEmpty();
    assertThat(world.refusal().detail()).contains("fragment of host, which is a part of the node");
  }

  @Test
  void aCopyOfThePluginInterfacesIsRefused() throws Exception {
    bundle("x", "1").header("Export-Package", "org.marquetry.filter;version=1.5").into(jar);
    world.settle();

    assertThat(world.refusal().detail())
        .contains("its own copy of org.marquetry.filter", "scope provided");
  }

  @Test
  void anActivatorThatNeverEndsHoldsNobodyUp() throws Exception {
    bundle("x", "1")
        .activator(
            "while (true) { try { Thread.sleep(60_000); } catch (InterruptedException e) {"
                + " if (System.getProperty(\"deployer.test.stubborn\") == null) throw e; } }")
        .into(jar);
    bundle("y", "1").into(world.deploy.resolve("y.jar"));
    world.settle();

    assertThat(world.active()).containsExactly("y 1.0.0");
    assertThat(world.refusal().state()).isEqualTo("starting");
    assertThat(world.refusal().detail()).contains("its activator blocks");

    Files.delete(jar);
    world.settle();
    world.settle();
    assertThat(world.installed()).containsExactly("y 1.0.0");
    assertThat(world.refused()).isEmpty();
  }

  @Test
  void anActivatorThatFailsToStopDoesNotStay() throws Exception {
    bundle("x", "1").activator("", "throw new IllegalStateException(\"never\");").into(jar);
    world.settle();

    Files.delete(jar);
    world.settle();

    assertThat(world.installed()).isEmpty();
  }

  @Test
  void aBundleThatSomebodyStoppedSaysSo() throws Exception {
    bundle("x", "1").into(jar);
    world.settle();

    world.bundle("x").stop();
    world.settle();
    assertThat(world.refusal().detail()).contains("somebody stopped it", "felix:start");
    assertThat(world.active()).isEmpty();

    world.bundle("x").uninstall();
    world.settle();
    assertThat(world.refusal().detail()).contains("somebody uninstalled it");

    bundle("x", "1").into(jar);
    world.settle();
    assertThat(world.active()).containsExactly("x 1.0.0");
    assertThat(world.refused()).isEmpty();
  }

  @Test
  void aFolderThatCannotBeListedTakesNothingAway() throws Exception {
    bundle("x", "1").into(jar);
    world.settle();
    Path away = directory.resolve("away");
    Files.move(world.deploy, away);

    world.settle();
    assertThat(world.active()).containsExactly("x 1.0.0");
    assertThat(world.refusal().detail()).contains("cannot be listed", "what runs goes on");

    Files.move(away, world.deploy);
    world.settle();
    assertThat(world.active()).containsExactly("x 1.0.0");
    assertThat(world.refused()).isEmpty();
  }

  @Test
  void aHostThatComesBackTakesUpWhatRuns() throws Exception {
    bundle("x", "1").into(jar);
    bundle("y", "1").into(world.deploy.resolve("y.jar"));
    world.settle();
    Files.delete(jar);
    List<String> events = events();

    world.reopen();
    world.settle();

    assertThat(world.installed()).containsExactly("y 1.0.0");
    assertThat(events).noneMatch(event -> event.contains("y"));
  }

  /** Events of the framework from now on, those of single versions by these. */
  private List<String> events() {
    List<String> events = new ArrayList<>();
    SynchronousBundleListener listener =
        event -> {
          Bundle bundle = event.getBundle();
          String version = bundle.getVersion().toString();
          String who =
              List.of("x", "lib").contains(bundle.getSymbolicName())
                  ? version
                  : bundle.getSymbolicName();
          String what =
              switch (event.getType()) {
                case BundleEvent.STARTING -> "STARTING";
                case BundleEvent.STARTED -> "STARTED";
                case BundleEvent.STOPPING -> "STOPPING";
                case BundleEvent.STOPPED -> "STOPPED";
                default -> null;
              };
          if (what != null) {
            synchronized (events) {
              events.add(what + " " + who);
            }
          }
        };
    world.context().addBundleListener(listener);
    return events;
  }

  private static BundleMaker library(String version) {
    return bundle("lib", version).header("Export-Package", "lib;version=" + version);
  }
}
