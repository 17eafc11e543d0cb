/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.marquetry.admin.PluginAdmin.Plugin;
import org.marquetry.system.Clock;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Installs, starts and removes units in the framework, and finds out why one does not serve. For
 * one thread, but for {@link #bundlesChanged()} and {@link #retryFailed()}.
 */
final class Units implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Units.class);

  /** How often the components of bundles are asked how they are. */
  private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final DeployedBundles bundles;
  private final NodeParts node;
  private final MissingRequirements requirements;
  private final ComponentStates components;
  private final Lifecycle lifecycle;
  private final Clock clock;
  private final Set<Unit> units = new HashSet<>();
  private final List<Leaving> leaving = new ArrayList<>();
  private final Set<Bundle> stoppedForOthers = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean changed = new AtomicBoolean(true);
  private final AtomicBoolean retry = new AtomicBoolean();
  private long lastRound;
  private boolean resolveAgain;
  private boolean startAgain;

  Units(
      DeployedBundles bundles,
      NodeParts node,
      MissingRequirements requirements,
      ComponentStates components,
      Lifecycle lifecycle,
      Clock clock) {
    this.bundles = bundles;
    this.node = node;
    this.requirements = requirements;
    this.components = components;
    this.lifecycle = lifecycle;
    this.clock = clock;
    this.lastRound = clock.nanos() - ROUND_NANOS;
  }

  /** Some bundle came, went or changed its state: what did not resolve may now. */
  void bundlesChanged() {
    changed.set(true);
  }

  /** What failed to start is to be tried again at the next round. */
  void retryFailed() {
    retry.set(true);
  }

  /**
   * @return why a bundle is not to be installed, or {@code null}
   */
  String objection(BundleFacts facts) {
    return node.objection(facts);
  }

  Unit install(String file, CheckedJar jar) throws RefusedJarException, IOException {
    Unit unit = new Unit(jar, bundle(file, jar));
    units.add(unit);
    changed.set(true);
    return unit;
  }

  private Bundle bundle(String file, CheckedJar jar) throws RefusedJarException, IOException {
    try {
      return bundles.install(file, jar);
    } catch (BundleException | RuntimeException e) {
      boolean disk = e.getCause() instanceof IOException;
      throw new RefusedJarException(
          "the framework does not install it: "
              + Reason.of(e)
              + (disk
                  ? "; make room on the disk and copy it here again"
                  : "; correct its manifest"),
          e);
    }
  }

  /** Somebody touched the file of a unit: where it does not run, it is tried once more. */
  void startAgain(String file, Unit unit) throws RefusedJarException, IOException {
    if (unit.phase() == Unit.Phase.FAILED
        || (unit.phase() == Unit.Phase.RUNNING && !unit.isActive())) {
      unit.installed(bundle(file, unit.jar()));
      changed.set(true);
    }
  }

  /**
   * Begins a round over all units.
   *
   * @return whether there may be anything to do
   */
  boolean beginRound() {
    lifecycle.tidyUp();
    leaving.removeIf(gone -> gone.operation().isDone());
    long now = clock.nanos();
    resolveAgain = changed.getAndSet(false);
    startAgain = retry.getAndSet(false);
    boolean starting = units.stream().anyMatch(unit -> unit.phase() == Unit.Phase.STARTING);
    if (!resolveAgain && !startAgain && !starting && now - lastRound < ROUND_NANOS) {
      return false;
    }
    lastRound = now;
    for (Unit unit : units) {
      if (unit.phase() == Unit.Phase.RUNNING && stoppedForOthers.remove(unit.bundle())) {
        unit.installed(unit.bundle());
      }
    }
    stoppedForOthers.removeIf(bundle -> bundle.getState() == Bundle.UNINSTALLED);
    return true;
  }

  /**
   * Brings a unit as far as it comes now.
   *
   * @param old what it is to replace, or {@code null}
   * @return whether it runs now and did not before
   */
  boolean advance(String file, Unit unit, Unit old) throws InterruptedException {
    switch (unit.phase()) {
      case INSTALLED -> {
        if (resolveAgain || unit.problem() == null) {
          resolve(file, unit, old);
        }
      }
      case STARTING -> poll(file, unit);
      case RUNNING -> {
        if (old == null) {
          check(file, unit);
        }
        return false;
      }
      case FAILED -> {
        if (startAgain) {
          installAgain(file, unit);
        }
      }
    }
    return unit.phase() == Unit.Phase.RUNNING;
  }

  private void installAgain(String file, Unit unit) {
    try {
      startAgain(file, unit);
    } catch (RefusedJarException | IOException e) {
      LOG.warn("Plugins: {} cannot be tried again: {}", file, unit, e);
    }
  }

  private void resolve(String file, Unit unit, Unit old) throws InterruptedException {
    Bundle bundle = unit.bundle();
    if (unit.facts().fragmentHost() != null) {
      attach(file, unit);
    } else if (!bundles.resolve(bundle)) {
      problem(file, unit, "it does not resolve: " + requirements.of(bundle));
    } else {
      boolean exchange = old != null && old.isActive() && unit.isAlone(old);
      Bundle predecessor = exchange ? old.bundle() : null;
      unit.starting(
          lifecycle.run(
              () -> {
                if (exchange) {
                  DeployedBundles.exchange(predecessor, bundle);
                } else {
                  DeployedBundles.start(bundle);
                }
              }));
      poll(file, unit);
    }
  }

  private void attach(String file, Unit unit) throws InterruptedException {
    BundleFacts facts = unit.facts();
    if (!DeployedBundles.isAttached(unit.bundle())) {
      lifecycle.run(() -> bundles.attach(facts, stoppedForOthers));
      changed.set(true);
    }
    if (DeployedBundles.isAttached(unit.bundle())) {
      unit.running();
    } else {
      problem(file, unit, "it does not resolve: " + requirements.of(unit.bundle()));
    }
  }

  private void poll(String file, Unit unit) throws InterruptedException {
    if (!unit.start().isDone()) {
      problem(
          file,
          unit,
          "its start has not come to its end yet; if it never does its activator blocks: delete"
              + " the file");
      return;
    }
    Throwable failure = unit.start().failure();
    if (failure == null) {
      unit.running();
      changed.set(true);
    } else {
      fail(file, unit, "it fails when it is started: " + Reason.of(failure));
    }
  }

  private void fail(String file, Unit unit, String reason) throws InterruptedException {
    removeBundle(unit);
    unit.failed();
    problem(file, unit, reason);
  }

  private void check(String file, Unit unit) {
    Bundle bundle = unit.bundle();
    if (bundle.getState() == Bundle.UNINSTALLED) {
      problem(file, unit, "somebody uninstalled it; copy the file here again to have it back");
    } else if (stoppedForOthers.contains(bundle)) {
      changed.set(true);
    } else if (!unit.isActive()) {
      problem(
          file,
          unit,
          "somebody stopped it; start it with 'felix:start "
              + bundle.getBundleId()
              + "', or copy the file here again");
    } else {
      ComponentStates.State state = components.of(bundle);
      problem(file, unit, state.kind() == ComponentStates.Kind.FINE ? null : state.reason());
    }
  }

  /** Whether a unit that runs is as good as the one that it is to replace. */
  boolean mayReplace(String file, Unit next, Unit old) throws InterruptedException {
    if (old == null || !old.isActive()) {
      return true;
    }
    ComponentStates.State state = components.of(next.bundle());
    switch (state.kind()) {
      case FAILED -> {
        boolean exchanged = next.isAlone(old);
        fail(file, next, state.reason());
        if (exchanged) {
          old.installed(old.bundle());
          changed.set(true);
        }
        return false;
      }
      case WAITING -> {
        if (components.of(old.bundle()).kind() == ComponentStates.Kind.FINE) {
          problem(file, next, state.reason());
          return false;
        }
        return true;
      }
      case FINE -> {
        return true;
      }
    }
    throw new IllegalStateException("unknown kind " + state.kind());
  }

  private static void problem(String file, Unit unit, String reason) {
    if (unit.problem(reason)) {
      LOG.warn("Plugins: {}: {} is refused: {}", file, unit, reason);
    }
  }

  /** Stops and uninstalls a unit, in the background where that takes long. */
  void remove(Unit unit) throws InterruptedException {
    units.remove(unit);
    removeBundle(unit);
    changed.set(true);
  }

  private void removeBundle(Unit unit) throws InterruptedException {
    Bundle bundle = unit.bundle();
    if (bundle == null) {
      return;
    }
    if (unit.start() != null) {
      unit.start().interrupt();
    }
    Operation removal = lifecycle.run(() -> bundles.remove(bundle, stoppedForOthers));
    if (!removal.isDone()) {
      leaving.add(new Leaving(unit.facts(), removal));
      LOG.warn("Plugins: {} does not stop; it is waited for in the background", unit);
    } else if (removal.failure() != null) {
      LOG.warn("Plugins: {} did not stop cleanly: {}", unit, Reason.of(removal.failure()));
    }
  }

  /** Bundles that do not stop. */
  List<Plugin> leaving() {
    return leaving.stream()
        .map(
            gone ->
                new Plugin(
                    "-",
                    gone.facts().name(),
                    gone.facts().version().toString(),
                    gone.facts().name(),
                    "leaving",
                    "it has not stopped for "
                        + gone.operation().seconds(clock.nanos())
                        + " s; if it never does, restart the node when it suits you"))
        .toList();
  }

  /** Removes what an earlier instance of this bundle installed and nobody wants any more. */
  void removeStrangers() throws InterruptedException {
    Set<Bundle> known = new HashSet<>();
    units.forEach(unit -> known.add(unit.bundle()));
    for (Bundle bundle : bundles.all()) {
      if (!known.contains(bundle)) {
        lifecycle.run(() -> bundles.remove(bundle, stoppedForOthers));
      }
    }
  }

  @Override
  public void close() {
    lifecycle.close();
    bundles.close();
  }

  private record Leaving(BundleFacts facts, Operation operation) {}
}
