/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.osgi.framework.Version;

/**
 * What is decided about plugins beyond the rule that the highest version is in use. Immutable;
 * outlives the bundles it is about.
 *
 * @param accepted at most one for each plugin
 * @param marks at most one for each version of a plugin
 * @param trials at most one for each plugin
 */
public record PluginState(List<Accepted> accepted, List<Mark> marks, List<Trial> trials) {

  static final PluginState NONE = new PluginState(List.of(), List.of(), List.of());

  public PluginState {
    accepted = List.copyOf(accepted);
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

  /** The highest version that was ever in use: it is not put on trial when it comes again. */
  public record Accepted(PluginId id, String version) {}

  /** A version that is not used of itself. */
  public record Mark(PluginId id, String version, Cause cause, String reason, long sinceMillis) {}

  /**
   * A version that gets a share of the keys.
   *
   * @param stable version that gets the others
   * @param percent 1 to 99
   */
  public record Trial(PluginId id, String version, String stable, int percent, long sinceMillis) {}

  /** The highest version that was ever in use, or {@code null}. */
  String accepted(PluginId id) {
    for (Accepted one : accepted) {
      if (one.id().equals(id)) {
        return one.version();
      }
    }
    return null;
  }

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

  /** Changes nothing where a version as high was accepted before. */
  PluginState with(Accepted one) {
    String before = accepted(one.id());
    return before != null && Version.valueOf(before).compareTo(Version.valueOf(one.version())) >= 0
        ? this
        : new PluginState(with(accepted, each -> each.id().equals(one.id()), one), marks, trials);
  }

  PluginState with(Mark mark) {
    return new PluginState(
        accepted,
        with(
            marks,
            each -> each.id().equals(mark.id()) && each.version().equals(mark.version()),
            mark),
        trials);
  }

  PluginState withoutMarks(PluginId id, Predicate<Mark> which) {
    return new PluginState(
        accepted, without(marks, each -> each.id().equals(id) && which.test(each)), trials);
  }

  PluginState with(Trial trial) {
    return new PluginState(
        accepted, marks, with(trials, each -> each.id().equals(trial.id()), trial));
  }

  PluginState withoutTrial(PluginId id) {
    return new PluginState(accepted, marks, without(trials, each -> each.id().equals(id)));
  }

  private static <E> List<E> with(List<E> all, Predicate<E> replaced, E one) {
    List<E> rest = without(all, replaced);
    rest.add(one);
    return rest;
  }

  private static <E> List<E> without(List<E> all, Predicate<E> which) {
    List<E> rest = new ArrayList<>(all);
    rest.removeIf(which);
    return rest;
  }
}
