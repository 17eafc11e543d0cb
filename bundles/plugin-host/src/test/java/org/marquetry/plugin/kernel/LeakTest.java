/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.marquetry.plugin.kernel.Bench.origin;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.marquetry.plugin.PluginCall;
import org.marquetry.plugin.kernel.PluginSettings.CircuitRule;
import org.osgi.framework.Version;

/** Nothing of a plugin that is gone may be held by what is left of the platform. */
class LeakTest {

  private final Bench bench = new Bench();
  private final ProviderTable<Callable<?>> table = new ProviderTable<>("word", bench.platform());

  @Test
  void nothingOfAPluginIsHeldThatWasCalledAndIsGone() throws Exception {
    List<WeakReference<ClassLoader>> gone = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      gone.add(comeAndGo("1.0." + i, false));
    }
    assertCollected(gone);
  }

  @Test
  void nothingIsHeldOfOneThatFailedAndWasPutAside() throws Exception {
    bench.settings(
        new PluginSettings(
            200,
            1 << 26,
            2,
            10,
            10,
            5_000,
            new CircuitRule(2, 50, 10, 1),
            PluginSettings.DEFAULT.canary()));
    assertCollected(List.of(comeAndGo("1.0.0", true)));
    assertThat(bench.platform().journal().state().marks()).hasSize(1);
  }

  @Test
  void nothingIsHeldOfOneThatWasOnTrial() throws Exception {
    table.add(origin("w", "1.0.0"), () -> "plain");
    PluginOperations operations = new PluginOperations(bench.platform());
    Callable<?> tried = foreign(new Throwaway(), false);
    WeakReference<ClassLoader> loader = new WeakReference<>(tried.getClass().getClassLoader());
    table.add(origin("w", "2.0.0"), tried);
    operations.startCanary("w", "2.0.0", 50);
    for (int key = 0; key < 50; key++) {
      call(table, key);
    }
    operations.revertCanary("w");
    assertThat(table.remove(tried)).isTrue();
    tried = null;
    assertCollected(List.of(loader));
  }

  @Test
  void nothingIsHeldOfOneWhoseThreadWasWrittenOffAndCameBack() throws Exception {
    Callable<?> blocking = foreign(new Throwaway(), false);
    WeakReference<ClassLoader> loader = new WeakReference<>(blocking.getClass().getClassLoader());
    table.add(origin("w", "1.0.0"), blocking);
    Said<Object> said = new Said<>();
    table.call(
        "w",
        "key",
        (word, made) -> {
          word.call();
          Thread.sleep(60_000);
          return "never";
        },
        said);
    await().until(() -> table.inventory().get(0).figures().running() == 1);
    bench.passUntil(said::isTold);
    assertThat(table.remove(blocking)).isTrue();
    blocking = null;
    await().until(() -> bench.platform().writtenOff().isEmpty());
    assertCollected(List.of(loader));
  }

  /** In a method of its own, so that no local variable holds it. */
  private WeakReference<ClassLoader> comeAndGo(String version, boolean failing) throws Exception {
    Throwaway loader = new Throwaway();
    Callable<?> plugin = foreign(loader, failing);
    Origin origin =
        new Origin("w", Version.valueOf(version), 0, 1, "a.bundle", Map.of("service", plugin));
    table.add(origin, plugin);
    for (int key = 0; key < 20; key++) {
      call(table, key);
    }
    assertThat(table.remove(plugin)).isTrue();
    return new WeakReference<>(loader);
  }

  private static void call(ProviderTable<Callable<?>> table, int key) {
    Said<Object> said = new Said<>();
    table.call(
        "w",
        key,
        new PluginCall<Callable<?>, Object>() {
          @Override
          public Object run(Callable<?> plugin, Products made) throws Exception {
            made.get(plugin.getClass(), () -> plugin);
            return plugin.call();
          }

          @Override
          public boolean repeatable() {
            return true;
          }
        },
        said);
    said.awaitTold();
  }

  private static Callable<?> foreign(Throwaway loader, boolean failing) throws Exception {
    Class<?> type = loader.loadClass(failing ? Failing.class.getName() : Foreign.class.getName());
    Callable<?> plugin = (Callable<?>) type.getDeclaredConstructor().newInstance();
    assertThat(plugin.getClass().getClassLoader()).isSameAs(loader);
    return plugin;
  }

  private static void assertCollected(List<WeakReference<ClassLoader>> loaders) {
    await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(loaders).allMatch(loader -> loader.get() == null);
            });
  }

  /** Keeps what it can in the thread that calls it. */
  public static class Foreign implements Callable<Object> {

    private static final ThreadLocal<Object> KEPT = new ThreadLocal<>();

    @Override
    public Object call() {
      KEPT.set(this);
      Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
      return new Foreign();
    }
  }

  /** Throws what only it knows. */
  public static class Failing extends Foreign {

    @Override
    public Object call() {
      super.call();
      throw new Own();
    }

    private static final class Own extends RuntimeException {
      private static final long serialVersionUID = 1L;
    }
  }

  /** Loads this test's plugins anew. */
  private static final class Throwaway extends ClassLoader {

    Throwaway() {
      super(LeakTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(Foreign.class.getName()) && !name.startsWith(Failing.class.getName())) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded != null) {
          return loaded;
        }
        String file = name.replace('.', '/') + ".class";
        try (InputStream in = getParent().getResourceAsStream(file)) {
          byte[] code = in.readAllBytes();
          return defineClass(name, code, 0, code.length);
        } catch (IOException e) {
          throw new ClassNotFoundException(name, e);
        }
      }
    }
  }
}
