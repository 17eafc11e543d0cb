/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.marquetry.system.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trust by the settings and the key store as they are now. {@link #now()} is for one thread, {@link
 * #settings} for any.
 */
final class TrustSource {

  private static final Logger LOG = LoggerFactory.getLogger(TrustSource.class);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Clock clock;
  private volatile TrustSettings settings;
  private TrustSettings loaded;
  private Stamp keystore;
  private long looked;
  private Trust trust;

  TrustSource(TrustSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  void settings(TrustSettings changed) {
    settings = changed;
  }

  /** The same object as long as nothing changed. */
  Trust now() {
    TrustSettings wanted = settings;
    long now = clock.nanos();
    boolean others = !wanted.equals(loaded);
    if (others || now - looked >= LOOK_NANOS) {
      looked = now;
      Stamp stamp = stamp(wanted);
      if (others || !Objects.equals(stamp, keystore)) {
        boolean first = trust == null;
        loaded = wanted;
        keystore = stamp;
        trust = wanted.load(clock);
        tell(first);
      }
    }
    return trust;
  }

  private void tell(boolean first) {
    if (!trust.usable()) {
      LOG.error("Plugins: no jar is taken until this is settled: {}", trust.problem());
    } else if (!first || trust != Trust.ANY) {
      LOG.info("Plugins: {}", loaded);
    }
  }

  /**
   * @return {@code null} where there is none
   */
  private static Stamp stamp(TrustSettings settings) {
    try {
      return settings.keystore() == null ? null : WatchedFolder.stamp(settings.keystore());
    } catch (IOException e) {
      return null;
    }
  }
}
