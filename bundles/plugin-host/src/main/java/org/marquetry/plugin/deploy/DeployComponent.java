/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.marquetry.admin.PluginAdmin.Plugin;
import org.marquetry.system.Clock;
import org.marquetry.system.NodeOptions;
import org.marquetry.system.Scheduler;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleListener;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the deploy folder of this node, which the framework property {@value #FOLDER} names.
 * Thread-safe.
 */
@Component(
    service = DeployedJars.class,
    immediate = true,
    configurationPid = "org.marquetry.plugins")
public final class DeployComponent implements DeployedJars {

  static final String FOLDER = "marquetry.deploy";
  static final String CONFIGURATION = "marquetry.conf";

  private static final Logger LOG = LoggerFactory.getLogger(DeployComponent.class);

  /** A dropped file is seen after one such time at most and taken after the next. */
  private static final long LOOK_MILLIS = 200;

  /** How long a start or stop may hold up those of others. */
  private static final long PATIENCE_MILLIS = 2_000;

  private final BundleContext context;
  private final NodeOptions options;
  private final TrustSource trust;
  private final Units units;
  private final Deployer deployer;
  private final BundleListener bundles;
  private final FrameworkListener started;
  private final Scheduler.Worker watcher;

  @Activate
  public DeployComponent(
      BundleContext context,
      @Reference NodeOptions options,
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference ServiceComponentRuntime components,
      Map<String, Object> configuration)
      throws IOException {
    this.context = context;
    this.options = options;
    this.trust = new TrustSource(settings(configuration), clock);
    DeployedBundles deployed = new DeployedBundles(context);
    this.units =
        new Units(
            deployed,
            new NodeParts(context),
            new MissingRequirements(context),
            new ScrComponentStates(components),
            new Lifecycle(scheduler, clock, PATIENCE_MILLIS),
            clock);
    Path data = options.dataDirectory().resolve("plugins");
    this.deployer =
        new Deployer(
            new WatchedFolder(folder(context, data)),
            new JarIntake(data.resolve("incoming"), JarIntake.MAX_JAR_BYTES),
            new LastGood(data.resolve("last-good")),
            units,
            trust,
            clock);
    this.bundles = event -> units.bundlesChanged();
    this.started = this::frameworkEvent;
    context.addBundleListener(bundles);
    context.addFrameworkListener(started);
    deployed.resolveNode();
    this.watcher = scheduler.worker("plugin-deploy", this::look);
  }

  private static Path folder(BundleContext context, Path data) {
    String folder = context.getProperty(FOLDER);
    if (folder == null) {
      LOG.warn("Plugins: no folder is watched, the framework property {} names none", FOLDER);
      return data.resolve("none");
    }
    return Path.of(folder).toAbsolutePath().normalize();
  }

  private TrustSettings settings(Map<String, Object> configuration) {
    String conf = context.getProperty(CONFIGURATION);
    return TrustSettings.of(configuration, options.overrides(), Path.of(conf == null ? "" : conf));
  }

  @Modified
  void modified(Map<String, Object> configuration) {
    trust.settings(settings(configuration));
  }

  private long look() throws InterruptedException {
    deployer.look();
    return LOOK_MILLIS;
  }

  /** What failed because something of the node was not there yet gets another chance. */
  private void frameworkEvent(FrameworkEvent event) {
    if (event.getType() == FrameworkEvent.STARTED) {
      units.retryFailed();
    }
  }

  @Override
  public List<Plugin> refused() {
    return deployer.refused();
  }

  @Override
  public List<Plugin> running() {
    return deployer.running();
  }

  @Override
  public long droppedMillis(String location) {
    return deployer.droppedMillis(location);
  }

  @Override
  public boolean awaitFirstLook(long millis) throws InterruptedException {
    return deployer.awaitFirstLook(millis);
  }

  @Deactivate
  void close() {
    context.removeFrameworkListener(started);
    context.removeBundleListener(bundles);
    watcher.close();
    deployer.close();
  }
}
