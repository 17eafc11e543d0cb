/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** How the framework and its services are set up. */
final class FrameworkProperties {

  private static final int START_LEVEL = 40;
  private static final int POLL_MILLIS = 500;
  private static final String LOG_INFO = "3";

  private FrameworkProperties() {}

  /**
   * @param deploy watched for bundles
   * @param conf watched for configuration files
   */
  static Map<String, String> of(NodePlan plan, DataDirectory data, Path deploy, Path conf) {
    Map<String, String> properties = new TreeMap<>();
    properties.put("marquetry.role", plan.name());
    properties.put("marquetry.data", data.root().toString());
    properties.put("marquetry.overrides", data.overrides().toString());

    properties.put("org.osgi.framework.storage", data.cache().toString());
    properties.put("org.osgi.framework.storage.clean", "onFirstInit");
    properties.put("org.osgi.framework.startlevel.beginning", Integer.toString(START_LEVEL));
    // Outside of the cache, which is cleaned at every start.
    properties.put("felix.cm.dir", data.configAdmin().toString());

    // The plugin host watches the one, for bundles, and File Install the other, for configuration.
    properties.put("marquetry.deploy", deploy.toString());
    properties.put("marquetry.conf", conf.toString());
    properties.put("felix.fileinstall.dir", conf.toString());
    // A jar in it would pass by the plugin host, and by its trust settings.
    properties.put("felix.fileinstall.filter", ".*\\.(cfg|config)");
    properties.put("felix.fileinstall.tmpdir", data.temporary().resolve("conf").toString());
    properties.put("felix.fileinstall.poll", Integer.toString(POLL_MILLIS));
    // Configuration is read before the first of our bundles starts.
    properties.put("felix.fileinstall.noInitialDelay", "true");
    properties.put("felix.fileinstall.enableConfigSave", "false");

    // What becomes of configuration files.
    properties.put("felix.fileinstall.log.level", LOG_INFO);
    properties.put("ds.loglevel", "warn");
    properties.put("org.ops4j.pax.logging.property.file", data.logging().toString());
    properties.put("org.ops4j.pax.logging.DefaultServiceLog.level", "WARN");
    return properties;
  }
}
