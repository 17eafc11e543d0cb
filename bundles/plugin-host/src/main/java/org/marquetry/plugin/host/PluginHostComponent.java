/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.host;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.PluginAdmin;
import org.marquetry.plugin.PluginHost;
import org.marquetry.plugin.deploy.DeployedJars;
import org.marquetry.plugin.kernel.PluginConfiguration;
import org.marquetry.plugin.kernel.PluginEvent;
import org.marquetry.plugin.kernel.PluginReports;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.marquetry.system.NodeOptions;
import org.marquetry.system.Scheduler;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.event.EventAdmin;

/** The plugin host of this node. Thread-safe. */
@Component(
    service = {PluginHost.class, PluginAdmin.class},
    immediate = true,
    configurationPid = PluginHostComponent.PID)
public final class PluginHostComponent implements PluginHost, PluginAdmin {

  static final String PID = "org.marquetry.plugins";

  private static final long LOOK_MILLIS = 1_000;

  private final BundleContext context;
  private final DeployedJars jars;
  private final EventTopic topic = new EventTopic();
  private final NodePlatform node;
  private final PluginReports reports;
  private final Scheduler.Task looking;
  private final Set<FollowedServices<?>> followed = ConcurrentHashMap.newKeySet();
  private final Set<Plugin> toldRefused = new HashSet<>();

  @Activate
  public PluginHostComponent(
      BundleContext context,
      @Reference DeployedJars jars,
      @Reference NodeOptions options,
      @Reference Clock clock,
      @Reference Disk disk,
      @Reference Scheduler scheduler,
      Map<String, Object> configuration) {
    this.context = context;
    this.jars = jars;
    this.node =
        new NodePlatform(
            parsed(configuration),
            options.dataDirectory().resolve("config"),
            topic::tell,
            clock,
            disk,
            scheduler);
    this.reports = new PluginReports(node.platform(), node.operations());
    this.looking =
        scheduler.every("plugin-refusals", LOOK_MILLIS, LOOK_MILLIS, this::tellRefusedJars);
  }

  /** Without the keys of the framework itself. */
  private static PluginConfiguration parsed(Map<String, Object> configuration) {
    Map<String, Object> own = new HashMap<>(configuration);
    own.keySet()
        .removeIf(
            key ->
                key.startsWith("service.")
                    || key.startsWith("component.")
                    || key.startsWith("felix.")
                    || key.startsWith("osgi."));
    return PluginConfiguration.of(own);
  }

  @Modified
  void modified(Map<String, Object> configuration) {
    node.configure(parsed(configuration));
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setEventAdmin(EventAdmin admin) {
    topic.come(admin);
  }

  void unsetEventAdmin(EventAdmin admin) {
    topic.gone(admin);
  }

  @Override
  public <T> Followed<T> follow(
      String kind, Class<T> type, String nameProperty, UnaryOperator<String> objection) {
    FollowedServices<T> services =
        new FollowedServices<>(
            context,
            kind,
            type,
            nameProperty,
            objection,
            node.platform(),
            jars::droppedMillis,
            followed::remove);
    followed.add(services);
    services.open();
    return services;
  }

  @Override
  public List<Plugin> plugins() {
    List<Plugin> offered =
        Stream.concat(
                reports.plugins().stream(),
                followed.stream().flatMap(services -> services.refused().stream()))
            .toList();
    Set<String> offering = offered.stream().map(Plugin::bundle).collect(Collectors.toSet());
    Stream<Plugin> idle =
        jars.running().stream().filter(plugin -> !offering.contains(plugin.bundle()));
    return Stream.concat(offered.stream(), Stream.concat(jars.refused().stream(), idle))
        .sorted(
            Comparator.comparing(Plugin::kind)
                .thenComparing(Plugin::name)
                .thenComparing(Plugin::state))
        .toList();
  }

  /** The folder says itself why in the log. */
  private void tellRefusedJars() {
    // Not those that start, wait to be whole or have a twin.
    Set<Plugin> refused =
        jars.refused().stream()
            .filter(jar -> jar.state().equals("refused"))
            .collect(Collectors.toSet());
    for (Plugin jar : refused) {
      if (toldRefused.add(jar)) {
        node.platform()
            .tell(PluginEvent.refused(jar.kind(), jar.name(), jar.version(), jar.detail()));
      }
    }
    toldRefused.retainAll(refused);
  }

  @Override
  public Map<String, Object> limits(String plugin) throws AdminException {
    return reports.limits(plugin);
  }

  @Override
  public List<Event> history(String plugin, int most) {
    List<Event> rows =
        node.history().rows().stream()
            .filter(
                row ->
                    plugin == null
                        || plugin.equals(row.name())
                        || plugin.equals(row.kind() + "/" + row.name()))
            .map(
                row ->
                    new Event(
                        row.atMillis(),
                        row.what().word(),
                        row.kind(),
                        row.name(),
                        row.version(),
                        row.other(),
                        row.detail(),
                        row.activeMillis(),
                        row.pauseNanos()))
            .toList();
    return rows.subList(Math.max(0, rows.size() - most), rows.size());
  }

  @Override
  public List<WrittenOffThread> writtenOffThreads() {
    return reports.writtenOffThreads();
  }

  @Override
  public List<Canary> canaries() {
    return reports.canaries();
  }

  @Override
  public void reset(String plugin, String version) throws AdminException {
    node.operations().reset(plugin, version);
  }

  @Override
  public void startCanary(String plugin, String version, int percent) throws AdminException {
    node.operations().startCanary(plugin, version, percent);
  }

  @Override
  public void promoteCanary(String plugin) throws AdminException {
    node.operations().promoteCanary(plugin);
  }

  @Override
  public void revertCanary(String plugin) throws AdminException {
    node.operations().revertCanary(plugin);
  }

  @Deactivate
  void close() {
    looking.cancel();
    List.copyOf(followed).forEach(FollowedServices::close);
    node.close();
  }
}
