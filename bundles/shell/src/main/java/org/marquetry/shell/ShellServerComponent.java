/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.felix.service.command.CommandProcessor;
import org.marquetry.shell.server.ShellServer;
import org.marquetry.system.NodeOptions;
import org.marquetry.system.Scheduler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the shell of this node. A node serves clients without it, so a failure is only told. */
@Component(
    immediate = true,
    service = {})
public final class ShellServerComponent {

  private static final Logger LOG = LoggerFactory.getLogger(ShellServerComponent.class);

  private final ShellServer server;

  @Activate
  public ShellServerComponent(
      @Reference CommandProcessor processor,
      @Reference Scheduler scheduler,
      @Reference NodeOptions options) {
    Path file = options.dataDirectory().resolve("run").resolve("shell");
    ShellServer started = null;
    try {
      started = ShellServer.start(file, scheduler, out -> new GogoSession(processor, out));
    } catch (IOException e) {
      LOG.error("'marquetry shell' will not reach this node: {} cannot be written: {}", file, e);
    }
    this.server = started;
  }

  @Deactivate
  void close() {
    if (server != null) {
      server.close();
    }
  }
}
