/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.marquetry.itests.environment.SourceTree;
import org.marquetry.itests.plugin.PluginJar;
import org.marquetry.itests.swap.Plugins;

/**
 * Has other engines serve delayed messages again and again, one that was dropped into the deploy
 * folder among them; nobody may notice.
 */
final class EngineSwitches implements Workload {

  private static final int LONGEST_PAUSE_MILLIS = 2_000;
  private static final List<Switch> ALL =
      List.of(
          new Switch("timer", "heap"),
          new Switch("timer", "wheel"),
          new Switch("levels", "heap"),
          new Switch("levels", "wheel"),
          new Switch("levels", "levels"));

  private final Stage stage;
  private final Random random;
  private final List<Switch> rest = new ArrayList<>();
  private final Tally tally = new Tally(ALL.stream().map(Switch::toString).toArray(String[]::new));

  /** What the last command asked for; {@code null} where it serves. */
  private volatile Switch open;

  private record Switch(String lane, String engine) {

    @Override
    public String toString() {
      return lane + " by " + engine;
    }
  }

  EngineSwitches(Stage stage, Random random) {
    this.stage = stage;
    this.random = random;
  }

  @Override
  public String name() {
    return "engines";
  }

  @Override
  public void open() throws Exception {
    PluginJar.read(SourceTree.bundle("examples/delay-heap")).dropInto(stage.node().deployFolder());
    new Plugins(stage.node().shell()).awaitInUse("heap", "0.1.0");
  }

  @Override
  public void step() throws InterruptedException {
    try {
      if (serves()) {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
        Switch next = next();
        if (stage
                .node()
                .shell()
                .run("mq:delay-switch " + next.lane() + " " + next.engine())
                .status()
            == 0) {
          open = next;
        }
      }
    } catch (IOException e) {
      // The broker is away, or its answer did not arrive.
      Stage.refused();
    }
  }

  /** Each before any again. */
  private Switch next() {
    if (rest.isEmpty()) {
      rest.addAll(ALL);
      Collections.shuffle(rest, random);
    }
    return rest.remove(0);
  }

  private boolean serves() throws IOException {
    Switch asked = open;
    if (asked == null) {
      return true;
    }
    for (JsonElement each :
        JsonParser.parseString(stage.node().shell().must("mq:delay-lanes --json"))
            .getAsJsonArray()) {
      JsonObject lane = each.getAsJsonObject();
      if (lane.get("lane").getAsString().equals(asked.lane())
          && lane.get("engine").getAsString().equals(asked.engine())
          && lane.get("state").getAsString().equals("serving")) {
        tally.count(asked.toString());
        open = null;
        return true;
      }
    }
    return false;
  }

  @Override
  public List<Group> groups() {
    return List.of();
  }

  @Override
  public List<String> awaited() {
    try {
      return serves() ? List.of() : List.of("not served: " + open);
    } catch (IOException e) {
      return List.of("not served: " + open + ": " + e);
    }
  }

  @Override
  public Tally tally() {
    return tally;
  }
}
