/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.node.DistributionNode;
import org.marquetry.itests.node.NodeSpec;
import org.marquetry.itests.process.Clients;

/**
 * All features at once, by real clients, while the broker is stopped and killed at random and
 * consumers come and go. Every message is accounted for:
 *
 * <ul>
 *   <li>what was acknowledged comes to every group that wants it; what was not may come or not;
 *   <li>what was rolled back or recalled comes to nobody, and nothing is early;
 *   <li>it comes as it was sent, and lies at one place only: nothing is stored twice;
 *   <li>it comes again only where the broker was away, or members of the group came or went,
 *       between the two times.
 * </ul>
 *
 * <p>{@code -Ditests.soak.seconds} says how long, {@code -Ditests.soak.seed} repeats the choices of
 * a run.
 */
class SoakIT {

  private static final long SECONDS = Long.getLong("itests.soak.seconds", 180);
  private static final long SEED = Long.getLong("itests.soak.seed", System.nanoTime());
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int PROGRESS_SECONDS = 15;
  private static final int SHOWN = 20;

  private final Random random = new Random(SEED);

  @Test
  void everyMessageIsAccountedFor() throws Exception {
    System.out.println("soak of " + SECONDS + " s, -Ditests.soak.seed=" + SEED);
    ScheduledExecutorService progress = Executors.newSingleThreadScheduledExecutor();
    try (DistributionNode node = Nodes.distribution("soak", SoakIT::configured)) {
      node.start();
      try (Clients clients = new Clients(node)) {
        Stage stage = new Stage(node, clients, new Disturbances());
        List<Workload> workloads = workloads(stage);
        Driver driver = new Driver(node, stage, random);
        Report report = new Report(stage.journal(), workloads, driver);
        ScheduledFuture<?> lines =
            progress.scheduleAtFixedRate(
                () -> System.out.println(report.progress()),
                PROGRESS_SECONDS,
                PROGRESS_SECONDS,
                TimeUnit.SECONDS);
        soak(stage, workloads, driver);
        lines.cancel(false);
        System.out.println(report.summary());
        audit(stage, workloads);
      }
      node.stop();
    } finally {
      progress.shutdownNow();
    }
  }

  private static NodeSpec configured(NodeSpec spec) {
    return spec.with("flushDiskType", "SYNC_FLUSH")
        .with("recallMessageEnable", "true")
        .with("transactionTimeOut", "3000")
        .with("transactionCheckInterval", "1000")
        // However slow the machine is, no transaction is given up.
        .with("transactionCheckMax", "1000");
  }

  private List<Workload> workloads(Stage stage) {
    return List.of(
        new PlainSends(stage, another()),
        new Batches(stage, another()),
        new OrderedSends(stage, another()),
        new Delays(stage, another()),
        new Transactions(stage, another()),
        new Retries(stage, another()),
        new Pops(stage, another()),
        new Requests(stage, another()),
        new Broadcasts(stage, another()),
        new Filters(stage, another()),
        new LookUps(stage, another()));
  }

  private Random another() {
    return new Random(random.nextLong());
  }

  private void soak(Stage stage, List<Workload> workloads, Driver driver) throws Exception {
    List<Sender> senders = new ArrayList<>();
    try {
      driver.open(workloads);
      for (Workload workload : workloads) {
        senders.add(new Sender(workload, stage.journal(), random.nextLong()));
      }
      driver.run(Duration.ofSeconds(SECONDS));
      senders.forEach(Sender::stop);
      Awaitility.await("ends of senders, seed " + SEED)
          .atMost(PATIENCE)
          .until(() -> senders.stream().allMatch(Sender::ended));
      drain(workloads);
    } finally {
      senders.forEach(Sender::interrupt);
    }
  }

  /** Waits for everything that is owed; the audit tells what is missing. */
  private static void drain(List<Workload> workloads) {
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .until(() -> workloads.stream().allMatch(each -> awaited(each).isEmpty()));
    } catch (ConditionTimeoutException e) {
      System.out.println("not everything came within " + PATIENCE);
    }
  }

  private static List<String> awaited(Workload workload) {
    List<String> awaited = new ArrayList<>(workload.awaited());
    for (Deliveries got : deliveries(workload)) {
      got.missing().forEach(parcel -> awaited.add(got.group() + " did not get " + parcel));
    }
    return awaited;
  }

  private static List<Deliveries> deliveries(Workload workload) {
    return workload.groups().stream().flatMap(group -> group.deliveries().stream()).toList();
  }

  private static List<String> missing(Stage stage, Deliveries got) {
    return got.missing().stream()
        .limit(SHOWN)
        .map(parcel -> got.group() + " did not get " + parcel + stage.evidence(got.group(), parcel))
        .toList();
  }

  private static void audit(Stage stage, List<Workload> workloads) {
    List<String> wrong = new ArrayList<>(stage.journal().faults());
    for (Workload workload : workloads) {
      wrong.addAll(workload.wrong());
      deliveries(workload).forEach(got -> wrong.addAll(got.wrong()));
      wrong.addAll(workload.awaited());
      deliveries(workload).forEach(got -> wrong.addAll(missing(stage, got)));
      for (Deliveries got : deliveries(workload)) {
        if (got.count() == 0) {
          wrong.add(got.group() + " got nothing at all");
        }
      }
    }
    List<String> shown = wrong.subList(0, Math.min(SHOWN, wrong.size()));
    assertThat(shown)
        .as("the first of %d faults, seed %d, data in %s", wrong.size(), SEED, stage.node().home())
        .isEmpty();
  }
}
