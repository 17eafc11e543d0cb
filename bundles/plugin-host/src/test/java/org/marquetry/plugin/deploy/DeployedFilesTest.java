/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.marquetry.plugin.deploy.BundleMaker.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.admin.PluginAdmin.Plugin;
import org.osgi.framework.BundleException;

/** Everything that may lie in a deploy folder and is no whole bundle. */
class DeployedFilesTest {

  @TempDir private Path directory;
  private DeployWorld world;
  private Path jar;

  @BeforeEach
  void start() throws BundleException, IOException, InterruptedException {
    world = new DeployWorld(directory);
    jar = world.deploy.resolve("x.jar");
    bundle("bystander", "1").into(world.deploy.resolve("bystander.jar"));
    world.settle();
  }

  @AfterEach
  void stop() throws BundleException, InterruptedException {
    assertThat(world.active()).contains("bystander 1.0.0");
    world.close();
  }

  @Test
  void whatIsNoJarIsRefused() throws Exception {
    Files.writeString(jar, "not a jar");

    assertThat(reasonAgainstNoJar()).contains("it is no jar file, or was not copied to its end");
  }

  @Test
  void anEmptyFileIsRefused() throws Exception {
    Files.createFile(jar);

    assertThat(reasonAgainstNoJar()).isEqualTo("it is empty; copy it here again");
  }

  @Test
  void aHalfCopiedJarIsTakenOnlyWhenItIsWhole() throws Exception {
    byte[] content = bundle("x", "1").entry("noise", noise(50_000)).bytes();
    Files.write(jar, Arrays.copyOf(content, 20_000));
    world.settle();
    assertThat(world.refusal().state()).isEqualTo("incomplete");

    for (int at = 20_000; at < content.length; at += 10_000) {
      append(Arrays.copyOfRange(content, at, Math.min(content.length, at + 10_000)));
      world.clock.forward(200);
      world.look();
      assertThat(world.installed()).containsExactly("bystander 1.0.0");
    }
    world.settle();

    assertThat(world.active()).containsExactly("bystander 1.0.0", "x 1.0.0");
    assertThat(world.refused()).isEmpty();
  }

  @Test
  void aJarThatStaysHalfIsRefusedAndWhatRanGoesOn() throws Exception {
    bundle("x", "1").into(jar);
    world.settle();
    byte[] content = bundle("x", "2").entry("noise", noise(50_000)).bytes();

    Files.write(jar, Arrays.copyOf(content, 30_000));
    world.settle();
    world.clock.forward(3_000);
    world.settle();

    assertThat(world.refusal().state()).isEqualTo("refused");
    assertThat(world.refusal().detail())
        .contains("not copied to its end", "1.0.0, which was there before, goes on");
    assertThat(world.active()).containsExactly("bystander 1.0.0", "x 1.0.0");

    Files.write(jar, content);
    world.settle();
    assertThat(world.active()).containsExactly("bystander 1.0.0", "x 2.0.0");
  }

  @Test
  void aHoleInTheMiddleIsFound() throws Exception {
    byte[] content = bundle("x", "1").entry("noise", noise(50_000)).bytes();
    Arrays.fill(content, 20_000, 30_000, (byte) 0);
    Files.write(jar, content);

    assertThat(reasonAgainstNoJar()).matches("(?s).*(noise is damaged|not copied to its end).*");
  }

  @Test
  void aBrokenTailIsFound() throws Exception {
    byte[] content = bundle("x", "1").entry("noise", noise(5_000)).bytes();
    Arrays.fill(content, content.length - 40, content.length, (byte) 0x55);
    Files.write(jar, content);

    assertThat(reasonAgainstNoJar()).contains("no jar file, or was not copied to its end");
  }

  @Test
  void aHugeFileIsRefusedUnread() throws Exception {
    try (var file =
        Files.newByteChannel(jar, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.position(40_000_000_000L);
      file.write(ByteBuffer.wrap(new byte[1]));
    }

    assertThat(reason()).contains("it has 40000000001 bytes, a plugin may have 1000000");
  }

  @Test
  void aPlainJarIsRefused() throws Exception {
    BundleMaker.jar().entry("a", "").into(jar);

    assertThat(reason()).contains("no Bundle-SymbolicName", "bnd-maven-plugin");
  }

  @Test
  void aManifestWithoutAVersionOfItsOwnIsRefused() throws Exception {
    BundleMaker.jar().header("Bundle-SymbolicName", "x").into(jar);

    assertThat(reason()).contains("no Bundle-ManifestVersion: 2");
  }

  @Test
  void aZipWithoutAManifestIsRefused() throws Exception {
    try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("a"));
    }

