/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bundles that came from the folder. They may have the name and version of one another and of
 * the node's own, so that a newer content stands beside the older one; and no bundle of the node is
 * ever refreshed for them. Thread-safe.
 */
final class DeployedBundles implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DeployedBundles.class);
  private static final String LOCATION = "deploy:";
  private static final char HASH = '#';
  private static final long REFRESH_SECONDS = 10;

  private final BundleContext context;
  private final int startLevel;
  private final List<ServiceRegistration<?>> hooks;

  DeployedBundles(BundleContext context) {
    this.context = context;
    // Started together with us: before the broker when a node starts, after it when one stops.
    this.startLevel = context.getBundle().adapt(BundleStartLevel.class).getStartLevel();
    CollisionHook besideEachOther =
        (operation, target, collisions) -> {
          if (target.equals(context.getBundle())) {
            collisions.clear();
          }
        };
    ResolverHookFactory exchange = triggers -> new Successors();
    this.hooks =
        List.of(
            context.registerService(CollisionHook.class, besideEachOther, null),
            context.registerService(ResolverHookFactory.class, exchange, null));
  }

  /** Settles what the node's own bundles are wired to before the first other bundle is there. */
  void resolveNode() {
    wiring().resolveBundles(null);
  }

  /**
   * Installs a jar; the bundle is returned as it is where this content of this file is installed.
   *
   * @throws BundleException with a message for people
   */
  Bundle install(String file, CheckedJar jar) throws BundleException, IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(jar.copy()))) {
      Bundle bundle = context.installBundle(LOCATION + file + HASH + jar.hash(), in);
      bundle.adapt(BundleStartLevel.class).setStartLevel(startLevel);
      return bundle;
    }
  }

  boolean resolve(Bundle bundle) {
    return wiring().resolveBundles(List.of(bundle));
  }

  /** Runs the bundle's code. */
  static void start(Bundle bundle) throws BundleException {
    // Transient: the folder alone says what runs after a restart.
    bundle.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY);
  }

  /** Puts one bundle in the place of another one of which there may be only one. */
  static void exchange(Bundle old, Bundle next) throws BundleException {
    stop(old);
    try {
      start(next);
    } catch (BundleException | RuntimeException | LinkageError e) {
      start(old);
      throw e;
    }
  }

  /**
   * Stops and uninstalls a bundle, and stops and frees those that use its packages.
   *
   * @param stopped gets the bundles of the folder that were stopped for it and can be started again
   */
  void remove(Bundle bundle, Set<Bundle> stopped) throws BundleException, InterruptedException {
    if (bundle.getState() == Bundle.UNINSTALLED) {
      return;
    }
    Set<Bundle> users = new LinkedHashSet<>(wiring().getDependencyClosure(List.of(bundle)));
    users.remove(bundle);
    BundleException unclean = null;
    try {
      stop(bundle);
    } catch (BundleException e) {
      unclean = e;
    }
    bundle.uninstall();
    List<String> node =
        users.stream().filter(user -> !isDeployed(user)).map(Bundle::getSymbolicName).toList();
    if (!node.isEmpty()) {
      LOG.warn(
          "Plugins: {} {} stays in memory until the next restart: {} of the node uses its packages",
          bundle.getSymbolicName(),
          bundle.getVersion(),
          String.join(", ", node));
    } else if (!users.isEmpty()) {
      stopAll(users, stopped);
      refresh(List.of(bundle));
    }
    if (unclean != null) {
      throw unclean;
    }
  }

  /** Whether a fragment is part of some bundle. */
  static boolean isAttached(Bundle fragment) {
    BundleWiring wiring = fragment.adapt(BundleWiring.class);
    return wiring != null && !wiring.getRequiredWires(HostNamespace.HOST_NAMESPACE).isEmpty();
  }

  /**
   * Lets a fragment become part of the bundles of the folder that it belongs to.
   *
   * @param stopped gets the bundles of the folder that were stopped for it and can be started again
   */
  void attach(BundleFacts fragment, Set<Bundle> stopped)
      throws BundleException, InterruptedException {
    Set<Bundle> hosts = new LinkedHashSet<>();
    for (Bundle bundle : all()) {
      if (fragment.fragmentHost().equals(bundle.getSymbolicName())) {
        hosts.add(bundle);
      }
    }
    Collection<Bundle> users = wiring().getDependencyClosure(hosts);
    if (!hosts.isEmpty() && users.stream().allMatch(DeployedBundles::isDeployed)) {
      stopAll(users, stopped);
      refresh(hosts);
      wiring().resolveBundles(hosts);
    }
  }

  private static void stopAll(Collection<Bundle> users, Set<Bundle> stopped)
      throws BundleException {
    for (Bundle user : users) {
      if (user.getState() == Bundle.ACTIVE || user.getState() == Bundle.STARTING) {
        stopped.add(user);
        stop(user);
      }
    }
  }

  private static void stop(Bundle bundle) throws BundleException {
    if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null) {
      bundle.stop(Bundle.STOP_TRANSIENT);
    }
  }

  private void refresh(Collection<Bundle> bundles) throws InterruptedException {
    CountDownLatch refreshed = new CountDownLatch(1);
    wiring()
        .refreshBundles(
            bundles,
            event -> {
              if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                refreshed.countDown();
              }
            });
    if (!refreshed.await(REFRESH_SECONDS, TimeUnit.SECONDS)) {
      LOG.warn("Refreshing {} takes more than {} s", bundles, REFRESH_SECONDS);
    }
  }

  /** Bundles of the folder that are installed. */
  List<Bundle> all() {
    return Arrays.stream(context.getBundles()).filter(DeployedBundles::isDeployed).toList();
  }

  /** Where a bundle comes from: the name of its file in the folder, or its location. */
  static String origin(Bundle bundle) {
    String location = bundle.getLocation();
    return isDeployed(bundle)
        ? location.substring(LOCATION.length(), location.lastIndexOf(HASH))
        : location;
  }

  static boolean isDeployed(Bundle bundle) {
    return bundle.getLocation().startsWith(LOCATION);
  }

  private FrameworkWiring wiring() {
    return context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
  }

  @Override
  public void close() {
    hooks.forEach(ServiceRegistration::unregister);
  }

  /**
   * Lets the newer content of a file resolve beside the older one, although each may be alone, and
   * lets one that is not resolved be in nobody's way: which comes first is our choice.
   */
  private static final class Successors implements ResolverHook {

    @Override
    public void filterSingletonCollisions(
        BundleCapability singleton, Collection<BundleCapability> collisionCandidates) {
      String file = file(singleton);
      if (file != null) {
        List<BundleCapability> harmless = new ArrayList<>();
        for (BundleCapability other : collisionCandidates) {
          String otherFile = file(other);
          if (file.equals(otherFile)
              || (otherFile != null && other.getRevision().getWiring() == null)) {
            harmless.add(other);
          }
        }
        collisionCandidates.removeAll(harmless);
      }
    }

    private static String file(BundleCapability identity) {
      Bundle bundle = identity.getRevision().getBundle();
      return isDeployed(bundle) ? origin(bundle) : null;
    }

    @Override
    public void filterResolvable(Collection<BundleRevision> candidates) {}

    @Override
    public void filterMatches(
        BundleRequirement requirement, Collection<BundleCapability> candidates) {}

    @Override
    public void end() {}
  }
}
