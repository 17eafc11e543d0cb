/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.talk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Uses a broker as programs and operators do, and prints what they see, one fact a line, in an
 * order that does not depend on the broker's speed. Addresses, times and ids are left out.
 *
 * <p>Arguments: name server and broker, {@code host:port} each, and the broker's name.
 */
public final class ToolTalk {

  private ToolTalk() {}

  /**
   * @param arguments name server, broker and the broker's name
   */
  public static void main(String[] arguments) throws Exception {
    Scene scene = new Scene(arguments[0], arguments[1], arguments[2]);
    List<String> facts = new ArrayList<>(together(parts(scene)));
    Properties pushed = new Properties();
    pushed.setProperty("useServerSideResetOffset", "false");
    scene.admin().updateBrokerConfig(arguments[1], pushed);
    facts.addAll(together(Map.of("reset pushed", new ResetPart(scene, "Pushed"))));
    facts.forEach(System.out::println);
    // Clients leave threads behind that would keep the process.
    System.exit(0);
  }

  private static Map<String, Part> parts(Scene scene) {
    return Map.of(
        "look-ups", new LookupPart(scene),
        "reset", new ResetPart(scene, "Kept"),
        "running", new RunningPart(scene),
        "light", new LightPart(scene),
        "priority", new PriorityPart(scene),
        "mqadmin", new MqadminPart(scene));
  }

  /** Plays parts at the same time; their facts come sorted by part. */
  private static List<String> together(Map<String, Part> parts) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    Map<String, Future<List<String>>> playing = new TreeMap<>();
    parts.forEach((name, part) -> playing.put(name, threads.submit(played(name, part))));
    List<String> facts = new ArrayList<>();
    for (Future<List<String>> part : playing.values()) {
      facts.addAll(part.get());
    }
    threads.shutdown();
    return facts;
  }

  private static Callable<List<String>> played(String name, Part part) {
    return () -> {
      Facts facts = new Facts(name);
      try {
        part.play(facts);
      } catch (Exception e) {
        facts.failed("the part", e);
      }
      return facts.lines();
    };
  }
}
