/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import org.marquetry.plugin.kernel.PluginSettings.CanaryRule;
import org.marquetry.plugin.kernel.PluginState.Trial;

/**
 * What came of a version on trial and of the one beside it. Immutable.
 *
 * @param ageMillis since the trial began
 * @param compared calls made to both whose results were compared
 * @param lastDifference for people, or empty
 */
record CanaryReport(
    Trial trial,
    long ageMillis,
    Side tried,
    Side stable,
    long compared,
    long different,
    String lastDifference) {

  /** What came of the calls into one version. */
  record Side(long calls, long failures, long overruns, long p50Nanos, long p99Nanos) {

    private double troublePercent() {
      long made = calls + overruns;
      return made == 0 ? 0 : 100.0 * (failures + overruns) / made;
    }
  }

  /**
   * Why the trial has failed, or {@code null}.
   *
   * @param rule of the plugin on trial
   */
  String failure(CanaryRule rule) {
    if (tried.calls() + tried.overruns() >= rule.leastCalls()
        && tried.troublePercent() > stable.troublePercent() + rule.revertErrorPercent()) {
      return String.format(
          "%.1f%% of its calls failed, of %s %.1f%%",
          tried.troublePercent(), trial.stable(), stable.troublePercent());
    }
    if (compared >= rule.leastCalls()
        && different * 100 > (long) rule.revertDifferencePercent() * compared) {
      return different
          + " of "
          + compared
          + " results differ from those of "
          + trial.stable()
          + ", the last: "
          + lastDifference;
    }
    return null;
  }

  /** Whether the version has done well for long enough. */
  boolean hasProven(CanaryRule rule) {
    return rule.promoteCalls() > 0
        && tried.calls() >= rule.promoteCalls()
        && ageMillis >= rule.promoteMillis()
        && failure(rule) == null;
  }
}