    assertThat(reason()).contains("it has no META-INF/MANIFEST.MF");
  }

  @Test
  void aManifestThatCannotBeReadIsRefused() throws Exception {
    try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
      zip.write("Manifest-Version: 1.0\nno colon here\n".getBytes(UTF_8));
    }

    assertThat(reason()).contains("its manifest cannot be read");
  }

  @Test
  void aVersionThatIsNoneIsRefused() throws Exception {
    bundle("x", "1.x").into(jar);

    assertThat(reason()).contains("Bundle-Version is none: 1.x");
  }

  @Test
  void aNameThatIsNoneIsRefused() throws Exception {
    bundle("x,y", "1").into(jar);

    assertThat(reason()).contains("Bundle-SymbolicName is no name: x,y");
  }

  @Test
  void aHeaderThatTheFrameworkDoesNotUnderstandIsRefused() throws Exception {
    bundle("x", "1").header("Import-Package", "a,a").into(jar);

    assertThat(reason()).contains("framework does not install it", "correct its manifest");
  }

  @Test
  void aComponentThatIsNotInTheJarIsSaid() throws Exception {
    bundle("x", "1").header("Service-Component", "OSGI-INF/x.xml").into(jar);

    assertThat(reason()).contains("names the component OSGI-INF/x.xml, which is not in the jar");
  }

  @Test
  void aBundleWithoutAVersionHasTheLowest() throws Exception {
    BundleMaker.jar()
        .header("Bundle-ManifestVersion", "2")
        .header("Bundle-SymbolicName", "x")
        .into(jar);
    world.settle();

    assertThat(world.active()).containsExactly("bystander 1.0.0", "x 0.0.0");
  }

  @Test
  void aDirectoryIsRefused() throws Exception {
    Files.createDirectory(jar);

    assertThat(reason()).contains("it is a directory");
  }

  @Test
  void jarsInADirectoryOfTheFolderAreNotLookedAtAndThatIsSaid() throws Exception {
    Files.createDirectory(world.deploy.resolve("empty"));
    Path sub = Files.createDirectory(world.deploy.resolve("sub"));
    bundle("x", "1").into(sub.resolve("x.jar"));
    world.settle();

    assertThat(world.refusal().name()).isEqualTo("sub");
    assertThat(world.refusal().detail()).contains("it is a directory", "move them up into deploy");
    assertThat(world.active()).containsExactly("bystander 1.0.0");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aNameThatCannotBePrintedIsRefused() throws Exception {
    bundle("x", "1").into(world.deploy.resolve("x\ny.jar"));
    world.settle();

    assertThat(world.refusal().name()).isEqualTo("x?y.jar");
    assertThat(world.refusal().detail()).contains("cannot be printed", "rename it");
    assertThat(world.active()).containsExactly("bystander 1.0.0");
  }

  @Test
  void linksAreFollowedToFilesOnly() throws Exception {
    Path target = directory.resolve("target");
    Files.createSymbolicLink(jar, target);
    assertThat(reason()).contains("link to " + target, "cannot be reached");

    bundle("x", "1").into(target);
    world.settle();
    assertThat(world.active()).containsExactly("bystander 1.0.0", "x 1.0.0");
    assertThat(world.refused()).isEmpty();

    bundle("x", "2").into(directory.resolve("other"));
    Files.delete(jar);
    Files.createSymbolicLink(jar, directory.resolve("other"));
    world.settle();
    assertThat(world.active()).containsExactly("bystander 1.0.0", "x 2.0.0");

    Files.delete(jar);
    Files.createSymbolicLink(jar, directory);
    world.settle();
    assertThat(world.refusal().detail())
        .contains("link to the directory " + directory, "2.0.0, which was there before, goes on");

    Files.delete(jar);
    Files.createSymbolicLink(jar, jar);
    world.settle();
    assertThat(world.refusal().detail()).contains("cannot be reached");
  }

  @Test
  void configurationIsSentToItsFolder() throws Exception {
    Files.createFile(world.deploy.resolve("x.cfg"));
    world.settle();

    assertThat(world.refusal())
        .isEqualTo(
            new Plugin(
                "-",
                "x.cfg",
                "-",
                "-",
                "refused",
                "it is a configuration file, and those are read from conf/; move it there"));
  }

  @Test
  void whatIsNoPluginIsLeftInPeace() throws Exception {
    for (String name : List.of("README.md", ".x.jar", "x.jar.part", "x.jar~", "x.tmp")) {
      Files.createFile(world.deploy.resolve(name));
    }
    world.settle();

    assertThat(world.refused()).isEmpty();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFileThatMayNotBeReadIsTakenOnceItMay() throws Exception {
    bundle("x", "1").into(jar);
    Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(jar), "this user may read everything");

    assertThat(reason()).contains("permission denied");

    Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("r--------"));
    world.settle();
    assertThat(world.active()).containsExactly("bystander 1.0.0", "x 1.0.0");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void nothingIsWrittenIntoTheFolder() throws Exception {
    bundle("x", "1").into(jar);
    Files.setPosixFilePermissions(world.deploy, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      world.settle();
      assertThat(world.active()).containsExactly("bystander 1.0.0", "x 1.0.0");
    } finally {
      Files.setPosixFilePermissions(world.deploy, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    assertThat(world.deploy.toFile().list()).containsExactlyInAnyOrder("bystander.jar", "x.jar");
  }

  private String reasonAgainstNoJar() throws InterruptedException {
    world.settle();
    assertThat(world.refusal().state()).isEqualTo("incomplete");
    world.clock.forward(3_000);
    return reason();
  }

  private String reason() throws InterruptedException {
    world.settle();
    assertThat(world.refusal().state()).isEqualTo("refused");
    assertThat(world.refusal().name()).isEqualTo("x.jar");
    assertThat(world.installed()).containsExactly("bystander 1.0.0");
    return world.refusal().detail();
  }

  private void append(byte[] bytes) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar, StandardOpenOption.APPEND)) {
      out.write(bytes);
    }
  }

  private static byte[] noise(int length) {
    byte[] noise = new byte[length];
    ThreadLocalRandom.current().nextBytes(noise);
    return noise;
  }
}
