/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.util.LinkedHashMap;
import java.util.Map;

/** When the files of the latest bundles were dropped. Thread-safe. */
final class DropTimes {

  private static final int MOST = 256;

  /** A file that was written so shortly before it was seen was written to be dropped here. */
  private static final long JUST_NOW_MILLIS = 2_000;

  private final Map<String, Long> byLocation =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST;
        }
      };

  /**
   * @param location of the bundle
   * @param seenMillis when the file was first seen as it is
   * @param writtenMillis when it was last written; long before where it was moved here
   */
  synchronized void add(String location, long seenMillis, long writtenMillis) {
    boolean justNow = writtenMillis <= seenMillis && seenMillis - writtenMillis < JUST_NOW_MILLIS;
    byLocation.put(location, justNow ? writtenMillis : seenMillis);
  }

  /** Negative where it is not known. */
  synchronized long of(String location) {
    return byLocation.getOrDefault(location, -1L);
  }
}
