/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.matrix;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.marquetry.itests.node.Node;
import org.marquetry.itests.stage.Play;
import org.marquetry.itests.stage.Target;
import org.marquetry.itests.wire.Topics;

/** Turns the scenario classes into tests of one node. */
final class ScenarioPlayer {
  private static final String PACKAGE = "org.marquetry.itests.scenario.";
  private static final List<String> CLASSES =
      List.of(
          "SendScenarios",
          "PushScenarios",
          "RetryScenarios",
          "PullScenarios",
          "QueryScenarios",
          "TransactionScenarios",
          "RequestScenarios",
          "TraceScenarios",
          "NamespaceScenarios",
          "LightScenarios");

  private final Node node;

  ScenarioPlayer(Node node) {
    this.node = node;
  }

  /** Every scenario with one client version. */
  DynamicContainer all(ClientVersion version) {
    ClassLoader loader = ClientLoader.of(version);
    return DynamicContainer.dynamicContainer(
        version.toString(), CLASSES.stream().flatMap(name -> scenarios(loader, version, name)));
  }

  private Stream<DynamicNode> scenarios(ClassLoader loader, ClientVersion version, String name) {
    try {
      Class<?> scenarios = Class.forName(PACKAGE + name, true, loader);
      return Stream.of(scenarios.getMethods())
          .filter(method -> method.isAnnotationPresent(Play.class))
          .sorted(Comparator.comparing(Method::getName))
          .map(
              method ->
                  DynamicTest.dynamicTest(
                      version + ": " + method.getName(), () -> play(scenarios, method, version)));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private void play(Class<?> scenarios, Method method, ClientVersion version) throws Throwable {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(scenarios.getClassLoader());
    try (AutoCloseable scenario =
        (AutoCloseable)
            scenarios
                .getConstructor(Target.class, String.class)
                .newInstance(target(version), method.getName())) {
      method.invoke(scenario);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private Target target(ClientVersion version) {
    return new Target() {
      @Override
      public String label() {
        return version.label();
      }

      @Override
      public String nameServer() {
        return node.nameServer();
      }

      @Override
      public String brokerName() {
        return node.brokerName();
      }

      @Override
      public void createTopic(String topic, int queues) throws Exception {
        Topics.create(node.nameServer(), node.broker(), topic, queues);
      }
    };
  }
}
