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
 *
 * <pre>{@code
 * admin.startCanary("SQL92", "1.1.0", 10);
 * PluginAdmin.Canary canary = admin.canaries().get(0);
 * if (canary.compared() > 10_000 && canary.different() == 0) {
 *   admin.promoteCanary("SQL92");
 * }
 * }</pre>
 */
@ProviderType
public interface PluginAdmin {

  /** {@return every version of every plugin, and jars that are none} */
  List<Plugin> plugins();

  /**
   * {@return what a plugin may take and when it is put aside, by configuration key}
   *
   * @param plugin as the broker calls it, see above
   * @throws AdminException if there is no such plugin
   */
  Map<String, Object> limits(String plugin) throws AdminException;

  /**
   * {@return what happened to plugins, the oldest first}
   *
   * @param plugin only to this one, or {@code null}
   * @param most at most so many, the latest ones
   */
  List<Event> history(String plugin, int most);

  /** {@return the threads that were given up on and still run, the oldest first} */
  List<WrittenOffThread> writtenOffThreads();

  /** {@return the versions that are on trial} */
  List<Canary> canaries();

  /**
   * Lets versions be used again that were put aside or held back.
   *
   * @param plugin as the broker calls it, see above
   * @param version only this one, or {@code null}
   * @throws AdminException if there is no such plugin or version
   */
  void reset(String plugin, String version) throws AdminException;

  /**
   * Gives a version, newer or older, a share of the keys; the others go to the version in use or,
   * where that is the very version, to the best one beside it.
   *
   * @param plugin as the broker calls it, see above
   * @param version of the bundle that is to be tried
   * @param percent 1 to 100; 100 brings it in use
   * @throws AdminException if there is no such plugin or version
   */
  void startCanary(String plugin, String version, int percent) throws AdminException;

  /**
   * Brings the version on trial in use.
   *
   * @param plugin as the broker calls it, see above
   * @throws AdminException if no version of it is on trial
   */
  void promoteCanary(String plugin) throws AdminException;

  /**
   * Gives all keys to the version beside the one on trial.
   *
   * @param plugin as the broker calls it, see above
   * @throws AdminException if no version of it is on trial
   */
  void revertCanary(String plugin) throws AdminException;

  /**
   * A version of a plugin, or a jar that is none.
   *
   * @param kind {@code storage}, … ; {@code -} for a jar that is none of ours
   * @param name the name it is chosen by
   * @param version version of its bundle
   * @param bundle symbolic name of its bundle, or the file name of a jar
   * @param state {@code in use}; {@code standby}, ready to take over; {@code canary}, in use for a
   *     share of the keys; {@code put aside} after failures; {@code draining}, on its way out;
   *     {@code refused}; {@code running} for a bundle that offers no plugin
   * @param detail why it is so, or empty
   * @param figures what came of the calls
   */
  record Plugin(
      String kind,
      String name,
      String version,
      String bundle,
      String state,
      String detail,
      Figures figures) {

    /**
     * Without figures.
     *
     * @param kind see above
     * @param name see above
     * @param version see above
     * @param bundle see above
     * @param state see above
     * @param detail see above
     */
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

    /** Of a version that was not called. */
    public static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "");
  }

  /**
   * Something that happened to a plugin: it came, went, swapped, was handed-over what another
   * version held, switched to instead of a plugin of another name, was put-aside, fell-back to an
   * older version, had a reset, an overrun, a thread-ended that was written off, was cut-off with
   * calls under way, was refused; canary-started, canary-promoted, canary-reverted, canary-ended;
   * and recovered: a change was completed after a crash.
   *
   * @param atMillis when, in milliseconds since 1970
   * @param what one word of those above
   * @param kind of plugin, or {@code -}
   * @param name of the plugin, or file name of a jar
   * @param version that it is about, or empty
   * @param other version that was in use before or is beside it, or empty
   * @param detail for people, or empty
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
   * @param kind of its plugin
   * @param name of its plugin
   * @param version of its plugin
   * @param thread its name
   * @param reason how its call went
   * @param sinceMillis how long ago, in milliseconds
   */
  record WrittenOffThread(
      String kind, String name, String version, String thread, String reason, long sinceMillis) {}

  /**
   * A version on trial.
   *
   * @param kind of plugin
   * @param name of the plugin
   * @param percent share of the keys that it gets
   * @param sinceMillis how long it has been on trial, in milliseconds
   * @param running {@code false} while one of the versions is not there
   * @param candidate what came of it; of {@code stable} that of the version beside it. Calls since
   *     the trial began, or since the node started
   * @param stable the version beside it
   * @param compared calls made to both versions whose results were compared
   * @param different results that differ
   * @param lastDifference for people, or empty
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

  /**
   * One version of two.
   *
   * @param version of the plugin's bundle
   * @param calls that ended
   * @param failures that threw
   * @param overruns that were given up on
   * @param p50Nanos half of the calls took no longer
   * @param p99Nanos 99 of 100 calls took no longer
   */
  record Side(
      String version, long calls, long failures, long overruns, long p50Nanos, long p99Nanos) {}
}
