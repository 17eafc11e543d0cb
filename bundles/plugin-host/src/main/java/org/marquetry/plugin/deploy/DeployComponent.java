/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.util.List;
import org.marquetry.admin.PluginAdmin.Plugin;
import org.marquetry.system.Disk;
import org.marquetry.system.Scheduler;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Watches the deploy folder of this node. Thread-safe. */
@Component(service = DeployedJars.class, immediate = true)
public final class DeployComponent implements DeployedJars {

  private static final long LOOK_MILLIS = 1_000;

  private final DeployFolder folder;
  private final Scheduler.Task looking;

  @Activate
  public DeployComponent(
      BundleContext context, @Reference Disk disk, @Reference Scheduler scheduler) {
    this.folder = new DeployFolder(context, disk);
    this.looking = scheduler.every("plugin-folder", LOOK_MILLIS, LOOK_MILLIS, folder::look);
  }

  @Override
  public List<Plugin> refused() {
    return folder.refused();
  }

  @Override
  public List<Plugin> running() {
    return folder.running();
  }

  @Deactivate
  void close() {
    looking.cancel();
  }
}
