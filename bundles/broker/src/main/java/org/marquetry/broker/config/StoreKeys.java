/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.config;

import static org.marquetry.broker.config.ValueType.BOOLEAN;
import static org.marquetry.broker.config.ValueType.NAME;
import static org.marquetry.broker.config.ValueType.TEXT;
import static org.marquetry.broker.config.ValueType.choice;
import static org.marquetry.broker.config.ValueType.integer;
import static org.marquetry.broker.config.ValueType.multiple;
import static org.marquetry.broker.config.ValueType.number;

import java.util.List;

/** The configuration keys that the store uses: RocketMQ's names and units. */
final class StoreKeys {

  static final SettingKey<String> STORE_ROOT =
      SettingKeys.fixed(
          "storePathRootDir", TEXT, "", "directory of the store; by default store in the data");
  static final SettingKey<String> STORE_LOG =
      SettingKeys.fixed(
          "storePathCommitLog",
          TEXT,
          "",
          "directory of the commit log; by default commitlog in the store");
  static final SettingKey<String> STORE_TYPE =
      SettingKeys.fixed(
          "storeType", choice("the file store", "default"), "default", "kind of store");
  static final SettingKey<String> STORAGE_BACKEND =
      SettingKeys.fixed(
          "storage.backend", NAME, "mapped", "storage backend of new spans of the log");
  static final SettingKey<Long> SEGMENT =
      SettingKeys.fixed(
          "mappedFileSizeCommitLog",
          number(1 << 20, Integer.MAX_VALUE),
          "1073741824",
          "bytes of a commit log file");
  static final SettingKey<Integer> QUEUE_FILE =
      SettingKeys.fixed(
          "mappedFileSizeConsumeQueue",
          multiple(20, 200, 2_000_000_000),
          "6000000",
          "bytes of a consume queue file");
  static final SettingKey<Integer> FLUSH_LOG_PERIOD =
      SettingKeys.fixed(
          "flushIntervalCommitLog",
          integer(1, 3_600_000),
          "500",
          "milliseconds between two flushes of the log");
  static final SettingKey<Integer> FLUSH_QUEUE_PERIOD =
      SettingKeys.fixed(
          "flushIntervalConsumeQueue",
          integer(1, 3_600_000),
          "1000",
          "milliseconds between two flushes of the consume queues");
  static final SettingKey<Integer> DISK_FULL =
      SettingKeys.fixed(
          "diskSpaceWarningLevelRatio",
          integer(1, 100),
          "90",
          "percent of the disk in use from which on sends are refused");
  static final SettingKey<Boolean> INDEX =
      SettingKeys.fixed("messageIndexEnable", BOOLEAN, "true", "messages can be found by key");
  static final SettingKey<Integer> INDEX_SLOTS =
      SettingKeys.fixed(
          "maxHashSlotNum", integer(16, 500_000_000), "5000000", "hash slots of an index file");
  static final SettingKey<Integer> INDEX_ENTRIES =
      SettingKeys.fixed(
          "maxIndexNum", integer(16, 100_000_000), "20000000", "entries of an index file");
  static final SettingKey<Integer> HOT_BYTES =
      SettingKeys.fixed(
          "hotDataMegabytes",
          integer(1, 1_000_000),
          "512",
          "how far behind the end of the log messages are taken to be in memory");

  static final SettingKey<Integer> HAND_OVER_TIMEOUT =
      SettingKeys.fixed(
          "storageHandOverTimeoutMills",
          integer(100, 600_000),
          "10000",
          "milliseconds that another version of a storage backend may take to take the log over");

  static final SettingKey<Integer> SEND_WAIT =
      SettingKeys.live(
          "waitTimeMillsForStorage",
          integer(0, 600_000),
          "2500",
          "milliseconds that a send waits while the storage backend is being replaced; then it is"
              + " answered with code 14, and producers send again");
  static final SettingKey<Integer> SEND_WAITS =
      SettingKeys.live(
          "maxSendsWaitingForStorage",
          integer(1, 10_000_000),
          "10000",
          "sends that may wait then; more are answered with code 2");
  static final SettingKey<Long> SEND_WAIT_BYTES =
      SettingKeys.live(
          "maxBytesWaitingForStorage",
          number(1, Long.MAX_VALUE),
          "67108864",
          "bytes of the sends that may wait then; more are answered with code 2");

  /** In the order of this class. */
  static final List<SettingKey<?>> ALL =
      List.of(
          STORE_ROOT,
          STORE_LOG,
          STORE_TYPE,
          STORAGE_BACKEND,
          SEGMENT,
          QUEUE_FILE,
          FLUSH_LOG_PERIOD,
          FLUSH_QUEUE_PERIOD,
          DISK_FULL,
          INDEX,
          INDEX_SLOTS,
          INDEX_ENTRIES,
          HOT_BYTES,
          HAND_OVER_TIMEOUT,
          SEND_WAIT,
          SEND_WAITS,
          SEND_WAIT_BYTES);

  private StoreKeys() {}
}
