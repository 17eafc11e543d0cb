/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.marquetry.broker.fake.FakeClock;
import org.marquetry.broker.fake.ManualScheduler;
import org.marquetry.broker.fake.MemoryDisk;
import org.marquetry.broker.json.JsonFile;

class SubscriptionGroupsTest {

  private static final Path FILE = Path.of("config", "subscriptionGroup.json");
  private static final Path BACKUP = Path.of("config", "subscriptionGroup.json.bak");

  private final MemoryDisk disk = new MemoryDisk();
  private final FakeClock clock = new FakeClock();
  private final ManualScheduler scheduler = new ManualScheduler();
  private boolean autoCreate = true;

  private SubscriptionGroups open() throws IOException {
    return SubscriptionGroups.open(new JsonFile(disk, FILE), clock, scheduler, () -> autoCreate);
  }

  @Test
  void systemGroupsAreThereFromTheStart() throws IOException {
    assertThat(open().get("TOOLS_CONSUMER")).isEqualTo(SubscriptionGroup.of("TOOLS_CONSUMER"));
  }

  @Test
  void unknownGroupIsMadeWhenAskedForAndPersistedSoonAfter() throws IOException {
    SubscriptionGroups groups = open();
    long before = groups.version().counter();
    SubscriptionGroup group = groups.find("G");

    assertThat(group.retryMaxTimes()).isEqualTo(16);
    assertThat(groups.find("G")).isSameAs(group);
    assertThat(groups.version().counter()).isEqualTo(before + 1);
    assertThat(disk.text(FILE)).isNull();
    scheduler.runAll();
    assertThat(open().get("G")).isEqualTo(group);
  }

  @Test
  void groupsMadeTogetherArePersistedOnce() throws IOException {
    SubscriptionGroups groups = open();
    groups.find("G");
    groups.find("H");

    assertThat(scheduler.planned()).hasSize(1);
  }

  @Test
  void nothingIsMadeWhereThatIsSwitchedOffOrTheNameIsIllegal() throws IOException {
    SubscriptionGroups groups = open();
    assertThat(groups.find("no blanks")).isNull();
    assertThat(groups.find("g".repeat(256))).isNull();
    autoCreate = false;
    assertThat(groups.find("G")).isNull();
  }

  @Test
  void fileOfRocketMqIsUnderstood() throws IOException {
    disk.put(
        FILE,
        """
        {
          "dataVersion":{"counter":3,"stateVersion":0,"timestamp":1795221721322},
          "forbiddenTable":{"G":{"T":4}},
          "subscriptionGroupTable":{
            "G":{
              "attributes":{"priority.factor":"2"},
              "brokerId":0,
              "consumeBroadcastEnable":false,
              "consumeEnable":false,
              "consumeFromMinEnable":true,
              "consumeMessageOrderly":false,
              "consumeTimeoutMinute":15,
              "groupName":"G",
              "groupRetryPolicy":{"type":"EXPONENTIAL","exponentialRetryPolicy":{"initial":5}},
              "groupSysFlag":1,
              "notifyConsumerIdsChangedEnable":false,
              "retryMaxTimes":3,
              "retryQueueNums":2,
              "whichBrokerWhenConsumeSlowly":1
            },
            "Old":{"groupName":"Old","retryMaxTimes":5}
          }
        }
        """);
    SubscriptionGroups groups = open();

    SubscriptionGroup group = groups.get("G");
    assertThat(group.consumeEnabled()).isFalse();
    assertThat(group.broadcastEnabled()).isFalse();
    assertThat(group.notifyConsumerIdsChangedEnable()).isFalse();
    assertThat(group.retryMaxTimes()).isEqualTo(3);
    assertThat(group.retryQueueNums()).isEqualTo(2);
    assertThat(group.sysFlag()).isEqualTo(1);
    assertThat(groups.get("Old").retryMaxTimes()).isEqualTo(5);
    assertThat(groups.get("Old").retryQueueNums()).isEqualTo(1);
    assertThat(groups.readForbidden("G", "T")).isTrue();
    assertThat(groups.readForbidden("G", "U")).isFalse();
    assertThat(groups.version().counter()).isEqualTo(3);
  }

  @Test
  void membersThatAreNotInterpretedSurvive() throws IOException {
    disk.put(
        FILE,
        "{\"subscriptionGroupTable\":{\"G\":{\"attributes\":{\"a\":\"b\"},\"future\":[1,{x:2}]}}}");
    open().put(List.of(SubscriptionGroup.of("H")));

    assertThat(disk.text(FILE))
        .contains("\"attributes\":{\"a\":\"b\"}")
        .contains("\"future\":[1,{\"x\":2}]");
  }

  @Test
  void damagedFileIsReplacedByItsBackup() throws IOException {
    SubscriptionGroups groups = open();
    groups.put(List.of(SubscriptionGroup.of("G")));
    groups.put(List.of(SubscriptionGroup.of("H")));
    disk.put(FILE, "{\"dataVersion\":{");

    SubscriptionGroups again = open();
    assertThat(again.get("G")).isNotNull();
    assertThat(again.get("H")).isNull();
  }

  @Test
  void fileThatIsDamagedTogetherWithItsBackupStopsTheStart() {
    disk.put(FILE, "garbage {");
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(FILE.toString())
        .hasMessageContaining("restore");

    disk.put(BACKUP, "[1]");
    assertThatThrownBy(this::open).hasMessageContaining(BACKUP.toString());
  }

  @Test
  void missingOrEmptyFileFallsBackToTheBackup() throws IOException {
    disk.put(FILE, "");
    disk.put(BACKUP, "{\"subscriptionGroupTable\":{\"G\":{}}}");

    assertThat(open().get("G")).isEqualTo(SubscriptionGroup.of("G"));
  }

  @Test
  void readBanOutlivesARestart() throws IOException {
    SubscriptionGroups groups = open();
    groups.forbidReading("G", "T", true);
    assertThat(open().readForbidden("G", "T")).isTrue();

    groups.forbidReading("G", "T", false);
    assertThat(groups.readForbidden("G", "T")).isFalse();
    assertThat(open().readForbidden("G", "T")).isFalse();
  }
}
