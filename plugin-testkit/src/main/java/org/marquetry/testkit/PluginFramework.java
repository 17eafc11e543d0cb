/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.apache.felix.framework.FrameworkFactory;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.broker.spi.DeliverInterceptor;
import org.marquetry.broker.spi.RequestHandler;
import org.marquetry.broker.spi.SendInterceptor;
import org.marquetry.delay.DelayEngine;
import org.marquetry.filter.FilterProvider;
import org.marquetry.store.StorageBackend;
import org.marquetry.system.NodeOptions;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.ComponentConstants;
import org.osgi.util.function.Function;
import org.osgi.util.promise.Promise;

/** Felix with Declarative Services and the API: what a plugin's bundle finds in a broker. */
final class PluginFramework implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 10;

  /** Which service needs which property to be chosen by. */
  private static final Map<Class<?>, String> NAMES =
      Map.of(
          FilterProvider.class, FilterProvider.TYPE,
          AllocateStrategy.class, AllocateStrategy.NAME,
          StorageBackend.class, StorageBackend.NAME,
          DelayEngine.class, DelayEngine.NAME,
          RequestHandler.class, RequestHandler.CODE,
          SendInterceptor.class, SendInterceptor.NAME,
          DeliverInterceptor.class, SendInterceptor.NAME);

  private static final List<String> LOGGING =
      List.of("org.slf4j;version=2.0.17", "org.slf4j;version=1.7.36");

  private final Framework framework;

  private PluginFramework(Framework framework) {
    this.framework = framework;
  }

  static PluginFramework start(Path cache) throws BundleException, IOException {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put(Constants.FRAMEWORK_STORAGE, cache.toString());
    properties.put(
        Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, packages());
    Framework framework = new FrameworkFactory().newFramework(properties);
    framework.start();
    framework
        .getBundleContext()
        .registerService(NodeOptions.class, new Options(cache.resolve("data")), null);
    PluginFramework started = new PluginFramework(framework);
    for (Class<?> type :
        List.of(
            Function.class,
            Promise.class,
            ComponentConstants.class,
            org.apache.felix.scr.info.ScrInfo.class)) {
      started.install(jarOf(type)).start();
    }
    return started;
  }

  /** What a node tells its bundles of itself. */
  private record Options(Path dataDirectory) implements NodeOptions {
    @Override
    public Map<String, String> overrides() {
      return Map.of();
    }
  }

  /** The packages of the API in the versions that its jar exports, and the logging facade. */
  private static String packages() throws IOException {
    List<String> packages = new ArrayList<>(LOGGING);
    try (JarFile api = new JarFile(jarOf(FilterProvider.class).toFile())) {
      String exported = api.getManifest().getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
      packages.addAll(List.of(exported.replaceAll(";uses:=\"[^\"]*\"", "").split(",")));
    }
    return String.join(",", packages);
  }

  private static Path jarOf(Class<?> type) throws IOException {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    try {
      if (location != null && Files.isRegularFile(Path.of(location.toURI()))) {
        return Path.of(location.toURI());
      }
    } catch (URISyntaxException e) {
      throw new IOException("the class path holds " + location, e);
    }
    throw new IOException(type.getName() + " does not come from a jar: " + location);
  }

  /** Names of the plugin interfaces, for people. */
  static Collection<String> interfaces() {
    return NAMES.keySet().stream().map(Class::getSimpleName).sorted().toList();
  }

  Bundle install(Path jar) throws BundleException, IOException {
    try (InputStream content = Files.newInputStream(jar)) {
      return framework.getBundleContext().installBundle(jar.toUri().toString(), content);
    }
  }

  /** The named plugins that a bundle offers now. */
  List<String> offered(Bundle bundle) {
    List<String> offered = new ArrayList<>();
    ServiceReference<?>[] references = bundle.getRegisteredServices();
    for (ServiceReference<?> reference :
        references == null ? new ServiceReference<?>[0] : references) {
      for (String type : (String[]) reference.getProperty(Constants.OBJECTCLASS)) {
        NAMES.forEach(
            (known, property) -> {
              Object name = reference.getProperty(property);
              if (known.getName().equals(type) && name != null) {
                offered.add(name.toString());
              }
            });
      }
    }
    return offered;
  }

  /** Has every service made, and gives it back. */
  void touch(Bundle bundle) {
    BundleContext context = framework.getBundleContext();
    ServiceReference<?>[] references = bundle.getRegisteredServices();
    for (ServiceReference<?> reference :
        references == null ? new ServiceReference<?>[0] : references) {
      if (context.getService(reference) != null) {
        context.ungetService(reference);
      }
    }
  }

  void uninstall(Bundle bundle) throws BundleException, InterruptedException {
    bundle.uninstall();
    CountDownLatch refreshed = new CountDownLatch(1);
    framework
        .adapt(FrameworkWiring.class)
        .refreshBundles(
            List.of(bundle),
            event -> {
              if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                refreshed.countDown();
              }
            });
    if (!refreshed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new BundleException("the framework did not refresh the uninstalled bundle");
    }
  }

  @Override
  public void close() throws BundleException {
    framework.stop();
    try {
      framework.waitForStop(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
