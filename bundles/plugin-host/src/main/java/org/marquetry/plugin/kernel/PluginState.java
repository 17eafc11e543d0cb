/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What is decided about plugins beyond the rule that the highest version is in use. Immutable;
 * outlives the bundles it is about.
 *
 * @param marks at most one for each version of a plugin
 * @param trials at most one for each plugin
 */
public record PluginState(List<Mark> marks, List<Trial> trials) {

  static final PluginState NONE = new PluginState(List.of(), List.of());

  public PluginState {
    marks = List.copyOf(marks);
    trials = List.copyOf(trials);
  }

  /** Why a version is not used of itself. */
  public enum Cause {
    /** It failed too often: it gets no calls. */
    PUT_ASIDE,
    /** An operator or a rule prefers another version: it is used where there is no other. */
    HELD
  }

  /** A version that is not used of itself. */
  public record Mark(PluginId id, String version, Cause cause, String reason, long sinceMillis) {}

  /**
   * A version that gets a share of the keys.
   *
   * @param stable version that gets the others
   * @param percent 1 to 99
   */
  public record Trial(PluginId id, String version, String stable, int percent, long sinceMillis) {}

  /** The mark of a version, or {@code null}. */
  Mark mark(PluginId id, String version) {
    for (Mark mark : marks) {
      if (mark.id().equals(id) && mark.version().equals(version)) {
        return mark;
      }
    }
    return null;
  }

  boolean isAside(PluginId id, String version) {
    Mark mark = mark(id, version);
    return mark != null && mark.cause() == Cause.PUT_ASIDE;
  }

  /** The trial of a plugin, or {@code null}. */
  Trial trial(PluginId id) {
    for (Trial trial : trials) {
      if (trial.id().equals(id)) {
        return trial;
      }
    }
    return null;
  }

  PluginState with(Mark mark) {
    List<Mark> all =
        without(
            marks, each -> each.id().equals(mark.id()) && each.version().equals(mark.version()));
    all.add(mark);
    return new PluginState(all, trials);
  }

  PluginState withoutMarks(PluginId id, Predicate<Mark> which) {
    return new PluginState(
        without(marks, each -> each.id().equals(id) && which.test(each)), trials);
  }

  PluginState with(Trial trial) {
    List<Trial> all = without(trials, each -> each.id().equals(trial.id()));
    all.add(trial);
    return new PluginState(marks, all);
  }

  PluginState withoutTrial(PluginId id) {
    return new PluginState(marks, without(trials, each -> each.id().equals(id)));
  }

  private static <E> List<E> without(List<E> all, Predicate<E> which) {
    List<E> rest = new ArrayList<>(all);
    rest.removeIf(which);
    return rest;
  }
}
