/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.util.ArrayList;
import java.util.List;
import org.marquetry.admin.PluginAdmin.Plugin;

/** A file of the folder and what came of it. For one thread. */
final class Deployment {

  private static final String NONE = "-";

  private final String name;
  private Sighting seen;
  private long seenSince;
  private int looks;
  private int looksWithout;

  private boolean examined;
  private long againAt;
  private String refusal;
  private BundleFacts refused;
  private boolean incomplete;
  private Deployment twin;
  private boolean substituted;
  private Unit current;
  private Unit next;

  Deployment(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  // What is seen of the file

  /** Looks like this now. */
  void see(Sighting sighting, long nowNanos) {
    looksWithout = 0;
    if (sighting.equals(seen)) {
      looks++;
    } else {
      seen = sighting;
      seenSince = nowNanos;
      looks = 1;
      examined = false;
      againAt = nowNanos;
    }
  }

  /** Is not there now. */
  int missed() {
    return ++looksWithout;
  }

  Sighting seen() {
    return seen;
  }

  int looks() {
    return looks;
  }

  long seenSince() {
    return seenSince;
  }

  boolean isDue(long nowNanos) {
    return !examined && looksWithout == 0 && nowNanos - againAt >= 0;
  }

  boolean isExamined() {
    return examined;
  }

  void examined() {
    examined = true;
  }

  void examineAgain(long atNanos) {
    examined = false;
    againAt = atNanos;
  }

  // What came of its content

  /**
   * @return whether this is news
   */
  boolean refuse(String reason, BundleFacts facts, boolean mayBeIncomplete) {
    boolean news = !reason.equals(refusal) || incomplete;
    refusal = reason;
    refused = facts;
    incomplete = mayBeIncomplete;
    twin = null;
    return news && !mayBeIncomplete;
  }

  void accept() {
    refusal = null;
    refused = null;
    incomplete = false;
  }

  boolean isRefused() {
    return refusal != null;
  }

  Deployment twin() {
    return twin;
  }

  void twin(Deployment other) {
    twin = other;
  }

  /** Whether its last working content has been tried; {@code true} from now on. */
  boolean substitute() {
    boolean before = substituted;
    substituted = true;
    return before;
  }

  /** What serves, or did; {@code null} where nothing ever worked. */
  Unit current() {
    return current;
  }

  void current(Unit unit) {
    current = unit;
  }

  /** Newer content that does not serve yet, or {@code null}. */
  Unit next() {
    return next;
  }

  void next(Unit unit) {
    next = unit;
  }

  List<Unit> units() {
    List<Unit> units = new ArrayList<>();
    if (current != null) {
      units.add(current);
    }
    if (next != null) {
      units.add(next);
    }
    return units;
  }

  // For people

  /** What does not serve, and why. */
  List<Plugin> refusals() {
    List<Plugin> rows = new ArrayList<>();
    if (refusal != null) {
      rows.add(
          row(
              incomplete ? "incomplete" : "refused",
              refused,
              refusal + (current == null ? "" : stands(current))));
    }
    if (twin != null) {
      Unit same = twin.current() == null ? twin.next() : twin.current();
      rows.add(
          row(
              "standby",
              same == null ? null : same.facts(),
              "it has the same content as " + twin.name() + ", which is used"));
    }
    if (next != null && next.problem() != null) {
      rows.add(
          row(
              next.phase() == Unit.Phase.STARTING ? "starting" : "refused",
              next.facts(),
              next.problem() + (current == null ? "" : stands(current))));
    }
    if (current != null && current.problem() != null) {
      rows.add(
          row(
              current.phase() == Unit.Phase.STARTING ? "starting" : "refused",
              current.facts(),
              current.problem()));
    }
    return rows;
  }

  private static String stands(Unit current) {
    return current.isActive()
        ? "; " + current.facts().version() + ", which was there before, goes on"
        : "";
  }

  /** What serves, or {@code null}. */
  Plugin running() {
    return current != null && current.problem() == null && current.isActive()
        ? row("running", current.facts(), "it offers no plugin of a kind that this node uses")
        : null;
  }

  private Plugin row(String state, BundleFacts facts, String detail) {
    return new Plugin(
        NONE,
        name,
        facts == null ? NONE : facts.version().toString(),
        facts == null ? NONE : facts.name(),
        state,
        detail);
  }
}
