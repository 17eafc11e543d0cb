/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.admin;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What an operator asks of the plugin platform. Thread-safe; what changes something waits for the
 * disk, so that it outlives the node.
 *
 * <p>A plugin is named as the broker calls it, {@code SQL92}; where plugins of several kinds share
 * a name, with its kind: {@code filter/SQL92}.
 */
@ProviderType
public interface PluginAdmin {

  /** Every version of every plugin, and jars that are none. */
  List<Plugin> plugins();

  /**
   * What a plugin may take and when it is put aside, by configuration key.
   *
   * @throws AdminException if there is no such plugin
   */
  Map<String, Object> limits(String plugin) throws AdminException;

  /**
   * What happened to plugins, the oldest first.
   *
   * @param plugin only to this one, or {@code null}
   * @param most at most so many, the latest ones
   */
  List<Event> history(String plugin, int most);

  /** Threads that were given up on and still run, the oldest first. */
  List<WrittenOffThread> writtenOffThreads();

  /** Versions that are on trial. */
  List<Canary> canaries();

  /**
   * Lets versions be used again that were put aside or held back.
   *
   * @param version only this one, or {@code null}
   */
  void reset(String plugin, String version) throws AdminException;

  /**
   * Gives a version, newer or older, a share of the keys; the others go to the version in use or,
   * where that is the very version, to the best one beside it.
   *
   * @param percent 1 to 100; 100 brings it in use
   */
  void startCanary(String plugin, String version, int percent) throws AdminException;

  /** Brings the version on trial in use. */
  void promoteCanary(String plugin) throws AdminException;

  /** Gives all keys to the version beside the one on trial. */
  void revertCanary(String plugin) throws AdminException;

  /**
   * A version of a plugin, or a jar that is none.
   *
   * @param kind {@code storage}, … ; {@code -} for a jar that is none of ours
   * @param name the name it is chosen by
   * @param version version of its bundle
   * @param state {@code in use}; {@code standby}, ready to take over; {@code canary}, in use for a
   *     share of the keys; {@code put aside} after failures; {@code draining}, on its way out;
   *     {@code refused}; {@code running} for a bundle that offers no plugin
   * @param detail why it is so, or empty
   */
  record Plugin(
      String kind,
      String name,
      String version,
      String bundle,
      String state,
      String detail,
      Figures figures) {

    /** Without figures. */
    public Plugin(
        String kind, String name, String version, String bundle, String state, String detail) {
      this(kind, name, version, bundle, state, detail, Figures.NONE);
    }
  }

  /**
   * What came of the calls into one version since it came. A kind of plugin that the broker does
   * not call through the platform, as {@code storage}, has none.
   *
   * @param calls that ended, with a result or a failure
   * @param failures that threw
   * @param overruns that were given up on: over their time or memory
   * @param refused that found too many waiting
   * @param waiting now
   * @param running now
   * @param p50Nanos half of the calls took no longer
   * @param p99Nanos 99 of 100 calls took no longer
   * @param maxNanos the longest call
   * @param allocatedBytes by all calls together; 0 where the virtual machine does not tell
   * @param threads of its own
   * @param writtenOffThreads given up on and still running
   * @param products made from it and kept, as compiled expressions
   * @param lastFailure what went wrong last, or empty
   */
  record Figures(
      long calls,
      long failures,
      long overruns,
      long refused,
      int waiting,
      int running,
      long p50Nanos,
      long p99Nanos,
      long maxNanos,
      long allocatedBytes,
      int threads,
      int writtenOffThreads,
      int products,
      String lastFailure) {

    public static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "");
  }

  /**
   * Something that happened to a plugin: it came, went, swapped, was handed-over what another
   * version held, switched to instead of a plugin of another name, was put-aside, fell-back to an
   * older version, had a reset, an overrun, a thread-ended that was written off, was cut-off with
   * calls under way, was refused; canary-started, canary-promoted, canary-reverted, canary-ended;
   * and recovered: a change was completed after a crash.
   *
   * @param what one word of those above
   * @param version that it is about, or empty
   * @param other version that was in use before or is beside it, or empty
   * @param activeMillis from the drop of the bundle until it was in use; negative where not known
   * @param pauseNanos in which calls could not go on; negative where that has no meaning
   */
  record Event(
      long atMillis,
      String what,
      String kind,
      String name,
      String version,
      String other,
      String detail,
      long activeMillis,
      long pauseNanos) {}

  /**
   * A thread of a plugin that was given up on.
   *
   * @param reason how its call went
   */
  record WrittenOffThread(
      String kind, String name, String version, String thread, String reason, long sinceMillis) {}

  /**
   * A version on trial.
   *
   * @param percent share of the keys that it gets
   * @param candidate what came of it; of {@code stable} that of the version beside it. Calls since
   *     the trial began, or since the node started
   * @param compared calls made to both versions whose results were compared
   * @param different results that differ
   * @param lastDifference for people, or empty
   * @param running {@code false} while one of the versions is not there
   */
  record Canary(
      String kind,
      String name,
      int percent,
      long sinceMillis,
      boolean running,
      Side candidate,
      Side stable,
      long compared,
      long different,
      String lastDifference) {}

  /** One version of two. */
  record Side(
      String version, long calls, long failures, long overruns, long p50Nanos, long p99Nanos) {}
}
