/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.swap;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.marquetry.itests.node.Shell;

/** What a node says of its plugins. */
public final class Plugins {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Shell shell;

  public Plugins(Shell shell) {
    this.shell = shell;
  }

  /** Whether this version of a plugin gets the calls. */
  public boolean inUse(String name, String version) {
    return any(
        plugin -> is(plugin, name, version) && plugin.get("state").getAsString().equals("in use"));
  }

  /** The state of the only version of a plugin; empty where it is not there. */
  public String state(String name) {
    String[] state = {""};
    boolean found =
        any(
            plugin -> {
              state[0] = plugin.get("state").getAsString();
              return plugin.get("name").getAsString().equals(name);
            });
    return found ? state[0] : "";
  }

  /** Whether any version of the plugin is there, in use or not. */
  public boolean present(String name) {
    return any(plugin -> plugin.get("name").getAsString().equals(name));
  }

  /**
   * Waits until a version gets the calls.
   *
   * @return how long that took, in nanoseconds
   */
  public long awaitInUse(String name, String version) {
    long begun = System.nanoTime();
    Awaitility.await(name + " " + version + " is in use")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> inUse(name, version));
    return System.nanoTime() - begun;
  }

  public void awaitGone(String name) {
    Awaitility.await(name + " is gone")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> !present(name));
  }

  private static boolean is(JsonObject plugin, String name, String version) {
    return plugin.get("name").getAsString().equals(name)
        && plugin.get("version").getAsString().equals(version);
  }

  private boolean any(Predicate<JsonObject> wanted) {
    try {
      for (JsonElement plugin :
          JsonParser.parseString(shell.must("mq:plugins --json")).getAsJsonArray()) {
        if (wanted.test(plugin.getAsJsonObject())) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
