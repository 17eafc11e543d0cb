/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.testkit.BrokenLaws.broken;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.marquetry.testkit.bundle.LeakingActivator;
import org.marquetry.testkit.bundle.OfferingActivator;
import org.marquetry.testkit.bundle.SilentActivator;

/** The laws of bundles, on real bundles in a real framework. */
class BundleLawsIT {

  @Test
  void aGoodBundlePasses() {
    assertThat(broken(Good.class)).isEmpty();
  }

  @Test
  void aBundleThatLeavesAThreadIsCaught() {
    assertThat(broken(Leaking.class)).containsExactly("leavesNothingBehind");
  }

  @Test
  void aBundleWithoutPluginIsCaught() {
    assertThat(broken(Silent.class)).containsExactly("startsStopsAndStartsAgain");
  }

  @Test
  void aBundleThatNeedsMoreThanTheApiIsCaught() {
    assertThat(broken(Demanding.class)).contains("startsStopsAndStartsAgain");
  }

  private static Path jar(String imports, Class<?> activator, Class<?>... more) {
    try {
      Manifest manifest = new Manifest();
      Attributes main = manifest.getMainAttributes();
      main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
      main.putValue("Bundle-ManifestVersion", "2");
      main.putValue("Bundle-SymbolicName", activator.getSimpleName());
      main.putValue("Bundle-Version", "1.0.0");
      main.putValue("Bundle-Activator", activator.getName());
      main.putValue("Import-Package", imports);
      Path jar = Files.createTempFile("testkit", ".jar");
      jar.toFile().deleteOnExit();
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
        add(out, activator);
        for (Class<?> type : more) {
          add(out, type);
        }
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(JarOutputStream out, Class<?> type) throws IOException {
    String file = type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getResourceAsStream("/" + file)) {
      out.putNextEntry(new JarEntry(file));
      in.transferTo(out);
      out.closeEntry();
    }
  }

  private static final String API =
      "org.osgi.framework,org.marquetry.filter;version=\"[1,2)\",org.marquetry.message";

  static class Good extends BundleLaws {
    @Override
    protected Path jar() {
      return BundleLawsIT.jar(API, OfferingActivator.class);
    }
  }

  static class Leaking extends BundleLaws {
    @Override
    protected Path jar() {
      return BundleLawsIT.jar(API, LeakingActivator.class, OfferingActivator.class);
    }
  }

  static class Silent extends BundleLaws {
    @Override
    protected Path jar() {
      return BundleLawsIT.jar(API, SilentActivator.class);
    }
  }

  static class Demanding extends BundleLaws {
    @Override
    protected Path jar() {
      return BundleLawsIT.jar(API + ",org.marquetry.broker", OfferingActivator.class);
    }
  }
}
