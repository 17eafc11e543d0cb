/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.admin;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What an operator asks of the plugin platform. Thread-safe; never blocks. */
@ProviderType
public interface PluginAdmin {

  List<Plugin> plugins();

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
}
