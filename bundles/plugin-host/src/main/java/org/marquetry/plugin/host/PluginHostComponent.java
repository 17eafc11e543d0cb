/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.host;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.marquetry.admin.PluginAdmin;
import org.marquetry.plugin.PluginHost;
import org.marquetry.plugin.deploy.DeployedJars;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The plugin host of this node. Thread-safe. */
@Component(
    service = {PluginHost.class, PluginAdmin.class},
    immediate = true)
public final class PluginHostComponent implements PluginHost, PluginAdmin {

  private final BundleContext context;
  private final DeployedJars jars;
  private final Set<FollowedServices<?>> followed = ConcurrentHashMap.newKeySet();

  @Activate
  public PluginHostComponent(BundleContext context, @Reference DeployedJars jars) {
    this.context = context;
    this.jars = jars;
  }

  @Override
  public <T> Followed<T> follow(
      String kind, Class<T> type, String nameProperty, UnaryOperator<String> objection) {
    FollowedServices<T> services =
        new FollowedServices<>(context, kind, type, nameProperty, objection, followed::remove);
    followed.add(services);
    services.open();
    return services;
  }

  @Override
  public List<Plugin> plugins() {
    List<Plugin> offered =
        followed.stream().flatMap(services -> services.inventory().stream()).toList();
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

  @Deactivate
  void close() {
    List.copyOf(followed).forEach(FollowedServices::close);
  }
}
