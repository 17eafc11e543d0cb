/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the start of the node until the plugins of the folder run, so that its first clients find
 * them; but not for long, whatever those plugins do.
 */
@Component(service = FirstLook.class, immediate = true)
public final class FirstLook {

  private static final Logger LOG = LoggerFactory.getLogger(FirstLook.class);
  private static final long PATIENCE_MILLIS = 5_000;

  @Activate
  public FirstLook(@Reference DeployedJars jars) throws InterruptedException {
    if (!jars.awaitFirstLook(PATIENCE_MILLIS)) {
      LOG.warn(
          "Plugins: those in the deploy folder do not all run after {} ms, the node starts without"
              + " waiting for the rest",
          PATIENCE_MILLIS);
    }
  }
}
