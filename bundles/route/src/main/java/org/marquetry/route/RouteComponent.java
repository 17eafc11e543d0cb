/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.admin.BrokerAdmin.ConfigEntry;
import org.marquetry.admin.RouteAdmin;
import org.marquetry.system.Clock;
import org.marquetry.system.ConfigurationKeys;
import org.marquetry.system.Disk;
import org.marquetry.system.NodeOptions;
import org.marquetry.system.Scheduler;
import org.marquetry.system.StartReport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the route service of this node. */
@Component(service = RouteAdmin.class, immediate = true, configurationPid = RouteComponent.PID)
@Designate(ocd = RouteComponent.Config.class)
public final class RouteComponent implements RouteAdmin {

  static final String PID = "org.marquetry.route";

  private static final Logger LOG = LoggerFactory.getLogger(RouteComponent.class);
  private static final String ROLE = "route";
  private static final List<String> FRAMEWORK_KEYS =
      List.of("service.", "component.", "felix.", "osgi.");

  /** The keys most often set; every key of {@link RouteSettings} may be given. */
  @ObjectClassDefinition(
      name = "Marquetry route service",
      description = "Where brokers register and clients ask for them; keys as in namesrv.conf")
  public @interface Config {

    @AttributeDefinition(
        name = "route.listenPort",
        description = "Port of clients and brokers; needs a restart")
    int route_listenPort() default 9876;

    @AttributeDefinition(description = "Whether routes carry the ordered-topic configuration")
    boolean orderMessageEnable() default false;

    @AttributeDefinition(description = "Whether the list of all topics is given out")
    boolean enableAllTopicList() default true;

    @AttributeDefinition(
        description = "How often silent brokers are looked for, in milliseconds; needs a restart")
    int scanNotActiveBrokerInterval() default 5000;
  }

  private final NodeOptions options;
  private final ConfigurationKeys keys;
  private final CurrentSettings settings;
  private final RouteServer server;
  private final String failure;

  @Activate
  public RouteComponent(
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference Disk disk,
      @Reference NodeOptions options,
      @Reference StartReport report,
      @Reference ConfigurationKeys keys,
      Map<String, Object> configuration) {
    this.options = options;
    this.keys = keys;
    CurrentSettings given = null;
    RouteServer started = null;
    String reason = null;
    try {
      given = new CurrentSettings(merged(configuration));
      started =
          RouteServer.start(given, options.dataDirectory().resolve(ROLE), clock, scheduler, disk);
    } catch (IOException | IllegalArgumentException e) {
      reason = e.getMessage();
      LOG.error("The route service does not start: {}", reason);
    }
    this.settings = given;
    this.server = started;
    this.failure = reason;
    if (started == null) {
      report.failed(ROLE, reason);
    } else {
      report.ready(ROLE, "127.0.0.1:" + started.port());
      tellKeys();
    }
  }

  private void tellKeys() {
    keys.told(ROLE, settings.given(), settings.get().known());
  }

  @Modified
  void modified(Map<String, Object> configuration) {
    if (server == null) {
      return;
    }
    try {
      settings.configure(merged(configuration));
      tellKeys();
    } catch (IllegalArgumentException e) {
      LOG.error("The changed configuration is not taken over: {}", e.getMessage());
    }
  }

  @Deactivate
  void close() {
    if (server != null) {
      server.close();
    }
  }

  /** What Configuration Admin says, without the framework's own keys, below what the start said. */
  private Map<String, String> merged(Map<String, Object> configuration) {
    Map<String, String> all = new HashMap<>();
    configuration.forEach(
        (key, value) -> {
          if (FRAMEWORK_KEYS.stream().noneMatch(key::startsWith)) {
            all.put(key, String.valueOf(value));
          }
        });
    all.putAll(options.overrides());
    return all;
  }

  @Override
  public Map<String, Object> status() {
    return server == null ? Map.of("failed", failure) : server.status();
  }

  @Override
  public List<ConfigEntry> config() {
    return server == null ? List.of() : server.config();
  }

  @Override
  public List<RegisteredBroker> brokers() {
    return server == null ? List.of() : server.brokers();
  }
}
