/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.host;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.marquetry.admin.PluginAdmin.Plugin;
import org.marquetry.plugin.Lease;
import org.marquetry.plugin.PluginCall;
import org.marquetry.plugin.PluginHost;
import org.marquetry.plugin.PluginOutcome;
import org.marquetry.plugin.kernel.Origin;
import org.marquetry.plugin.kernel.PluginEvent;
import org.marquetry.plugin.kernel.PluginPlatform;
import org.marquetry.plugin.kernel.ProviderTable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * Follows the services of one plugin interface. A service that goes is given back only when no call
 * is under way on it: the registry tells of it on the thread that stops it, before it stops. A
 * service that cannot be used is refused with a reason and changes nothing.
 */
final class FollowedServices<T>
    implements PluginHost.Followed<T>, ServiceTrackerCustomizer<Object, Object> {

  private final BundleContext context;
  private final PluginPlatform platform;
  private final ToLongFunction<String> dropped;
  private final String kind;
  private final Class<T> type;
  private final String nameProperty;
  private final UnaryOperator<String> objection;
  private final Consumer<FollowedServices<?>> onClose;
  private final ProviderTable<T> table;
  private final Map<Long, Plugin> refused = new ConcurrentHashMap<>();
  private final ServiceTracker<Object, Object> tracker;

  /**
   * @param dropped when the bundle of a location was dropped, see {@link
   *     org.marquetry.plugin.deploy.DeployedJars#droppedMillis}
   */
  FollowedServices(
      BundleContext context,
      String kind,
      Class<T> type,
      String nameProperty,
      UnaryOperator<String> objection,
      PluginPlatform platform,
      ToLongFunction<String> dropped,
      Consumer<FollowedServices<?>> onClose) {
    this.context = context;
    this.platform = platform;
    this.dropped = dropped;
    this.kind = kind;
    this.type = type;
    this.nameProperty = nameProperty;
    this.objection = objection;
    this.onClose = onClose;
    this.table = new ProviderTable<>(kind, platform);
    this.tracker = new ServiceTracker<>(context, type.getName(), this);
  }

  /** Also services that were made against another copy of the interface, to say so. */
  void open() {
    tracker.open(true);
  }

  @Override
  public Object addingService(ServiceReference<Object> reference) {
    Object service;
    try {
      service = context.getService(reference);
    } catch (RuntimeException | LinkageError e) {
      refuse(reference, "its service cannot be made: " + e);
      return null;
    }
    if (service == null) {
      refuse(reference, "its component cannot be activated; the log says why");
      return null;
    }
    String reason = reasonAgainst(reference, service);
    if (reason != null) {
      context.ungetService(reference);
      refuse(reference, reason);
      return null;
    }
    try {
      add(reference, service);
    } catch (IllegalArgumentException e) {
      context.ungetService(reference);
      refuse(reference, "its object is registered already: register one for each service");
      return null;
    }
    return service;
  }

  private String reasonAgainst(ServiceReference<Object> reference, Object service) {
    if (!type.isInstance(service)) {
      return "it was made against another version of " + type.getName();
    }
    String name = name(reference);
    return name.isEmpty()
        ? "its service has no property " + nameProperty + " with a name"
        : objection.apply(name);
  }

  /** Empty where it has none. */
  private String name(ServiceReference<?> reference) {
    Object name = reference.getProperty(nameProperty);
    return name instanceof String || name instanceof Integer ? name.toString().trim() : "";
  }

  private static ClassLoader loader(ServiceReference<?> reference, Object service) {
    BundleWiring wiring = reference.getBundle().adapt(BundleWiring.class);
    return wiring == null ? service.getClass().getClassLoader() : wiring.getClassLoader();
  }

  private void refuse(ServiceReference<Object> reference, String reason) {
    Origin origin = origin(reference);
    platform.tell(
        PluginEvent.refused(
            kind,
            origin.name(),
            origin.version().toString(),
            reason + ", bundle " + origin.bundle()));
    refused.put(
        origin.id(),
        new Plugin(
            kind, origin.name(), origin.version().toString(), origin.bundle(), "refused", reason));
  }

  private Origin origin(ServiceReference<Object> reference) {
    String name = name(reference);
    return new Origin(
        name.isEmpty() ? "-" : name,
        reference.getBundle().getVersion(),
        reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0,
        (Long) reference.getProperty(Constants.SERVICE_ID),
        String.valueOf(reference.getBundle().getSymbolicName()),
        properties(reference));
  }

  private static Map<String, Object> properties(ServiceReference<?> reference) {
    Map<String, Object> properties = new HashMap<>();
    for (String key : reference.getPropertyKeys()) {
      properties.put(key, reference.getProperty(key));
    }
    return properties;
  }

  @Override
  public void modifiedService(ServiceReference<Object> reference, Object service) {
    String reason = reasonAgainst(reference, service);
    if (reason == null && table.change(origin(reference), type.cast(service))) {
      return;
    }
    table.remove(type.cast(service));
    if (reason == null) {
      add(reference, service);
    } else {
      refuse(reference, reason);
    }
  }

  private void add(ServiceReference<Object> reference, Object service) {
    Origin origin = origin(reference);
    refused.remove(origin.id());
    table.add(
        origin,
        type.cast(service),
        loader(reference, service),
        dropped.applyAsLong(reference.getBundle().getLocation()));
  }

  @Override
  public void removedService(ServiceReference<Object> reference, Object service) {
    table.remove(type.cast(service));
    context.ungetService(reference);
  }

  @Override
  public Lease<T> lease(String name) {
    return table.lease(name);
  }

  @Override
  public List<Lease<T>> leases(String name) {
    return table.leases(name);
  }

  @Override
  public void putAside(String name, String version, String reason) {
    table.putAside(name, version, reason);
  }

  @Override
  public void handedOver(
      String name, String version, String before, String detail, long pauseNanos) {
    table.handedOver(name, version, before, detail, pauseNanos);
  }

  @Override
  public void switched(String name, String version, String before, String detail, long pauseNanos) {
    table.switched(name, version, before, detail, pauseNanos);
  }

  @Override
  public void onArrival(Consumer<String> name) {
    table.onArrival(name);
  }

  @Override
  public void onLeave(Consumer<String> name) {
    table.onLeave(name);
  }

  @Override
  public <R> void call(
      String name, Object key, PluginCall<? super T, R> call, PluginOutcome<? super R> outcome) {
    table.call(name, key, call, outcome);
  }

  @Override
  public boolean usable(String name) {
    return table.usable(name);
  }

  @Override
  public List<Offer> offers() {
    return table.offers();
  }

  @Override
  public void onChange(Consumer<String> name) {
    table.onChange(name);
  }

  /** Services that cannot be used. */
  List<Plugin> refused() {
    refused.keySet().removeIf(id -> !present(id));
    return List.copyOf(refused.values());
  }

  private boolean present(long serviceId) {
    try {
      String filter = "(" + Constants.SERVICE_ID + "=" + serviceId + ")";
      return context.getAllServiceReferences(type.getName(), filter) != null;
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    tracker.close();
    table.close();
    onClose.accept(this);
  }
}
