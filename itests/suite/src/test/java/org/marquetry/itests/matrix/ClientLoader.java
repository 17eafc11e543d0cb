/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.matrix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.marquetry.itests.environment.SourceTree;
import org.marquetry.itests.scenario.Scenario;

/**
 * The world of one client version: its jars and the scenario classes. Of the suite's own class path
 * it sees only the assertion libraries and the {@code stage} package, so no class of another
 * version can slip in.
 */
public final class ClientLoader extends URLClassLoader {
  private static final String SERIALIZE_TYPE = "rocketmq.serialize.type";
  private static final List<String> SHARED =
      List.of("org.marquetry.itests.stage.", "org.assertj.", "org.awaitility.", "org.hamcrest.");

  private final ClassLoader suite;

  private ClientLoader(ClientVersion version, URL[] urls) {
    super("client-" + version.label(), urls, ClassLoader.getPlatformClassLoader());
    this.suite = ClientLoader.class.getClassLoader();
  }

  /** Not thread-safe: sets a system property for the moment in which the codec class reads it. */
  public static ClientLoader of(ClientVersion version) {
    ClientLoader loader = new ClientLoader(version, urls(version));
    Thread thread = Thread.currentThread();
    ClassLoader context = thread.getContextClassLoader();
    String before = System.getProperty(SERIALIZE_TYPE);
    thread.setContextClassLoader(loader); // the client's logging looks for its services there
    System.setProperty(SERIALIZE_TYPE, version.serializeType());
    try {
      Class.forName("org.apache.rocketmq.remoting.protocol.RemotingCommand", true, loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("jars of " + version + " are not complete", e);
    } finally {
      thread.setContextClassLoader(context);
      if (before == null) {
        System.clearProperty(SERIALIZE_TYPE);
      } else {
        System.setProperty(SERIALIZE_TYPE, before);
      }
    }
    return loader;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (SHARED.stream().anyMatch(name::startsWith)) {
      return suite.loadClass(name);
    }
    return super.findClass(name);
  }

  private static URL[] urls(ClientVersion version) {
    try (Stream<Path> jars = Files.list(SourceTree.clientJars(version.number()))) {
      List<URL> urls = new ArrayList<>();
      urls.add(Scenario.class.getProtectionDomain().getCodeSource().getLocation());
      for (Path jar : jars.sorted().toList()) {
        // awaitility came with 5.5.0's jars; the suite's is shared
        if (!jar.getFileName().toString().startsWith("awaitility")) {
          urls.add(jar.toUri().toURL());
        }
      }
      return urls.toArray(URL[]::new);
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
