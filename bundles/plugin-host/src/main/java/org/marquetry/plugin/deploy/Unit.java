/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import org.osgi.framework.Bundle;

/** One content of a file on its way to run, or running. For one thread. */
final class Unit {

  /** How far it has come. */
  enum Phase {
    /** Installed, and waits for what it imports. */
    INSTALLED,
    /** Its start is under way. */
    STARTING,
    RUNNING,
    /** Its start failed; nothing of it is installed. */
    FAILED
  }

  private CheckedJar jar;
  private Bundle bundle;
  private Phase phase = Phase.INSTALLED;
  private Operation start;
  private String problem;

  Unit(CheckedJar jar, Bundle bundle) {
    this.jar = jar;
    this.bundle = bundle;
  }

  CheckedJar jar() {
    return jar;
  }

  void movedTo(CheckedJar elsewhere) {
    jar = elsewhere;
  }

  BundleFacts facts() {
    return jar.facts();
  }

  /** {@code null} where nothing is installed. */
  Bundle bundle() {
    return bundle;
  }

  Phase phase() {
    return phase;
  }

  /** Why it does not serve (yet), or {@code null}. */
  String problem() {
    return problem;
  }

  /**
   * @return whether this is news
   */
  boolean problem(String text) {
    boolean news = text != null && !text.equals(problem);
    problem = text;
    return news;
  }

  Operation start() {
    return start;
  }

  void starting(Operation operation) {
    phase = Phase.STARTING;
    start = operation;
  }

  void running() {
    phase = Phase.RUNNING;
    start = null;
    problem = null;
  }

  void failed() {
    phase = Phase.FAILED;
    start = null;
    bundle = null;
  }

  /** To be resolved and started, again. */
  void installed(Bundle as) {
    phase = Phase.INSTALLED;
    bundle = as;
    problem = null;
  }

  boolean isActive() {
    return phase == Phase.RUNNING
        && bundle.getState() != Bundle.UNINSTALLED
        && (facts().fragmentHost() != null
            || (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0);
  }

  boolean isAlone(Unit other) {
    return facts().singleton()
        && other.facts().singleton()
        && facts().name().equals(other.facts().name());
  }

  @Override
  public String toString() {
    return facts().name() + " " + facts().version();
  }
}
