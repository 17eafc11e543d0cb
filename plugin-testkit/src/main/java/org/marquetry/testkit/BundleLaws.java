/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleWiring;

/**
 * The laws of a plugin's bundle: it resolves against the API alone, starts, stops and starts again,
 * offers a named plugin while it runs, and leaves nothing behind. To be inherited by an integration
 * test, which runs after the jar was built:
 *
 * <pre>{@code
 * class BundleIT extends BundleLaws {
 *   @Override protected Path jar() { return Path.of("target/my-filter-1.0.jar"); }
 * }
 * }</pre>
 */
public abstract class BundleLaws {

  private static final int COLLECTIONS = 50;

  @TempDir Path cache;

  /** {@return the bundle's jar} */
  protected abstract Path jar();

  @Test
  void startsStopsAndStartsAgain() throws Exception {
    try (PluginFramework framework = PluginFramework.start(cache)) {
      Bundle bundle = framework.install(jar());
      for (int round = 1; round <= 3; round++) {
        start(bundle);
        List<String> offered = framework.offered(bundle);
        assertFalse(
            offered.isEmpty(),
            "start "
                + round
                + ": the bundle offers no plugin; it needs a component with one of the services "
                + PluginFramework.interfaces()
                + " and that service's name property");
        bundle.stop();
        assertTrue(framework.offered(bundle).isEmpty(), "a stopped bundle still offers " + offered);
      }
    }
  }

  private static void start(Bundle bundle) {
    try {
      bundle.start();
    } catch (BundleException e) {
      fail("the bundle does not start: " + e.getMessage(), e);
    }
  }

  @Test
  void leavesNothingBehind() throws Exception {
    try (PluginFramework framework = PluginFramework.start(cache)) {
      WeakReference<ClassLoader> loader = comeAndGo(framework);
      for (int i = 0; i < COLLECTIONS && loader.get() != null; i++) {
        System.gc();
        Thread.sleep(20); // gives the collector's own threads a turn
      }
      assertTrue(
          loader.get() == null,
          "after the bundle was uninstalled its class loader is still reachable: something outside"
              + " holds one of its objects, as a thread, a thread-local or a shut-down hook");
    }
  }

  private WeakReference<ClassLoader> comeAndGo(PluginFramework framework) throws Exception {
    Bundle bundle = framework.install(jar());
    start(bundle);
    framework.touch(bundle);
    ClassLoader loader = bundle.adapt(BundleWiring.class).getClassLoader();
    WeakReference<ClassLoader> reference = new WeakReference<>(loader);
    framework.uninstall(bundle);
    return reference;
  }
}
