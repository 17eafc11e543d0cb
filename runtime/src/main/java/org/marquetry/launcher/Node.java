/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;

/** The framework with a node's bundles. */
final class Node {

  private static final long STOP_PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(60);

  private final Framework framework;
  private final StartWatch watch;

  private Node(Framework framework, StartWatch watch) {
    this.framework = framework;
    this.watch = watch;
  }

  /** Lays the node out; nothing runs yet. */
  static Node create(NodePlan plan, Path system, Map<String, String> frameworkProperties)
      throws LaunchException {
    for (BundleFile bundle : plan.bundles()) {
      if (!Files.isRegularFile(bundle.in(system))) {
        throw NodePlan.incomplete(bundle.in(system), null);
      }
    }
    StartWatch watch = new StartWatch(plan.roles());
    try {
      Framework framework =
          ServiceLoader.load(FrameworkFactory.class)
              .findFirst()
              .orElseThrow(() -> new LaunchException("no OSGi framework is on the class path"))
              .newFramework(new HashMap<>(frameworkProperties));
      framework.init();
      BundleContext context = framework.getBundleContext();
      context.addServiceListener(watch, StartWatch.FILTER);
      context.addFrameworkListener(watch);
      install(plan, system, context, watch);
      return new Node(framework, watch);
    } catch (BundleException | InvalidSyntaxException e) {
      throw new LaunchException("the framework does not start: " + e.getMessage(), e);
    }
  }

  /** Starts all bundles by their start levels. */
  void start() throws LaunchException {
    try {
      framework.start();
    } catch (BundleException e) {
      throw new LaunchException("the framework does not start: " + e.getMessage(), e);
    }
  }

  StartWatch watch() {
    return watch;
  }

  /** Returns when the framework has stopped, by whomever. */
  void awaitEnd() throws InterruptedException {
    framework.waitForStop(0);
  }

  /** Stops all bundles in reverse order and waits for them; nothing happens the second time. */
  void stop() throws LaunchException {
    try {
      framework.stop();
      framework.waitForStop(STOP_PATIENCE_MILLIS);
    } catch (BundleException e) {
      throw new LaunchException("the framework does not stop: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void install(NodePlan plan, Path system, BundleContext context, StartWatch watch)
      throws BundleException {
    List<Bundle> toStart = new ArrayList<>();
    for (BundleFile file : plan.bundles()) {
      Bundle bundle = context.installBundle(file.in(system).toUri().toString());
      bundle.adapt(BundleStartLevel.class).setStartLevel(file.startOrder());
      if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null) {
        watch.essential(bundle.getBundleId());
        toStart.add(bundle);
      }
    }
    // The framework's start level is still 0: this only marks them.
    for (Bundle bundle : toStart) {
      bundle.start(Bundle.START_ACTIVATION_POLICY);
    }
  }
}
