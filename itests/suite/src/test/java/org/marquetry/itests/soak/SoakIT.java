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
import java.util.concurrent.Callable;
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
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** So long, at the end, the broker is not stopped any more, and its storage changes. */
  private static final int MOST_LASTING_SECONDS = 60;

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
        Stage stage = new Stage(node, clients, new Disturbances(System::nanoTime));
        List<Workload> workloads = workloads(stage);
        Driver driver = new Driver(node, stage, random);
        Report report = new Report(stage.journal(), workloads, driver);
        ScheduledFuture<?> lines =
            progress.scheduleAtFixedRate(
                () -> System.out.println(report.progress()),
                PROGRESS_SECONDS,
                PROGRESS_SECONDS,
                TimeUnit.SECONDS);
        Audit audit = new Audit(stage.journal(), workloads, stage::evidence);
        soak(stage, workloads, driver, audit);
        lines.cancel(false);
        List<String> wrong = audit.wrong();
        System.out.println(report.summary());
        stage.end();
        assertThat(wrong.subList(0, Math.min(SHOWN, wrong.size())))
            .as("the first of %d faults, seed %d, data in %s", wrong.size(), SEED, node.home())
            .isEmpty();
      }
      node.stop();
    } finally {
      progress.shutdownNow();
    }
  }

  private static NodeSpec configured(NodeSpec spec) {
    return spec.with("flushDiskType", "SYNC_FLUSH")
        .with("recallMessageEnable", "true")
        .with("enableLmq", "true")
        .with("enableMultiDispatch", "true")
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
        new LookUps(stage, another()),
        new OrderedPops(stage, another()),
        new Resets(stage, another()),
        new Seeks(stage, another()),
        new DeadLetters(stage, another()),
        new LightQueues(stage, another()),
        new EngineSwitches(stage, another()),
        new StorageSwitches(stage, another()));
  }

  private Random another() {
    return new Random(random.nextLong());
  }

  private void soak(Stage stage, List<Workload> workloads, Driver driver, Audit audit)
      throws Exception {
    List<Sender> senders = new ArrayList<>();
    try {
      driver.open(workloads);
      for (Workload workload : workloads) {
        senders.add(new Sender(workload, stage.journal(), random.nextLong()));
      }
      Duration lasting = Duration.ofSeconds(Math.min(MOST_LASTING_SECONDS, SECONDS / 4));
      driver.run(Duration.ofSeconds(SECONDS).minus(lasting), Driver.Broker.COMES_AND_GOES);
      for (Workload workload : workloads) {
        workload.brokerLasts();
      }
      driver.run(lasting, Driver.Broker.LASTS);
      senders.forEach(Sender::stop);
      await(audit, () -> senders.stream().allMatch(Sender::ended) && audit.isComplete());
    } finally {
      senders.forEach(Sender::interrupt);
    }
  }

  private static void await(Audit audit, Callable<Boolean> done) {
    try {
      Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).until(done);
    } catch (ConditionTimeoutException e) {
      System.out.println("soak: still awaited after " + PATIENCE + ": " + audit.awaited());
    }
  }
}
