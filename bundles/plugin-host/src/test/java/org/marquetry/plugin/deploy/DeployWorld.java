/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.felix.framework.FrameworkFactory;
import org.marquetry.admin.PluginAdmin.Plugin;
import org.marquetry.system.machine.ThreadScheduler;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.BundleListener;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** A framework with a deploy folder whose looks a test takes by hand. */
final class DeployWorld {

  private static final long PATIENCE_MILLIS = 2_000;
  private static final int MAX_JAR_BYTES = 1_000_000;

  final Path deploy;
  final SteppedClock clock = new SteppedClock();
  ComponentStates components = ComponentStates.NONE;
  private final Path directory;
  private final Framework framework;
  private final ThreadScheduler scheduler = new ThreadScheduler("test");
  private final BundleContext context;
  private Deployer deployer;
  private Units units;
  private BundleListener listener;
  private TrustSource trust;

  /**
   * @param directory holds the folder {@code deploy} and, from one world to the next, what a
   *     restart keeps
   */
  DeployWorld(Path directory) throws BundleException, IOException {
    this.directory = directory;
    deploy = Files.createDirectories(directory.resolve("deploy"));
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    directory.resolve("cache").toString(),
                    Constants.FRAMEWORK_STORAGE_CLEAN,
                    Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT,
                    Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                    "org.marquetry.filter;version=1.0.0"));
    framework.start();
    Path host = BundleMaker.bundle("host", "1").into(directory.resolve("host.jar"));
    Bundle bundle = framework.getBundleContext().installBundle(host.toUri().toString());
    bundle.start();
    context = bundle.getBundleContext();
    trust = new TrustSource(settings("any", null, null), clock);
    open();
  }

  static TrustSettings settings(String trust, Path keystore, String password) {
    return new TrustSettings(trust, keystore, password, "PKCS12");
  }

  private void open() throws IOException {
    Path data = directory.resolve("data");
    units =
        new Units(
            new DeployedBundles(context),
            new NodeParts(context),
            new MissingRequirements(context),
            bundle -> components.of(bundle),
            new Lifecycle(scheduler, clock, PATIENCE_MILLIS),
            clock);
    Units current = units;
    listener = event -> current.bundlesChanged();
    context.addBundleListener(listener);
    deployer =
        new Deployer(
            new WatchedFolder(deploy),
            new JarIntake(data.resolve("incoming"), MAX_JAR_BYTES),
            new LastGood(data.resolve("last-good")),
            units,
            trust,
            clock);
  }

  /** As if the bundle that watches the folder was stopped and started. */
  void reopen() throws IOException {
    context.removeBundleListener(listener);
    deployer.close();
    open();
  }

  BundleContext context() {
    return context;
  }

  Units units() {
    return units;
  }

  void trust(TrustSettings settings) {
    trust.settings(settings);
  }

  void look() throws InterruptedException {
    deployer.look();
  }

  /** As many looks as it takes until a change is seen and dealt with. */
  void settle() throws InterruptedException {
    for (int i = 0; i < 4; i++) {
      clock.forward(200);
      deployer.look();
    }
  }

  List<Plugin> refused() {
    return deployer.refused();
  }

  List<Plugin> running() {
    return deployer.running();
  }

  /** The only row of what is refused. */
  Plugin refusal() {
    if (refused().size() != 1) {
      throw new AssertionError("expected one row, not " + refused());
    }
    return refused().get(0);
  }

  /** Names and versions of the bundles of the folder that are active. */
  List<String> active() {
    return deployed(bundle -> bundle.getState() == Bundle.ACTIVE);
  }

  /** Of those that are installed at all. */
  List<String> installed() {
    return deployed(bundle -> true);
  }

  private List<String> deployed(Function<Bundle, Boolean> which) {
    return Arrays.stream(context.getBundles())
        .filter(DeployedBundles::isDeployed)
        .filter(which::apply)
        .map(bundle -> bundle.getSymbolicName() + " " + bundle.getVersion())
        .sorted()
        .toList();
  }

  Bundle bundle(String name) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> name.equals(bundle.getSymbolicName()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no bundle " + name));
  }

  void close() throws BundleException, InterruptedException {
    deployer.close();
    scheduler.close();
    framework.stop();
    framework.waitForStop(10_000);
  }
}
