/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.admin.PluginAdmin.Plugin;
import org.marquetry.system.machine.FileDisk;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

class DeployFolderTest {

  @TempDir private Path directory;
  private Path deploy;
  private Framework framework;
  private DeployFolder folder;

  @BeforeEach
  void start() throws BundleException, IOException {
    deploy = Files.createDirectory(directory.resolve("deploy"));
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    directory.resolve("cache").toString(),
                    "felix.fileinstall.dir",
                    deploy + ", " + directory.resolve("missing")));
    framework.start();
    folder = new DeployFolder(framework.getBundleContext(), new FileDisk());
  }

  @AfterEach
  void stop() throws BundleException, InterruptedException {
    framework.stop();
    framework.waitForStop(10_000);
  }

  @Test
  void whatIsNoJarIsRefusedOnceTwoLooksSawTheSame() throws IOException {
    Files.write(deploy.resolve("x.jar"), "not a jar".getBytes(UTF_8));
    folder.look();
    assertThat(folder.refused()).isEmpty();

    folder.look();

    assertThat(folder.refused())
        .containsExactly(
            new Plugin(
                "-",
                "x.jar",
                "-",
                "-",
                "refused",
                "it is no jar file, or was not copied to its end"));

    Files.delete(deploy.resolve("x.jar"));
    folder.look();
    assertThat(folder.refused()).isEmpty();
  }

  @Test
  void aPlainJarIsRefused() throws IOException {
    Files.write(deploy.resolve("plain.jar"), jar(Map.of()));

    assertThat(reason()).contains("no Bundle-SymbolicName");
  }

  @Test
  void aJarWithoutAManifestIsRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("a.txt"));
    }
    Files.write(deploy.resolve("plain.jar"), bytes.toByteArray());

    assertThat(reason()).contains("no manifest");
  }

  @Test
  void aBundleThatDoesNotResolveIsRefusedWithWhatItMisses() throws IOException, BundleException {
    Path jar = deploy.resolve("hungry.jar");
    Files.write(
        jar,
        jar(
            Map.of(
                Constants.BUNDLE_SYMBOLICNAME, "hungry",
                Constants.IMPORT_PACKAGE, "no.such.thing;version=\"[1,2)\",org.osgi.framework")));
    framework.getBundleContext().installBundle(jar.toUri().toString());

    assertThat(reason())
        .contains("does not resolve", "no bundle here offers package no.such.thing")
        .doesNotContain("org.osgi.framework");
  }

  @Test
  void aSecondCopyOfABundleIsRefusedWithWhereTheFirstIs() throws IOException, BundleException {
    byte[] content = jar(Map.of(Constants.BUNDLE_SYMBOLICNAME, "twin;singleton:=true"));
    Path first = deploy.resolve("first.jar");
    Files.write(first, content);
    framework.getBundleContext().installBundle(first.toUri().toString()).start();
    Files.write(deploy.resolve("second.jar"), content);

    assertThat(reason()).contains("installed already", "first.jar");
  }

  @Test
  void aBundleThatFailsToStartIsRefused() throws IOException, BundleException {
    Path jar = deploy.resolve("broken.jar");
    Files.write(
        jar,
        jar(
            Map.of(
                Constants.BUNDLE_SYMBOLICNAME, "broken",
                Constants.BUNDLE_ACTIVATOR, "no.such.Activator")));
    framework.getBundleContext().installBundle(jar.toUri().toString());
    try {
      framework.getBundleContext().getBundle(jar.toUri().toString()).start();
    } catch (BundleException e) {
      assertThat(e).hasMessageContaining("no.such.Activator");
    }

    assertThat(reason()).contains("does not start");
  }

  @Test
  void aBundleThatRunsIsListedWithoutAReproach() throws IOException, BundleException {
    Path jar = deploy.resolve("fine.jar");
    Files.write(jar, jar(Map.of(Constants.BUNDLE_SYMBOLICNAME, "fine")));
    framework.getBundleContext().installBundle(jar.toUri().toString()).start();

    folder.look();
    folder.look();

    assertThat(folder.refused()).isEmpty();
    assertThat(folder.running())
        .containsExactly(
            new Plugin(
                "-",
                "fine.jar",
                "1.0.0",
                "fine",
                "running",
                "it offers no plugin of a kind that this node uses"));
  }

  private String reason() {
    folder.look();
    folder.look();
    assertThat(folder.refused()).hasSize(1);
    return folder.refused().get(0).detail();
  }

  private static byte[] jar(Map<String, String> headers) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
    manifest.getMainAttributes().putValue(Constants.BUNDLE_VERSION, "1.0");
    headers.forEach(manifest.getMainAttributes()::putValue);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      jar.putNextEntry(new ZipEntry("a.txt"));
    }
    return bytes.toByteArray();
  }
}
