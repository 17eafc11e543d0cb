/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.marquetry.admin.AllocateAdmin;
import org.marquetry.admin.BrokerAdmin;
import org.marquetry.admin.DeadLetterAdmin;
import org.marquetry.admin.DelayAdmin;
import org.marquetry.admin.FilterAdmin;
import org.marquetry.admin.InterceptorAdmin;
import org.marquetry.admin.StoreAdmin;
import org.marquetry.admin.TransactionAdmin;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.config.SettingsException;
import org.marquetry.plugin.PluginHost;
import org.marquetry.store.StorageBackend;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.store.kernel.StoreException;
import org.marquetry.system.Clock;
import org.marquetry.system.ConfigurationKeys;
import org.marquetry.system.Disk;
import org.marquetry.system.NodeOptions;
import org.marquetry.system.Scheduler;
import org.marquetry.system.StartReport;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
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

/**
 * Runs the broker of this node: opens it, on a thread of its own, when the storage backend that it
 * is configured for is there.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = BrokerComponent.PID)
@Designate(ocd = BrokerComponent.Config.class)
public final class BrokerComponent {

  static final String PID = "org.marquetry.broker";

  private static final Logger LOG = LoggerFactory.getLogger(BrokerComponent.class);
  private static final String ROLE = "broker";
  private static final long READY_CHECK_MILLIS = 20;
  private static final long PATIENCE_MILLIS = 5_000;
  private static final long REGISTRATION_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** The keys most often set; every key that {@code mq:config} lists may be given. */
  @ObjectClassDefinition(
      name = "Marquetry broker",
      description = "Keys and units as in RocketMQ's broker.conf")
  public @interface Config {

    @AttributeDefinition(description = "Name of the cluster; needs a restart")
    String brokerClusterName() default "DefaultCluster";

    @AttributeDefinition(description = "Name of the broker; needs a restart")
    String brokerName() default "broker-a";

    @AttributeDefinition(description = "Port of clients; needs a restart")
    int listenPort() default 10911;

    @AttributeDefinition(description = "Name servers, host:port;host:port; needs a restart")
    String namesrvAddr() default "";

    @AttributeDefinition(description = "ASYNC_FLUSH or SYNC_FLUSH")
    String flushDiskType() default "ASYNC_FLUSH";

    @AttributeDefinition(description = "Whether sending to a missing topic creates it")
    boolean autoCreateTopicEnable() default true;
  }

  private final BundleContext context;
  private final Clock clock;
  private final Scheduler scheduler;
  private final NodeOptions options;
  private final StartReport report;
  private final ConfigurationKeys keys;
  private final Node node;
  private final PluginHost.Followed<StorageBackend> backends;
  private final HostedPlugins plugins;
  private final Scheduler.Pool starter;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final Map<String, String> given;
  private final Scheduler.Task patience;
  private volatile String neededBackend = "";
  private Broker broker;
  private final List<ServiceRegistration<?>> admins = new ArrayList<>();
  private boolean stopped;

  @Activate
  public BrokerComponent(
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference Disk disk,
      @Reference NodeOptions options,
      @Reference StartReport report,
      @Reference ConfigurationKeys keys,
      @Reference PluginHost pluginHost,
      BundleContext context,
      Map<String, Object> configuration) {
    this.context = context;
    this.clock = clock;
    this.scheduler = scheduler;
    this.options = options;
    this.report = report;
    this.keys = keys;
    this.backends = pluginHost.follow("storage", StorageBackend.class, StorageBackend.NAME);
    this.plugins = new HostedPlugins(pluginHost, context);
    this.node = new Node(options.dataDirectory(), backends, plugins, disk, clock, scheduler);
    this.given = merged(configuration);
    this.starter = scheduler.pool("broker-start", 1, 1);
    this.patience =
        scheduler.after(
            "storage backend patience",
            PATIENCE_MILLIS,
            () -> {
              if (!begun.get()) {
                report.waiting(
                    ROLE,
                    "no plugin offers the storage backend '"
                        + neededBackend
                        + "' that the log is written with; add its bundle to the deploy folder, or"
                        + " for a new store name another one as storage.backend");
              }
            });
    startWhenBackendIsThere();
  }

  private void startWhenBackendIsThere() {
    String backend;
    try {
      BrokerSettings settings = BrokerSettings.parse(given, options.dataDirectory());
      backend = MessageStore.neededBackend(settings.store(), node.disk());
      keys.told(ROLE, given.keySet(), settings.knownKeys());
    } catch (SettingsException | StoreException e) {
      LOG.error("The broker does not start: {}", e.getMessage());
      begun.set(true);
      report.failed(ROLE, e.getMessage());
      return;
    }
    neededBackend = backend;
    backends.onArrival(
        name -> {
          if (name.equals(backend) && begun.compareAndSet(false, true)) {
            starter.execute(this::start);
          }
        });
  }

  private void start() {
    Broker started;
    try {
      started = Broker.start(given, node);
    } catch (StartException e) {
      LOG.error("The broker does not start: {}", e.getMessage());
      report.failed(ROLE, e.getMessage());
      return;
    } catch (RuntimeException e) {
      LOG.error("The broker does not start", e);
      report.failed(ROLE, "unexpected failure, see the log: " + e);
      return;
    }
    synchronized (this) {
      if (stopped) {
        started.close();
        return;
      }
      broker = started;
      admins.add(context.registerService(BrokerAdmin.class, started.admin(), null));
      admins.add(context.registerService(FilterAdmin.class, started.filters(), null));
      admins.add(context.registerService(DelayAdmin.class, started.delayAdmin(), null));
      admins.add(context.registerService(StoreAdmin.class, started.storeAdmin(), null));
      admins.add(context.registerService(AllocateAdmin.class, started.allocateAdmin(), null));
      admins.add(context.registerService(DeadLetterAdmin.class, started.deadLetters(), null));
      admins.add(context.registerService(TransactionAdmin.class, started.transactions(), null));
      admins.add(context.registerService(InterceptorAdmin.class, started.interceptors(), null));
    }
    long begin = clock.nanos();
    reportReady(begin);
  }

  /**
   * Looks again and again until the broker is registered, but not for ever: where all name servers
   * are away, the broker serves who knows its address, and whoever started it is not kept waiting.
   */
  private void reportReady(long begin) {
    Broker running;
    synchronized (this) {
      running = broker;
    }
    if (running == null) {
      return;
    }
    if (running.registered()) {
      report.ready(ROLE, running.addressText());
    } else if (clock.nanos() - begin > REGISTRATION_PATIENCE_NANOS) {
      report.waiting(
          ROLE,
          "none of the name servers "
              + String.join(", ", running.settings().current().network().nameServers())
              + " answers; clients do not find this broker until one does, it goes on trying");
      report.ready(ROLE, running.addressText());
    } else {
      scheduler.after("broker ready check", READY_CHECK_MILLIS, () -> reportReady(begin));
    }
  }

  @Modified
  synchronized void modified(Map<String, Object> configuration) {
    if (broker == null) {
      LOG.warn("The changed configuration has effect at the next start");
      return;
    }
    Map<String, String> changed = merged(configuration);
    LiveSettings settings = broker.settings();
    try {
      List<String> needRestart = settings.configure(changed);
      keys.told(ROLE, changed.keySet(), settings.current().knownKeys());
      if (!needRestart.isEmpty()) {
        LOG.warn("These changes need a restart: {}", String.join(", ", needRestart));
      }
    } catch (SettingsException e) {
      LOG.error("The changed configuration is not taken over: {}", e.getMessage());
    }
  }

  @Deactivate
  void stop() {
    Broker running;
    synchronized (this) {
      stopped = true;
      running = broker;
      broker = null;
      admins.forEach(ServiceRegistration::unregister);
    }
    patience.cancel();
    starter.close();
    if (running != null) {
      running.close();
    }
    plugins.close();
    backends.close();
  }

  /** What Configuration Admin says, without the framework's own keys, below what the start said. */
  private Map<String, String> merged(Map<String, Object> configuration) {
    Map<String, String> all = new HashMap<>();
    configuration.forEach(
        (key, value) -> {
          if (!key.startsWith("service.")
              && !key.startsWith("component.")
              && !key.startsWith("felix.")
              && !key.startsWith("osgi.")) {
            all.put(key, String.valueOf(value));
          }
        });
    all.putAll(options.overrides());
    // A node of both roles is given the settings of both.
    all.keySet().removeIf(key -> key.startsWith("route."));
    return all;
  }
}
