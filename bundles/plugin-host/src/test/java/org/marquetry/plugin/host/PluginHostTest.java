/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.admin.PluginAdmin.Plugin;
import org.marquetry.plugin.Lease;
import org.marquetry.plugin.PluginHost.Followed;
import org.marquetry.plugin.deploy.DeployedJars;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;

class PluginHostTest {

  @TempDir private Path directory;
  private Framework framework;
  private PluginHostComponent host;

  @BeforeEach
  void start() throws BundleException {
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(Constants.FRAMEWORK_STORAGE, directory.resolve("cache").toString()));
    framework.start();
    host = new PluginHostComponent(framework.getBundleContext(), new NoJars());
  }

  @AfterEach
  void stop() throws BundleException, InterruptedException {
    host.close();
    framework.stop();
    framework.waitForStop(10_000);
  }

  @Test
  void aServiceIsLeasedByItsNameAndGivenBackWhenItGoes() {
    try (Followed<Supplier<String>> words = words()) {
      ServiceRegistration<?> old = register(() -> "old", "w", 1);
      ServiceRegistration<?> better = register(() -> "better", "w", 2);

      assertThat(say(words, "w")).isEqualTo("better");
      assertThat(host.plugins())
          .extracting(Plugin::state, Plugin::kind, Plugin::name)
          .containsExactly(tuple("in use", "word", "w"), tuple("standby", "word", "w"));

      better.unregister();
      assertThat(say(words, "w")).isEqualTo("old");
      old.unregister();
      assertThat(words.lease("w")).isNull();
    }
    assertThat(host.plugins()).isEmpty();
  }

  @Test
  void aServiceIsRefusedWhileThereIsAnObjectionAgainstItsName() {
    try (Followed<?> words =
        host.follow(
            "word",
            Supplier.class,
            "word.name",
            name -> name.equals("ours") ? "it is ours" : null)) {
      ServiceRegistration<?> registration = register(() -> "x", "ours", 0);
      assertThat(words.lease("ours")).isNull();
      assertThat(host.plugins())
          .extracting(Plugin::state, Plugin::name, Plugin::detail)
          .containsExactly(tuple("refused", "ours", "it is ours"));

      registration.setProperties(FrameworkUtil.asDictionary(Map.of("word.name", "theirs")));
      assertThat(words.usable("theirs")).isTrue();
      assertThat(host.plugins()).extracting(Plugin::state).containsExactly("in use");

      registration.setProperties(FrameworkUtil.asDictionary(Map.of("word.name", "ours")));
      assertThat(words.usable("theirs")).isFalse();
      assertThat(host.plugins()).extracting(Plugin::state).containsExactly("refused");
    }
  }

  @Test
  void aServiceWhosePropertiesChangeIsFoundUnderItsNewName() {
    try (Followed<Supplier<String>> words = words()) {
      ServiceRegistration<?> registration = register(() -> "x", "before", 0);

      registration.setProperties(FrameworkUtil.asDictionary(Map.of("word.name", "after")));

      assertThat(words.lease("before")).isNull();
      assertThat(say(words, "after")).isEqualTo("x");
    }
  }

  @Test
  void aServiceWithoutANameIsRefusedWithTheProperty() {
    try (Followed<Supplier<String>> words = words()) {
      ServiceRegistration<?> registration =
          framework
              .getBundleContext()
              .registerService(Supplier.class.getName(), (Supplier<String>) () -> "x", null);

      assertThat(host.plugins())
          .singleElement()
          .satisfies(
              plugin -> {
                assertThat(plugin.state()).isEqualTo("refused");
                assertThat(plugin.detail()).contains("word.name");
              });
      registration.unregister();
      assertThat(host.plugins()).isEmpty();
      assertThat(words.lease("x")).isNull();
    }
  }

  @SuppressWarnings("unchecked")
  private Followed<Supplier<String>> words() {
    return (Followed<Supplier<String>>)
        (Followed<?>) host.follow("word", Supplier.class, "word.name");
  }

  private ServiceRegistration<?> register(Supplier<String> word, String name, int ranking) {
    return framework
        .getBundleContext()
        .registerService(
            Supplier.class.getName(),
            word,
            FrameworkUtil.asDictionary(
                Map.of("word.name", name, Constants.SERVICE_RANKING, ranking)));
  }

  private static String say(Followed<Supplier<String>> words, String name) {
    try (Lease<Supplier<String>> lease = words.lease(name)) {
      return lease == null ? null : lease.provider().get();
    }
  }

  private static final class NoJars implements DeployedJars {

    @Override
    public List<Plugin> refused() {
      return List.of();
    }

    @Override
    public List<Plugin> running() {
      return List.of();
    }

    @Override
    public boolean awaitFirstLook(long millis) {
      return true;
    }
  }
}
