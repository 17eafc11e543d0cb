/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.nio.file.Path;
import java.util.Map;

/**
 * Settings of a {@link MessageStore}. Names in brackets are RocketMQ's keys.
 *
 * @param root directory of everything [storePathRootDir]
 * @param logDirectory the commit log's files [storePathCommitLog]
 * @param backend storage backend of new spans [mapped]
 * @param segmentBytes bytes of a commit log file, at least 1 MiB [mappedFileSizeCommitLog]
 * @param queueFileEntries entries of a consume queue file [mappedFileSizeConsumeQueue / 20]
 * @param flushIntervalMillis longest time between two flushes of the log [flushIntervalCommitLog]
 * @param flushQueueIntervalMillis the same for consume queues [flushIntervalConsumeQueue]
 * @param maxMessageBytes longest body [maxMessageSize]
 * @param diskFullRatio used share of the device from which on appends are refused, 0 to 1
 *     [diskSpaceWarningLevelRatio / 100]
 * @param indexEnabled whether keys are indexed [messageIndexEnable]
 * @param indexSlots hash slots of an index file [maxHashSlotNum]
 * @param indexEntries entries of an index file [maxIndexNum]
 * @param hotBytes how far behind the end of the log data counts as in memory
 * @param handOverMillis longest time that another version of a storage backend may take to take a
 *     span over [storageHandOverTimeoutMills]
 * @param backendKeys configuration of the storage backends [storage.*.*]
 */
public record StoreSettings(
    Path root,
    Path logDirectory,
    String backend,
    long segmentBytes,
    int queueFileEntries,
    long flushIntervalMillis,
    long flushQueueIntervalMillis,
    int maxMessageBytes,
    double diskFullRatio,
    boolean indexEnabled,
    int indexSlots,
    int indexEntries,
    long hotBytes,
    long handOverMillis,
    Map<String, String> backendKeys) {

  /**
   * @throws IllegalArgumentException if a file could not be mapped
   */
  public StoreSettings {
    backendKeys = Map.copyOf(backendKeys);
    requireMappable("mappedFileSizeConsumeQueue", queueFileEntries, queueFileEntries * 20L);
    requireMappable("maxHashSlotNum", indexSlots, indexSlots * 4L);
    requireMappable("maxIndexNum", indexEntries - 1, 40 + indexSlots * 4L + indexEntries * 20L);
    requireMappable("maxMessageSize", maxMessageBytes, maxMessageBytes);
  }

  private static void requireMappable(String key, int count, long bytes) {
    if (count < 1 || bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          key + " makes for " + bytes + " bytes, must be positive and below 2 GiB");
    }
  }

  /** RocketMQ's defaults under {@code root}. */
  public static StoreSettings of(Path root) {
    return new StoreSettings(
        root,
        root.resolve("commitlog"),
        "mapped",
        1L << 30,
        300_000,
        500,
        1000,
        4 << 20,
        0.90,
        true,
        5_000_000,
        20_000_000,
        512L << 20,
        10_000,
        Map.of());
  }
}
