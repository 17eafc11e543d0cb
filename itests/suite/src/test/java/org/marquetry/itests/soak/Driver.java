/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.marquetry.itests.node.DistributionNode;

/**
 * Stops, kills and starts the broker and makes members of groups come and go, all at random; waits
 * each time until the clients have settled, since only what happens meanwhile may be repeated.
 */
final class Driver {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int CALM_MILLIS = 1_000;
  private static final int MORE_CALM_MILLIS = 3_000;
  private static final int AWAY_MILLIS = 1_500;
  private static final int MOST_CHANGES = 3;
  private static final int OPENERS = 4;

  private final DistributionNode node;
  private final Disturbances disturbances;
  private List<Group> groups = List.of();
  private Broker broker = Broker.LASTS;
  private final Random random;
  private final List<End> ends = new ArrayList<>();
  private final List<Group> rest = new ArrayList<>();
  private final AtomicInteger restarts = new AtomicInteger();
  private final AtomicInteger surprises = new AtomicInteger();
  private final AtomicInteger kills = new AtomicInteger();
  private final AtomicInteger changes = new AtomicInteger();

  /** Whether it is stopped and killed. */
  enum Broker {
    COMES_AND_GOES,
    LASTS
  }

  /** What becomes of the broker. */
  private enum End {
    STOPPED,
    KILLED,
    NONE
  }

  Driver(DistributionNode node, Stage stage, Random random) {
    this.node = node;
    this.disturbances = stage.disturbances();
    this.random = random;
  }

  String figures() {
    return "restarts "
        + restarts
        + ", kills "
        + kills
        + ", members that came or went "
        + changes
        + ", unforeseen "
        + surprises;
  }

  /** For how long the broker is disturbed, or only its clients are. */
  void run(Duration length, Broker broker) throws Exception {
    this.broker = broker;
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(CALM_MILLIS + random.nextInt(MORE_CALM_MILLIS));
      disturb();
    }
  }

  private void disturb() throws Exception {
    List<Disturbances.Disturbance> unforeseen = disturbances.takeUnforeseen();
    if (!unforeseen.isEmpty()) {
      settle(disturbances.begin("as above", Set.of()), groups);
      unforeseen.forEach(Disturbances.Disturbance::settled);
      surprises.addAndGet(unforeseen.size());
    }
    End end = next();
    int count = Math.min(groups.size(), random.nextInt(MOST_CHANGES) + (end == End.NONE ? 1 : 0));
    List<Group> changing = take(count);
    if (end != End.NONE) {
      int before = random.nextInt(count + 1);
      Disturbances.Disturbance unrest = disturbances.begin(end.toString(), Set.of());
      change(changing.subList(0, before));
      if (end == End.STOPPED) {
        node.stop();
        restarts.incrementAndGet();
      } else {
        node.kill();
        kills.incrementAndGet();
      }
      startAgain();
      change(changing.subList(before, count));
      settle(unrest, groups);
    } else {
      Set<String> names = new HashSet<>();
      changing.forEach(group -> names.add(group.name()));
      Disturbances.Disturbance unrest = disturbances.begin("members of " + names, names);
      change(changing);
      settle(unrest, changing);
    }
  }

  /** Each group comes before any comes again. */
  private List<Group> take(int count) {
    Set<Group> taken = new LinkedHashSet<>();
    while (taken.size() < count) {
      if (rest.isEmpty()) {
        rest.addAll(groups);
        Collections.shuffle(rest, random);
      }
      taken.add(rest.remove(0));
    }
    return List.copyOf(taken);
  }

  /** As many of each kind, in any order. */
  private End next() {
    if (broker == Broker.LASTS) {
      return End.NONE;
    }
    if (ends.isEmpty()) {
      ends.addAll(List.of(End.values()));
      Collections.shuffle(ends, random);
    }
    return ends.remove(0);
  }

  private void startAgain() throws IOException, InterruptedException {
    TimeUnit.MILLISECONDS.sleep(random.nextInt(AWAY_MILLIS));
    node.start();
  }

  private void change(List<Group> changing) throws Exception {
    for (Group group : changing) {
      group.change(random);
      changes.incrementAndGet();
    }
  }

  /** Waits until nothing that was delivered until now can come again. */
  void settle(Disturbances.Disturbance unrest, List<Group> concerned) {
    List<Settling> all = new ArrayList<>(concerned.stream().map(Group::settling).toList());
    AtomicReference<List<String>> awaited = new AtomicReference<>(List.of());
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(
              () -> {
                List<String> reasons = new ArrayList<>();
                for (Settling each : List.copyOf(all)) {
                  String reason = each.awaited();
                  if (reason.isEmpty()) {
                    all.remove(each);
                  } else {
                    reasons.add(reason);
                  }
                }
                awaited.set(reasons);
                return all.isEmpty();
              });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("not settled " + PATIENCE + " after " + unrest + ": " + awaited, e);
    }
    unrest.settled();
  }

  /** Every group comes and settles for the first time. */
  void open(List<Workload> workloads) throws Exception {
    Disturbances.Disturbance unrest = disturbances.begin("began", Set.of());
    ExecutorService openers = Executors.newFixedThreadPool(OPENERS);
    try {
      List<Future<Void>> opened = new ArrayList<>();
      for (Workload workload : workloads) {
        opened.add(
            openers.submit(
                () -> {
                  workload.open();
                  return null;
                }));
      }
      for (Future<Void> each : opened) {
        each.get();
      }
    } finally {
      openers.shutdownNow();
    }
    groups = workloads.stream().flatMap(each -> each.groups().stream()).toList();
    settle(unrest, groups);
  }
}
