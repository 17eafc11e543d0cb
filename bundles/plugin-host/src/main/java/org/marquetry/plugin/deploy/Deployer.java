/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.marquetry.admin.PluginAdmin.Plugin;
import org.marquetry.system.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what runs equal to what is in the folder. A file is taken when two looks saw the same; its
 * new content runs beside the old one before that goes; and what cannot run changes nothing but the
 * inventory. {@link #look()} and {@link #close()} are for one thread, the rest is thread-safe.
 */
final class Deployer implements DeployedJars, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);

  /** A file that was last written so long before the first look is not being copied. */
  private static final long SETTLED_MILLIS = 2_000;

  /** So long a file that is not whole is taken for one that is being copied. */
  private static final long COPYING_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** When to look again at a file that could not be read, as on a full disk. */
  private static final long UNREADABLE_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final WatchedFolder folder;
  private final JarIntake intake;
  private final LastGood lastGood;
  private final Units units;
  private final Clock clock;
  private final Map<String, Deployment> deployments = new TreeMap<>();
  private final CountDownLatch firstLook = new CountDownLatch(1);
  private final DropTimes dropped = new DropTimes();
  private final TrustSource trust;
  private Trust judgedBy;
  private String folderProblem;
  private boolean looked;
  private boolean tidy;
  private volatile List<Plugin> refused = List.of();
  private volatile List<Plugin> running = List.of();

  Deployer(
      WatchedFolder folder,
      JarIntake intake,
      LastGood lastGood,
      Units units,
      TrustSource trust,
      Clock clock) {
    this.folder = folder;
    this.intake = intake;
    this.lastGood = lastGood;
    this.units = units;
    this.trust = trust;
    this.judgedBy = trust.now();
    this.clock = clock;
  }

  @Override
  public List<Plugin> refused() {
    return refused;
  }

  @Override
  public List<Plugin> running() {
    return running;
  }

  @Override
  public long droppedMillis(String location) {
    return dropped.of(location);
  }

  @Override
  public boolean awaitFirstLook(long millis) throws InterruptedException {
    return firstLook.await(millis, TimeUnit.MILLISECONDS);
  }

  void look() throws InterruptedException {
    Map<String, Sighting> seen = list();
    judgeAgain();
    if (seen != null) {
      long now = clock.nanos();
      seen.forEach(
          (name, sighting) ->
              deployments.computeIfAbsent(name, Deployment::new).see(sighting, now));
      for (Deployment deployment : deployments.values()) {
        if (deployment.isDue(now) && isSettled(deployment)) {
          examine(deployment);
        }
      }
    }
    settle();
    if (seen != null) {
      forgetMissing(seen);
    }
    if (!tidy && seen != null && deployments.values().stream().allMatch(Deployment::isExamined)) {
      tidy = true;
      forgetLastGood(seen);
      units.removeStrangers();
    }
    looked = true;
    publish();
    firstLook.countDown();
  }

  /**
   * @return {@code null} where nobody knows what is in the folder: nothing goes for that
   */
  private Map<String, Sighting> list() {
    try {
      Map<String, Sighting> seen = folder.look();
      folderProblem = null;
      return seen;
    } catch (IOException e) {
      String problem =
          "the folder "
              + folder.directory()
              + " cannot be listed: "
              + Reason.of(e)
              + "; what runs goes on; make the folder readable";
      if (!problem.equals(folderProblem)) {
        LOG.warn("Plugins: {}", problem);
      }
      folderProblem = problem;
      return null;
    }
  }

  private boolean isSettled(Deployment deployment) {
    Stamp stamp = deployment.seen().stamp();
    return deployment.looks() > 1
        || (!looked
            && (stamp == null || clock.millis() - stamp.modified().toMillis() > SETTLED_MILLIS));
  }

  // A file's content

  private void examine(Deployment deployment) throws InterruptedException {
    Sighting seen = deployment.seen();
    deployment.examined();
    if (seen.problem() != null) {
      refuse(deployment, seen.problem(), null);
      return;
    }
    Path file = folder.file(deployment.name());
    CheckedJar jar = null;
    try {
      jar = intake.take(file);
      if (!seen.stamp().equals(WatchedFolder.stamp(file))) {
        // Written while it was read: what was read is neither the old content nor the new one.
        intake.discard(jar);
        deployment.examineAgain(clock.nanos());
        return;
      }
      take(deployment, jar);
    } catch (RefusedJarException e) {
      discard(jar);
      if (e.incomplete() && clock.nanos() - deployment.seenSince() < COPYING_NANOS) {
        deployment.refuse(e.getMessage(), null, true);
        deployment.examineAgain(clock.nanos() + AGAIN_NANOS);
      } else {
        refuse(deployment, e.getMessage(), jar == null ? null : jar.facts());
      }
    } catch (NoSuchFileException e) {
      discard(jar);
      deployment.examineAgain(clock.nanos());
    } catch (IOException e) {
      discard(jar);
      refuse(deployment, "it cannot be read: " + Reason.of(e) + "; make it readable", null);
      deployment.examineAgain(clock.nanos() + UNREADABLE_AGAIN_NANOS);
    }
  }

  private void take(Deployment deployment, CheckedJar jar)
      throws IOException, RefusedJarException, InterruptedException {
    admit(jar);
    Unit current = deployment.current();
    Unit next = deployment.next();
    if (current != null && current.jar().hash().equals(jar.hash())) {
      deployment.accept();
      drop(deployment);
      intake.discard(jar);
      units.startAgain(deployment.name(), current);
    } else if (next != null && next.jar().hash().equals(jar.hash())) {
      intake.discard(jar);
      units.startAgain(deployment.name(), next);
    } else {
      Deployment same = sameContent(deployment, jar);
      drop(deployment);
      if (same == null) {
        deployment.next(units.install(deployment.name(), jar));
        noteDrop(deployment);
      } else {
        intake.discard(jar);
        retire(deployment, "has the same content as " + same.name() + " now");
        LOG.info("Plugins: {} has the same content as {}", deployment.name(), same.name());
      }
      deployment.accept();
      deployment.twin(same);
    }
  }

  private void noteDrop(Deployment deployment) {
    Stamp stamp = deployment.seen().stamp();
    long ago = TimeUnit.NANOSECONDS.toMillis(clock.nanos() - deployment.seenSince());
    dropped.add(
        deployment.next().bundle().getLocation(),
        clock.millis() - ago,
        stamp.modified().toMillis());
  }

  private void admit(CheckedJar jar) throws IOException, RefusedJarException {
    String objection = judgedBy.objection(jar.copy());
    if (objection == null) {
      objection = units.objection(jar.facts());
    }
    if (objection != null) {
      throw new RefusedJarException(objection);
    }
  }

  private Deployment sameContent(Deployment but, CheckedJar jar) {
    for (Deployment other : deployments.values()) {
      if (other != but
          && other.units().stream().anyMatch(unit -> unit.jar().hash().equals(jar.hash()))) {
        return other;
      }
    }
    return null;
  }

  private void refuse(Deployment deployment, String reason, BundleFacts facts)
      throws InterruptedException {
    if (deployment.refuse(reason, facts, false)) {
      LOG.warn("Plugins: {} is refused: {}", deployment.name(), reason);
    }
    drop(deployment);
    substitute(deployment);
  }

  /**
   * Where nothing of this file runs, lets its last content that worked run, as before a restart.
   */
  private void substitute(Deployment deployment) throws InterruptedException {
    if (deployment.current() != null || deployment.substitute()) {
      return;
    }
    Path kept = lastGood.of(deployment.name());
    if (kept == null) {
      return;
    }
    CheckedJar jar = null;
    try {
      jar = intake.take(kept);
      Unit next = deployment.next();
      if (next != null && next.jar().hash().equals(jar.hash())) {
        intake.discard(jar);
        return;
      }
      admit(jar);
      deployment.current(units.install(deployment.name(), jar));
      LOG.info(
          "Plugins: {} goes on with its last content that worked, {}",
          deployment.name(),
          deployment.current());
    } catch (IOException | RefusedJarException e) {
      discard(jar);
      LOG.info(
          "Plugins: the last working content of {} is of no use: {}",
          deployment.name(),
          Reason.of(e));
    }
  }

  // From installed to running

  private void settle() throws InterruptedException {
    List<Deployment> byVersion = new ArrayList<>(deployments.values());
    byVersion.removeIf(deployment -> deployment.units().isEmpty());
    // Of bundles of one name that exclude each other the newest shall be there first.
    byVersion.sort(
        Comparator.comparing(
                (Deployment deployment) -> newest(deployment).facts().version(),
                Comparator.reverseOrder())
            .thenComparing(Deployment::name));
    boolean progress = units.beginRound();
    while (progress) {
      progress = false;
      for (Deployment deployment : byVersion) {
        progress |= settle(deployment);
      }
    }
  }

  private static Unit newest(Deployment deployment) {
    return deployment.next() == null ? deployment.current() : deployment.next();
  }

  private boolean settle(Deployment deployment) throws InterruptedException {
    boolean progress = false;
    Unit current = deployment.current();
    Unit next = deployment.next();
    // One that excludes the other stops it while it starts.
    if (current != null && (next == null || next.phase() != Unit.Phase.STARTING)) {
      progress = units.advance(deployment.name(), current, null);
    }
    if (next != null) {
      progress |= units.advance(deployment.name(), next, current);
      if (next.phase() == Unit.Phase.RUNNING
          && units.mayReplace(deployment.name(), next, current)) {
        promote(deployment);
        return true;
      }
      if (next.problem() != null && next.phase() != Unit.Phase.STARTING) {
        substitute(deployment);
      }
    }
    return progress;
  }

  private void promote(Deployment deployment) throws InterruptedException {
    Unit old = deployment.current();
    Unit now = deployment.next();
    deployment.current(now);
    deployment.next(null);
    deployment.accept();
    long millis = TimeUnit.NANOSECONDS.toMillis(clock.nanos() - deployment.seenSince());
    if (old == null) {
      LOG.info("Plugins: {} runs, {} ms after it was seen: {}", deployment.name(), millis, now);
    } else {
      LOG.info(
          "Plugins: {} runs with its new content, {} ms after it was seen: {} instead of {}",
          deployment.name(),
          millis,
          now,
          old);
    }
    try {
      now.movedTo(lastGood.keep(deployment.name(), now.jar()));
    } catch (IOException e) {
      LOG.warn(
          "Plugins: {} cannot be kept for a restart in which its file is broken: {}",
          deployment.name(),
          Reason.of(e));
    }
    if (old != null) {
      units.remove(old);
    }
    units.retryFailed();
  }

  // Away

  private void forgetMissing(Map<String, Sighting> seen) throws InterruptedException {
    for (Deployment deployment : List.copyOf(deployments.values())) {
      // Twice not there: else it is a file that is being replaced.
      if (!seen.containsKey(deployment.name()) && deployment.missed() > 1) {
        deployments.remove(deployment.name());
        forget(deployment);
      }
    }
  }

  private void forget(Deployment deployment) throws InterruptedException {
    for (Deployment other : deployments.values()) {
      if (other.twin() == deployment) {
        inherit(deployment, other);
        return;
      }
    }
    drop(deployment);
    retire(deployment, "was deleted");
    forgetLastGood(deployment.name());
  }

  private void inherit(Deployment from, Deployment heir) {
    heir.twin(null);
    heir.current(from.current());
    heir.next(from.next());
    for (Deployment other : deployments.values()) {
      if (other.twin() == from) {
        other.twin(heir);
      }
    }
    LOG.info(
        "Plugins: {} was deleted, its bundle goes on as that of {}, which has the same content",
        from.name(),
        heir.name());
    try {
      if (heir.current() != null) {
        heir.current().movedTo(lastGood.keep(heir.name(), heir.current().jar()));
      }
    } catch (IOException e) {
      LOG.warn("Plugins: {} cannot be kept: {}", heir.name(), Reason.of(e));
    }
  }

  private void forgetLastGood(String name) {
    try {
      lastGood.forget(name);
    } catch (IOException e) {
      LOG.warn("Plugins: the kept content of {} cannot be deleted: {}", name, Reason.of(e));
    }
  }

  private void forgetLastGood(Map<String, Sighting> but) {
    try {
      lastGood.retain(but.keySet());
    } catch (IOException e) {
      LOG.warn("Plugins: kept contents cannot be deleted: {}", Reason.of(e));
    }
  }

  /** Gives up what does not serve yet. */
  private void drop(Deployment deployment) throws InterruptedException {
    Unit next = deployment.next();
    if (next != null) {
      deployment.next(null);
      units.remove(next);
      discard(next.jar());
    }
  }

  /** Stops what serves. */
  private void retire(Deployment deployment, String because) throws InterruptedException {
    Unit current = deployment.current();
    if (current != null) {
      deployment.current(null);
      units.remove(current);
      discard(current.jar());
      LOG.info("Plugins: {} {}: {} is stopped and gone", deployment.name(), because, current);
    }
  }

  private void discard(CheckedJar jar) {
    if (jar != null) {
      try {
        intake.discard(jar);
      } catch (IOException e) {
        LOG.warn("Plugins: {} cannot be deleted: {}", jar.copy(), Reason.of(e));
      }
    }
  }

  // Trust

  /** Whatever runs stands before a changed judge again; one that cannot judge changes nothing. */
  private void judgeAgain() throws InterruptedException {
    Trust now = trust.now();
    if (now == judgedBy) {
      return;
    }
    judgedBy = now;
    for (Deployment deployment : deployments.values()) {
      Unit current = deployment.current();
      String objection = current == null || !now.usable() ? null : objection(now, current);
      if (objection != null) {
        retire(deployment, "is not trusted any more");
        deployment.substitute(); // The last content that worked is the one that is not trusted.
        refuse(deployment, objection, current.facts());
      }
      deployment.examineAgain(clock.nanos());
    }
  }

  private static String objection(Trust trust, Unit unit) {
    try {
      return trust.objection(unit.jar().copy());
    } catch (IOException e) {
      return "it cannot be examined: " + Reason.of(e) + "; copy it here again";
    }
  }

  // For people

  private void publish() {
    List<Plugin> idle = new ArrayList<>();
    List<Plugin> serving = new ArrayList<>();
    if (folderProblem != null) {
      idle.add(
          new Plugin(
              "-",
              String.valueOf(folder.directory().getFileName()),
              "-",
              "-",
              "refused",
              folderProblem));
    }
    for (Deployment deployment : deployments.values()) {
      idle.addAll(deployment.refusals());
      Plugin serves = deployment.running();
      if (serves != null) {
        serving.add(serves);
      }
    }
    idle.addAll(units.leaving());
    refused = List.copyOf(idle);
    running = List.copyOf(serving);
  }

  /** What runs stays, for whoever comes next. */
  @Override
  public void close() {
    units.close();
  }
}
