/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.marquetry.itests.environment.FelixNode;
import org.marquetry.itests.environment.Nodes;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;

/** Our node's bundles in Felix: all run, natives load. */
class FrameworkIT {
  private static FelixNode node;

  @BeforeAll
  static void start() throws IOException {
    node = Nodes.felix("framework");
    node.start();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void everyBundleRuns() {
    List<String> idle = new ArrayList<>();
    for (Bundle bundle : bundles()) {
      boolean fragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
      if (bundle.getState() != (fragment ? Bundle.RESOLVED : Bundle.ACTIVE)) {
        idle.add(bundle.getSymbolicName() + " is in state " + bundle.getState());
      }
    }
    assertThat(idle).isEmpty();
  }

  /** The native transport needs its fragment attached to the bundle with its classes. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void nativeTransportLoads() throws ReflectiveOperationException {
    Class<?> epoll =
        bundle("io.netty.transport-classes-epoll").loadClass("io.netty.channel.epoll.Epoll");
    Throwable cause = (Throwable) epoll.getMethod("unavailabilityCause").invoke(null);
    assertThat(cause).as("why epoll is not available").isNull();
    assertThat((Boolean) epoll.getMethod("isAvailable").invoke(null)).isTrue();
  }

  /** Above the framework's own level a bundle would be installed and never started. */
  @Test
  void bundlesStartBelowTheFrameworksLevel() {
    int framework = bundles()[0].adapt(FrameworkStartLevel.class).getStartLevel();
    for (Bundle bundle : bundles()) {
      assertThat(bundle.adapt(BundleStartLevel.class).getStartLevel())
          .as("start level of %s", bundle.getSymbolicName())
          .isLessThanOrEqualTo(framework);
    }
  }

  /** Else a plugin that exports such a package would refresh the bundle and stop the broker. */
  @Test
  void ourBundlesHaveNoOptionalImports() {
    for (Bundle bundle : bundles()) {
      String imports = bundle.getHeaders("").get(Constants.IMPORT_PACKAGE);
      if (bundle.getSymbolicName().startsWith("org.marquetry.") && imports != null) {
        assertThat(imports.toLowerCase(Locale.ROOT))
            .as("imports of %s", bundle.getSymbolicName())
            .doesNotContain("resolution:=\"optional\"", "resolution:=optional");
      }
    }
  }

  private static Bundle[] bundles() {
    return node.bundleContext().getBundles();
  }

  private static Bundle bundle(String symbolicName) {
    return Stream.of(bundles())
        .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no bundle " + symbolicName));
  }
}
