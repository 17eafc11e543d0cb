/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

/**
 * What one plugin may take of the broker, and when it is put aside.
 *
 * @param timeMillis longest call
 * @param allocationBytes most that one call may allocate
 * @param lanes threads
 * @param waitingCalls calls that may wait for a thread
 * @param products things made from the plugin, as compiled expressions, that are kept
 * @param drainMillis how long a plugin that goes is waited for
 * @param circuit when it is put aside
 * @param canary how a version on trial is judged
 */
public record PluginSettings(
    long timeMillis,
    long allocationBytes,
    int lanes,
    int waitingCalls,
    int products,
    long drainMillis,
    CircuitRule circuit,
    CanaryRule canary) {

  public static final PluginSettings DEFAULT =
      new PluginSettings(
          200, 64L << 20, 2, 1024, 1024, 5_000, CircuitRule.DEFAULT, CanaryRule.DEFAULT);

  /** What each plugin may take, as it is configured now. Thread-safe. */
  @FunctionalInterface
  public interface Source {

    /**
     * @param kind what operators call such a plugin
     */
    PluginSettings of(String kind, String name);
  }

  PluginSettings withDrainMillis(long millis) {
    return new PluginSettings(
        timeMillis, allocationBytes, lanes, waitingCalls, products, millis, circuit, canary);
  }

  /**
   * When a plugin is put aside.
   *
   * @param inARow failures without a success between
   * @param percent of the last {@code window} calls that failed, 1 to 100
   * @param window number of calls, at least {@code inARow}
   * @param overruns calls that were given up on, since it came or was reset
   */
  public record CircuitRule(int inARow, int percent, int window, int overruns) {

    public static final CircuitRule DEFAULT = new CircuitRule(5, 50, 100, 1);

    /** Failures among the last {@link #window} calls that are too many. */
    int failuresInWindow() {
      return Math.max(1, window * percent / 100);
    }
  }

  /**
   * How a version on trial is judged against the one that is in use.
   *
   * @param defaultPercent share of the keys that a newer version gets when it comes, 0 to 99; 0
   *     brings it in use at once
   * @param compare whether repeatable calls are made to both to compare the results
   * @param leastCalls calls before it is judged
   * @param revertErrorPercent most by which its share of failed calls may exceed the other's
   * @param revertDifferencePercent largest share of compared calls whose results may differ
   * @param promoteCalls calls after which it is brought in use, 0 for never
   * @param promoteMillis age of the trial before that
   */
  public record CanaryRule(
      int defaultPercent,
      boolean compare,
      int leastCalls,
      int revertErrorPercent,
      int revertDifferencePercent,
      int promoteCalls,
      long promoteMillis) {

    public static final CanaryRule DEFAULT = new CanaryRule(0, true, 20, 1, 1, 1000, 600_000);
  }
}
