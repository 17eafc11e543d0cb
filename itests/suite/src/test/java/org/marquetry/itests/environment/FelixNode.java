/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.environment;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.cleanCaches;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.marquetry.itests.node.Node;
import org.marquetry.itests.node.NodeSpec;
import org.marquetry.itests.node.Readiness;
import org.marquetry.itests.node.Shell;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.nat.internal.NativeTestContainer;
import org.ops4j.pax.exam.options.UrlProvisionOption;
import org.ops4j.pax.exam.spi.DefaultExamSystem;
import org.osgi.framework.BundleContext;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * Our standalone node in this JVM: Pax Exam's native container with the bundles that the feature
 * files name and the framework properties that the launcher gives.
 */
public final class FelixNode implements Node {
  private static final int START_LEVEL = 40;

  private final NodeSpec spec;
  private NativeTestContainer container;

  FelixNode(NodeSpec spec) {
    this.spec = spec;
  }

  @Override
  public NodeSpec spec() {
    return spec;
  }

  /** The system bundle's context. */
  public BundleContext bundleContext() {
    return container.getSystemBundle().getBundleContext();
  }

  @Override
  public void start() throws IOException {
    Path conf = copyOfConfiguration();
    Path overrides = writeOverrides();
    List<Option> options = new ArrayList<>();
    properties(conf, overrides)
        .forEach((key, value) -> options.add(frameworkProperty(key).value(value)));
    options.add(systemProperty("marquetry.data").value(data().toString()));
    options.add(frameworkStartLevel(START_LEVEL));
    options.add(cleanCaches(true));
    for (FeatureFiles.BundleJar jar : FeatureFiles.bundles("standalone")) {
      UrlProvisionOption provision =
          bundle(jar.jar().toUri().toString()).startLevel(jar.startLevel());
      options.add(isFragment(jar.jar()) ? provision.noStart() : provision.start());
    }
    FrameworkFactory felix = ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow();
    container =
        new NativeTestContainer(DefaultExamSystem.create(options.toArray(Option[]::new)), felix);
    container.start();
    Readiness.await(spec, () -> true, () -> "see " + data().resolve("logs"));
  }

  private Map<String, String> properties(Path conf, Path overrides) throws IOException {
    Files.createDirectories(deployFolder());
    Map<String, String> properties = new TreeMap<>();
    properties.put("marquetry.role", "standalone");
    properties.put("marquetry.data", data().toString());
    properties.put("marquetry.overrides", overrides.toString());
    properties.put("org.osgi.framework.storage", data().resolve("cache").toString());
    properties.put("felix.cm.dir", data().resolve("configadmin").toString());
    properties.put("marquetry.deploy", deployFolder().toString());
    properties.put("marquetry.conf", conf.toString());
    properties.put("felix.fileinstall.dir", conf.toString());
    properties.put("felix.fileinstall.filter", ".*\\.(cfg|config)");
    properties.put("felix.fileinstall.tmpdir", data().resolve("run/tmp/conf").toString());
    properties.put("felix.fileinstall.poll", "500");
    properties.put("felix.fileinstall.noInitialDelay", "true");
    properties.put("felix.fileinstall.enableConfigSave", "false");
    properties.put(
        "org.ops4j.pax.logging.property.file", conf.resolve("log4j2.properties").toString());
    properties.put("org.ops4j.pax.logging.DefaultServiceLog.level", "WARN");
    return properties;
  }

  /** The folder that an operator drops bundles into. */
  public Path deployFolder() {
    return spec.home().resolve("deploy");
  }

  /** The folder of the configuration files of this node. */
  public Path configuration() {
    return spec.home().resolve("conf");
  }

  public Shell shell() {
    return new Shell(data());
  }

  private Path data() {
    return spec.home().resolve("data");
  }

  private Path copyOfConfiguration() throws IOException {
    Path conf = Files.createDirectories(spec.home().resolve("conf"));
    try (Stream<Path> files = Files.list(SourceTree.runtime().resolve("conf"))) {
      for (Path file : files.toList()) {
        Path copy = conf.resolve(file.getFileName());
        if (!Files.exists(copy)) {
          Files.copy(file, copy);
        }
      }
    }
    return conf;
  }

  private Path writeOverrides() throws IOException {
    Properties overrides = new Properties();
    overrides.setProperty("listenPort", Integer.toString(spec.brokerPort()));
    overrides.setProperty("route.listenPort", Integer.toString(spec.routePort()));
    overrides.setProperty("namesrvAddr", spec.nameServer());
    overrides.setProperty("brokerIP1", "127.0.0.1");
    overrides.setProperty("brokerName", spec.brokerName());
    overrides.setProperty("storePathRootDir", spec.store().toString());
    overrides.putAll(spec.settings());
    Path file = Files.createDirectories(data().resolve("run")).resolve("overrides.properties");
    try (var out = Files.newOutputStream(file)) {
      overrides.store(out, null);
    }
    return file;
  }

  private static boolean isFragment(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getManifest().getMainAttributes().getValue("Fragment-Host") != null;
    }
  }

  @Override
  public void stop() {
    close();
  }

  @Override
  public void kill() {
    throw new UnsupportedOperationException("this node lives in the test's own JVM");
  }

  @Override
  public ProcessHandle brokerProcess() {
    return ProcessHandle.current();
  }

  @Override
  public void close() {
    if (container != null) {
      container.stop();
      container = null;
    }
  }
}
