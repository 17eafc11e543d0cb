/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.PluginAdmin;
import org.marquetry.admin.PluginAdmin.Plugin;
import org.marquetry.plugin.Gap;
import org.marquetry.plugin.Lease;
import org.marquetry.plugin.PluginHost.Followed;
import org.marquetry.plugin.PluginOutcome;
import org.marquetry.plugin.deploy.DeployedJars;
import org.marquetry.system.NodeOptions;
import org.marquetry.system.machine.FileDisk;
import org.marquetry.system.machine.SystemClock;
import org.marquetry.system.machine.ThreadScheduler;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

class PluginHostTest {

  @TempDir private Path directory;
  private Framework framework;
  private PluginHostComponent host;
  private ThreadScheduler scheduler;

  @BeforeEach
  void start() throws BundleException {
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(Constants.FRAMEWORK_STORAGE, directory.resolve("cache").toString()));
    framework.start();
    scheduler = new ThreadScheduler("test");
    host = host();
  }

  private PluginHostComponent host() {
    return new PluginHostComponent(
        framework.getBundleContext(),
        new NoJars(),
        new Options(directory.resolve("data")),
        new SystemClock(),
        new FileDisk(),
        scheduler,
        Map.of());
  }

  @AfterEach
  void stop() throws BundleException, InterruptedException {
    host.close();
    scheduler.close();
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

  @Test
  void anObjectThatIsRegisteredTwiceIsRefusedOnceAndHoldsNobodyUp() {
    Supplier<String> both = () -> "x";
    register(both, "a", 0);

    try (Followed<Supplier<String>> words = words()) {
      ServiceRegistration<?> second = register(both, "b", 0);
      assertThat(say(words, "a")).isEqualTo("x");
      assertThat(host.plugins())
          .extracting(Plugin::state, Plugin::name)
          .containsExactly(tuple("in use", "a"), tuple("refused", "b"));
      second.unregister();
      assertThat(say(words, "a")).isEqualTo("x");
    }
  }

  @Test
  void whatIsPutAsideStaysSoOverARestartUntilAReset() throws AdminException {
    // Failures are the matter here, and on a loaded machine any call may take long.
    host.modified(Map.of("time.millis", "60000"));
    try (Followed<Supplier<String>> words = words()) {
      register(PluginHostTest::fail, "w", 0);
      for (int i = 0; i < 5; i++) {
        assertThat(gap(words)).isEqualTo(Gap.Cause.FAILED);
      }
      assertThat(gap(words)).isEqualTo(Gap.Cause.PUT_ASIDE);
    }
    host.close();

    host = host();
    host.modified(Map.of("time.millis", "60000"));

    try (Followed<Supplier<String>> words = words()) {
      assertThat(gap(words)).isEqualTo(Gap.Cause.PUT_ASIDE);
      assertThat(host.plugins()).extracting(Plugin::state).containsExactly("put aside");
      assertThat(host.history("w", 100))
          .extracting(PluginAdmin.Event::what)
          .contains("came", "put-aside");

      host.reset("w", null);
      assertThat(gap(words)).isEqualTo(Gap.Cause.FAILED);
    }
  }

  @Test
  void configurationIsTakenOverLive() throws AdminException {
    try (Followed<Supplier<String>> words = words()) {
      register(() -> "x", "w", 0);
      assertThat(words.usable("w")).isTrue();
      assertThat(host.limits("w")).containsEntry("time.millis", 200L);

      host.modified(Map.of("time.millis", "300", "w.time.millis", "400", "service.pid", "x"));

      assertThat(host.limits("word/w")).containsEntry("time.millis", 400L);
      assertThatThrownBy(() -> host.limits("nothing"))
          .hasMessageContaining("there is no plugin nothing; there are w");
    }
  }

  @Test
  void everySwapIsAnEventOnTheTopic() {
    List<Event> events = new CopyOnWriteArrayList<>();
    host.setEventAdmin(
        new EventAdmin() {
          @Override
          public void postEvent(Event event) {
            events.add(event);
          }

          @Override
          public void sendEvent(Event event) {
            throw new AssertionError("would wait for who listens");
          }
        });
    try (Followed<Supplier<String>> words = words()) {
      register(() -> "x", "w", 0);
      await().until(() -> events.size() == 1);
      assertThat(words.usable("w")).isTrue();
    }
    assertThat(events.get(0).getTopic()).isEqualTo("org/marquetry/plugin/came");
    assertThat(events.get(0).getProperty("name")).isEqualTo("w");
  }

  private static String fail() {
    throw new IllegalStateException("always");
  }

  private static Gap.Cause gap(Followed<Supplier<String>> words) {
    CompletableFuture<Gap.Cause> told = new CompletableFuture<>();
    words.call(
        "w",
        "key",
        (word, made) -> word.get(),
        new PluginOutcome<String>() {
          @Override
          public void result(String result) {
            told.complete(null);
          }

          @Override
          public void gap(Gap gap) {
            told.complete(gap.cause());
          }
        });
    return told.join();
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

  private record Options(Path dataDirectory) implements NodeOptions {

    @Override
    public Map<String, String> overrides() {
      return Map.of();
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
    public long droppedMillis(String location) {
      return -1;
    }

    @Override
    public boolean awaitFirstLook(long millis) {
      return true;
    }
  }
}
